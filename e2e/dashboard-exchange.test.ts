import { expect, test } from 'bun:test';
import { freshId } from '@imagechat/core/testing/builders';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';

const LIMIT = 240_000;
const COMMENTS = 30;

const browser = ownBrowser();

/** A visitor starts a conversation and goes on with it. */
async function talk(origin: string): Promise<void> {
  const post = async (path: string, body: unknown, token?: string): Promise<unknown> => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(`${origin}${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', ...authorization },
    });
    if (!answer.ok) throw new Error(await answer.text());
    return await answer.json();
  };
  const { token } = (await post('/v1/session', { tenantId: 'night-trains', name: 'Ada' })) as {
    token: string;
  };
  const submit = (operation: Record<string, unknown>) =>
    post(
      '/v1/tenants/night-trains/operations',
      { urlId: 'sofa', operation: { ...operation, broadcastId: freshId() } },
      token,
    );
  const id = freshId();
  const comment = { id: freshId(), text: 'In **oak**, please.' };
  await submit({ type: 'create-conversation', id, x: 12.5, y: 40, comment });
  for (let at = 1; at < COMMENTS; at++)
    await submit({ type: 'add-comment', id, comment: { id: freshId(), text: `Or number ${at}.` } });
  await submit({ type: 'resolve-conversation', id });
}

test(
  'a site is taken along as a file and brought to another one: equal in all but numbers; twice does no harm, and a spoiled file is told of',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    await talk(server.origin);
    await page.goto(`${server.origin}/dashboard/settings/exchange`);
    const fileOf = async (format: string): Promise<string> => {
      const href = await page.getByRole('link', { name: `Download: ${format}` }).getAttribute('href');
      return await page.evaluate(async (address) => (await fetch(address)).text(), href ?? '');
    };
    const whole = await fileOf('Everything, as JSON');
    expect((await fileOf('A table, as CSV')).split('\r\n')).toHaveLength(COMMENTS + 2);
    expect(await fileOf('Web Annotation')).toContain('xywh=percent:12.5,40,0,0');

    await page.getByRole('link', { name: 'Add a site' }).click();
    await page.getByLabel('Name of the site').fill('Harbour');
    await owner.button('Finish').click();
    await owner.heading('Put it on your page').waitFor();
    await page.goto(`${server.origin}/dashboard/settings/exchange`);
    const bring = async (text: string): Promise<void> => {
      const buffer = Buffer.from(text);
      const file = { name: 'site.json', mimeType: 'application/json', buffer };
      await page.getByLabel('File').setInputFiles(file);
      await owner.button('Bring it here').click();
    };
    const sums = (type: string) => page.locator(`tr[data-type=${type}] td`).allTextContents();
    await owner.button('Bring it here').click();
    await page.getByText('Choose a file first.').waitFor();
    await bring('{"something": "else"}');
    await page.getByText('This is not a file that').waitFor();
    await bring(whole);
    await page.getByText(/^Done: \d+ records\.$/).waitFor();
    expect(await sums('comment')).toEqual([String(COMMENTS), '0', '0']);
    const there = (await fileOf('Everything, as JSON')).replaceAll('harbour', 'night-trains');
    const withoutHead = (text: string) => text.split('\n').slice(2);
    expect(withoutHead(there)).toEqual(withoutHead(whole));

    const spoiled = whole.replace('"text":"Or number 1."', '"text":""').split('\n').slice(0, -3).join('\n');
    await bring(spoiled);
    await page.getByText('The file ends too early.').waitFor();
    expect(await sums('comment')).toEqual(['0', String(COMMENTS - 1), '1']);
    await page.getByText('Write something first.').waitFor();
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);
