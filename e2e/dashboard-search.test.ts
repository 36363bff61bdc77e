import { expect, test } from 'bun:test';
import { imagechat } from './support/as-member.ts';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

const LIMIT = 240_000;
/** Four searches' worth: each request looks at 5,000. */
const COMMENTS = 18_000;
const PART = 6000;
const DAY_MS = 24 * 3600 * 1000;

const browser = ownBrowser();

/** Brings years of talk to the site, the two oldest comments with rare words in them. */
async function bringYears(server: ServerProcess): Promise<void> {
  const printed = await imagechat(server, 'key', 'add', 'night-trains');
  const key = /\bick_[\w-]+/.exec(printed)?.[0] ?? '';
  const head = { type: 'imagechat-export', version: 1, tenantId: 'elsewhere' };
  const image = { type: 'image', urlId: 'sofa', groups: null };
  const place = { urlId: 'sofa', id: 'talk', by: 'elsewhere:1', name: 'Cy', x: 10, y: 10 };
  const talk = { type: 'conversation', ...place, resolved: false, createdAt: 0 };
  const textOf = (n: number): string => (n === 0 ? 'A xylophone' : n === 1 ? 'Two xylophones' : `Words ${n}`);
  const comments = Array.from({ length: COMMENTS }, (_, n) => ({
    ...{ type: 'comment', urlId: 'sofa', conversationId: 'talk', id: `said-${n}`, by: 'elsewhere:2' },
    ...{ name: 'Di', text: textOf(n), createdAt: 1_600_000_000_000 + n * (DAY_MS / 20), editedAt: null },
  }));
  for (let at = 0, part = 0; at < COMMENTS; at += PART, part++) {
    const records = [head, image, ...(part === 0 ? [talk] : []), ...comments.slice(at, at + PART)];
    const answer = await fetch(`${server.origin}/v1/tenants/night-trains/imports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ part, records }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    expect(await answer.text()).not.toContain('"refused"');
  }
}

test(
  'a search for a rare word goes back through years by itself, says how far it is, can be stopped, and keeps what it found',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    await bringYears(server);
    await page.goto(`${server.origin}/dashboard/moderation/all`);
    await page.locator('.queue').waitFor();
    const search = async (words: string): Promise<void> => {
      await page.getByLabel('Words').fill(words);
      await page.keyboard.press('Enter');
    };
    await page.getByText('Search', { exact: true }).first().click();
    const found = page.getByRole('article').filter({ hasText: 'xylophone' });
    await search('xylophone');
    await until('both to be found', async () => (await found.count()) === 2);

    // What one does about it does not lose it, though it is far from where the queue begins.
    await found.first().getByRole('button', { name: 'Hide' }).click();
    await page.getByText('Hidden: 1.').waitFor();
    await page.locator('.tag.hidden').waitFor();
    expect(await found.count()).toBe(2);
    await owner.button('Undo').click();
    await until('none to be hidden', async () => (await page.locator('.tag.hidden').count()) === 0);
    expect(await found.count()).toBe(2);

    // Held back, it says how far it has come, and stops when it is told to.
    const gate = Promise.withResolvers<void>();
    await page.route('**/queue?*before=*', async (route) => {
      await gate.promise;
      await route.continue();
    });
    await search('zither');
    await page.getByText(/Looking further back: .*20\d\d/).waitFor();
    await owner.button('Stop').click();
    gate.resolve();
    await owner.button('Look further back').click();
    await page.getByText('Nothing like that.').waitFor();
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);
