import { expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { Talker } from './support/talker.ts';
import { until } from './support/until.ts';

const LIMIT = 240_000;

const browser = ownBrowser();

/** Somebody's judge: what has "buy" in it is spam, what has a question waits, and of "silence" it says nothing. */
function judge() {
  const asked: { body: string; headers: Headers }[] = [];
  const server = Bun.serve({
    ...{ port: 0, hostname: '127.0.0.1' },
    async fetch(request) {
      const body = await request.text();
      asked.push({ body, headers: request.headers });
      const { comment, type } = JSON.parse(body) as { type: string; comment: { text: string } };
      if (comment.text === 'silence') return new Response('…', { status: 503 });
      const asks = type !== 'test' && comment.text.includes('?');
      return Response.json({ verdict: comment.text.includes('buy') ? 'spam' : asks ? 'hold' : 'approve' });
    },
  });
  return {
    asked,
    url: `http://127.0.0.1:${server.port}/judge`,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

/** What everybody sees on a picture, by the first lines of its conversations. */
async function publicLines(origin: string): Promise<string[]> {
  const answer = await fetch(`${origin}/v1/tenants/night-trains/snapshot?urlId=sofa`);
  const { conversations } = (await answer.json()) as { conversations: { opening?: { line: string } }[] };
  return conversations.map(({ opening }) => opening?.line ?? '').sort();
}

test(
  'a judge is added and tried; what it approves is public, what it holds or calls spam waits for moderators, and its last verdicts are told',
  async () => {
    await using server = await ServerProcess.start({ env: { WEBHOOKS_TO_PRIVATE: 'yes' } });
    await using owner = await DashboardWindow.open(browser());
    await using there = judge();
    const { page } = owner;
    await owner.setUp(server);
    await page.goto(`${server.origin}/dashboard/settings/webhooks`);
    await page.getByText('Nobody is asked.').waitFor();
    await owner.button('Add a judge').click();
    await page.getByLabel('Address of the judge').fill('nonsense');
    await page.getByLabel('How long it may think').fill('10');
    await owner.button('Save').click();
    await page.getByText('From 200 to 5000.').waitFor();
    await page.getByLabel('Address of the judge').fill(there.url);
    await page.getByLabel('How long it may think').fill('3000');
    expect(await owner.objections()).toEqual([]);
    await owner.button('Save').click();
    const secret = (await page.locator('dialog pre').textContent()) ?? '';
    await owner.button('Close').click();
    await owner.button('Send a test').click();
    await page.getByText('It answered: Approved').waitFor();

    const ada = await Talker.named('Ada', server.origin);
    for (const text of ['Lovely.', 'buy now', 'Really?', 'silence']) await ada.starts('sofa', text);
    await until('all to be asked about', () => there.asked.length === 5, { timeout: 30_000 });
    for (const { body, headers } of there.asked) {
      const at = headers.get('x-imagechat-timestamp');
      const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
      expect(headers.get('x-imagechat-signature')).toBe(`sha256=${signature}`);
    }
    const rows = page.locator('tr[data-verdict]');
    await until('the verdicts to be told', async () => {
      await owner.button('Look again').click();
      return (await rows.count()) === 5;
    });
    const told = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-verdict')).sort());
    expect(told).toEqual(['approve', 'approve', 'failed-closed', 'hold', 'spam']);
    await page.getByText('It answered 503.').waitFor();
    await until(
      'what was approved to be public',
      async () => (await publicLines(server.origin)).length === 1,
    );
    expect(await publicLines(server.origin)).toEqual(['Lovely.']);
    expect(await owner.objections()).toEqual([]);
    await owner.goTo('Moderation');
    await page.getByText('Really?').waitFor();
    await page.getByText('silence').waitFor();

    await page.goto(`${server.origin}/dashboard/settings/webhooks`);
    await owner.button('Turn off').click();
    await page.getByText('It is not asked any more').waitFor();
    await ada.starts('sofa', 'buy, at once');
    expect(await publicLines(server.origin)).toEqual(['Lovely.', 'buy, at once']);
    await owner.button('Remove').click();
    await page.locator('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Nobody is asked.').waitFor();
    expect(there.asked).toHaveLength(5);
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);
