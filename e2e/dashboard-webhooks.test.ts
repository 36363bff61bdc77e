import { expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { freshId } from '@imagechat/core/testing/builders';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

const LIMIT = 240_000;

const browser = ownBrowser();

/** Somebody's server that does not want the first two messages it is sent. */
function receiver() {
  const asked: { body: string; headers: Headers }[] = [];
  const server = Bun.serve({
    ...{ port: 0, hostname: '127.0.0.1' },
    async fetch(request) {
      asked.push({ body: await request.text(), headers: request.headers });
      if (request.headers.get('x-imagechat-event') === 'test') return new Response('Hello');
      const refused = asked.filter(({ headers }) => headers.get('x-imagechat-event') !== 'test').length <= 2;
      return refused ? new Response('Not yet', { status: 503 }) : new Response('Thanks');
    },
  });
  return {
    asked,
    url: `http://127.0.0.1:${server.port}/hook`,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

async function talk(origin: string): Promise<void> {
  const post = async (path: string, body: unknown, token = ''): Promise<unknown> => {
    const answer = await fetch(`${origin}${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
    return await answer.json();
  };
  const { token } = (await post('/v1/session', { tenantId: 'night-trains', name: 'Ada' })) as {
    token: string;
  };
  const id = freshId();
  for (const operation of [
    { type: 'create-conversation', id, x: 5, y: 6, comment: { id: freshId(), text: 'First' } },
    { type: 'add-comment', id, comment: { id: freshId(), text: 'Second' } },
  ])
    await post(
      '/v1/tenants/night-trains/operations',
      { urlId: 'sofa', operation: { ...operation, broadcastId: freshId() } },
      token,
    );
}

test(
  'a webhook is made and tried; what fails twice arrives at the third try, in its order and signed, and the log shows all of it',
  async () => {
    await using server = await ServerProcess.start({ env: { WEBHOOKS_TO_PRIVATE: 'yes' } });
    await using owner = await DashboardWindow.open(browser());
    await using there = receiver();
    const { page } = owner;
    await owner.setUp(server);
    await page.goto(`${server.origin}/dashboard/settings/webhooks`);
    await owner.heading('Who else hears of it?').waitFor();
    await owner.button('Add a webhook').click();
    await page.getByLabel('Address').fill('nonsense');
    await owner.button('Save').click();
    await page.getByText('An address begins with https://').waitFor();
    await page.getByLabel('Address').fill(there.url);
    await owner.button('Save').click();
    await page.getByRole('heading', { name: 'Your webhook’s secret' }).waitFor();
    const secret = (await page.locator('dialog pre').textContent()) ?? '';
    expect(secret).toMatch(/^icw_/);
    await owner.button('Close').click();
    await owner.button('Send a test').click();
    await page.getByText('The test arrived.').waitFor();

    await talk(server.origin);
    await until('all to have arrived', () => there.asked.length === 5, { timeout: 60_000 });
    const messages = there.asked.slice(1);
    for (const { body, headers } of messages) {
      const at = headers.get('x-imagechat-timestamp');
      const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
      expect(headers.get('x-imagechat-signature')).toBe(`sha256=${signature}`);
    }
    const seqs = messages.map(({ body }) => (JSON.parse(body) as { event: { seq: number } }).event.seq);
    expect(seqs).toEqual([1, 1, 1, 2]);
    const arrived = page.locator('tr[data-outcome=delivered]');
    await until('the log to tell of it', async () => {
      await owner.button('Look again').click();
      return (await arrived.count()) === 3;
    });
    const first = arrived.filter({ hasText: 'New conversations' });
    expect(await first.locator('td.figure').textContent()).toBe('3');
    await first.getByRole('button', { name: 'Details' }).click();
    await page.getByText('"text": "First"').waitFor();
    await page.getByText('Thanks').waitFor();
    await page.keyboard.press('Escape');

    await owner.button('Remove').click();
    const host = new URL(there.url).host;
    await page.getByLabel(`Type ${host} to confirm`).fill(host);
    await page.keyboard.press('Enter');
    await page.getByText('No webhook yet.').waitFor();
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);
