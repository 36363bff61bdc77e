import { expect, test } from 'bun:test';
import { freshId } from '@imagechat/core/testing/builders';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

const LIMIT = 240_000;
const CONVERSATIONS = 7;
const ANSWERS = 3;

const browser = ownBrowser();

/** Starts conversations and answers each, as one visitor does outside of a browser. */
async function talk(origin: string, tenantId: string): Promise<void> {
  const post = async (path: string, body: unknown, token?: string): Promise<unknown> => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(`${origin}${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', ...authorization },
    });
    if (!answer.ok) throw new Error(await answer.text());
    return await answer.json();
  };
  const { token } = (await post('/v1/session', { tenantId, name: 'Ada' })) as { token: string };
  const submit = (operation: Record<string, unknown>): Promise<unknown> =>
    post(
      `/v1/tenants/${tenantId}/operations`,
      { urlId: 'sofa', operation: { ...operation, broadcastId: freshId() } },
      token,
    );
  for (let at = 0; at < CONVERSATIONS; at++) {
    const id = freshId();
    await submit({
      type: 'create-conversation',
      id,
      x: at,
      y: at,
      comment: { id: freshId(), text: 'In oak, please.' },
    });
    for (let each = 0; each < ANSWERS; each++)
      await submit({ type: 'add-comment', id, comment: { id: freshId(), text: 'Or in ash.' } });
  }
}

test(
  'usage shows what was done to the last digit, as the file and the API tell it, by day and by month',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    await owner.goTo('Usage');
    await owner.heading('How much do we use?').waitFor();
    await page.getByText('Nothing yet.').waitFor();
    await talk(server.origin, 'night-trains');
    await page.reload();
    const cell = async (figure: string) =>
      (await page.locator(`tbody tr:first-child [data-figure=${figure}]`).textContent()) ?? '';
    await until('the figures', async () => (await page.locator('tbody tr').count()) === 1);
    expect(await cell('conversationCreateCount')).toBe(String(CONVERSATIONS));
    expect(await cell('commentCreateCount')).toBe(String(CONVERSATIONS * (1 + ANSWERS)));
    const href = (await page.getByRole('link', { name: 'Download CSV' }).getAttribute('href')) ?? '';
    const file = await page.evaluate(async (address) => (await fetch(address)).text(), href);
    const [head = '', row = ''] = file.split('\r\n');
    const told = Object.fromEntries(head.split(',').map((name, at) => [name, row.split(',')[at]]));
    for (const figure of [
      'conversationCreateCount',
      'commentCreateCount',
      'pubSubMessageCount',
      'pubSubBandwidth',
    ])
      expect([figure, told[figure]]).toEqual([figure, await cell(figure)]);
    await owner.button('12 months').click();
    await until(
      'the month',
      async () => (await page.locator('tbody tr').getAttribute('data-bin'))?.length === 7,
    );
    expect(await cell('commentCreateCount')).toBe(String(CONVERSATIONS * (1 + ANSWERS)));
    await owner.button('Go to the table').press('Enter');
    await until('the table to have the focus', () =>
      page.evaluate(() => document.activeElement?.classList.contains('table-place')),
    );
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);
