import { expect, test } from 'bun:test';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

const LIMIT = 240_000;
const MARKER = '[part~="marker"]:not([part~="draft"])';

const browser = ownBrowser();

test(
  'the embed page shows what one chooses, in every form, to be tried, and nothing of it leaves its frame',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    await owner.goTo('Embed');
    const frame = page.frameLocator('iframe');
    const said = frame.locator(`${MARKER}[aria-label*="Could this be a little bigger?"]`);
    await page.locator('iframe').scrollIntoViewIfNeeded();
    await said.waitFor();
    const asked = owner.requests.length;

    // The real thing: one answers, and starts a talk of one's own.
    await said.click();
    const open = frame.locator('[part~="window"]').filter({ visible: true });
    await open.getByText('Yes. Tomorrow it is.').waitFor();
    await open.locator('[part~="input"]').fill('Thank you');
    await open.locator('[part~="name"]').fill('Olive');
    await open.locator('[part~="send"]').click();
    await until('the answer', async () => (await open.locator('[part~="comment"]').count()) === 3);
    const edge = async (): Promise<number> => (await said.boundingBox())?.width ?? 0;
    const usual = await edge();

    // What one chooses is so at once, and what was tried is still there.
    await page.getByLabel('Size of the markers').selectOption('Large');
    await until('larger markers', async () => (await edge()) > usual * 1.3);
    await page
      .locator('main label.field')
      .filter({ hasText: 'Language' })
      .locator('select')
      .selectOption('de_de');
    await frame.locator(`${MARKER}[aria-label*="2 Antworten"]`).waitFor();
    await page.getByLabel('Only to be looked at').check();
    await open.locator('[part~="input"]').waitFor({ state: 'detached' });
    await page.getByText("locale: 'de_de'").first().waitFor();
    await page.getByLabel('Only to be looked at').uncheck();
    await open.locator('[part~="input"]').waitFor();

    // Every form there is, with the same options.
    for (const [form, pictures] of [
      ['Every picture of an article', 2],
      ['Without a script of your own', 1],
      ['As an element', 1],
      ['As a module', 1],
      ['React', 1],
      ['Vue', 1],
    ] as const) {
      await page.getByRole('button', { name: form, exact: true }).click();
      // What nobody sees does not begin.
      await page.locator('iframe').scrollIntoViewIfNeeded();
      await frame.locator(`${MARKER}[aria-label*="1 Antwort"]`).waitFor();
      await frame.locator('img').last().scrollIntoViewIfNeeded();
      await until(
        `pictures of ${form}`,
        async () => (await frame.locator('[part~="overlay"]').count()) === pictures,
      );
      await said.scrollIntoViewIfNeeded();
      await until(`large markers of ${form} from the first`, async () => (await edge()) > usual * 1.3);
      await page.getByLabel('Size of the markers').selectOption('As usual');
      await until(`usual markers of ${form}`, async () => Math.abs((await edge()) - usual) < 2);
      await page.getByLabel('Size of the markers').selectOption('Large');
      await until(`large markers of ${form}`, async () => (await edge()) > usual * 1.3);
    }

    // Nothing was asked of the API or by a socket, and the site has no picture.
    expect(
      owner.requests.slice(asked).filter((request) => /\/v1\/|comment-image-chats/.test(request)),
    ).toEqual([]);
    expect(await frame.locator('body').evaluate(() => globalThis.origin)).toBe('null');
    await owner.goTo('Images');
    await page.getByText('No picture yet.').waitFor();
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);
