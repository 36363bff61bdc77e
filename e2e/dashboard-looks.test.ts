import { beforeAll, expect, test } from 'bun:test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/repo.ts';
import { DashboardWindow, setupLink } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { Talker } from './support/talker.ts';
import { until } from './support/until.ts';

const LIMIT = 240_000;
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
const FOLDER = join(root, 'dist/screenshots/dashboard');

/** The pages of the rail by their addresses. */
const PAGES = [
  'moderation/all',
  'images',
  'images/sofa',
  'usage',
  'people',
  'access',
  'log',
  'settings',
  'settings/keys',
  'settings/webhooks',
  'settings/exchange',
  'embed',
  'new-site',
  'account',
] as const;

/** How one goes through all pages: from right to left in the dark, and with German's long words only to see that they fit. */
const WALKS = [
  { look: 'light', language: 'en', judged: ['desktop', 'phone'] },
  { look: 'dark', language: 'ar', judged: ['desktop'] },
  { look: 'light', language: 'de', judged: [] },
] as const;

const browser = ownBrowser();
beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
});

/** @param judged the sizes at which axe looks; colours are the same at every width */
async function lookAt(
  window: DashboardWindow,
  name: string,
  judged: readonly string[] = Object.keys(SIZES),
): Promise<string[]> {
  const found: string[] = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    await window.page.setViewportSize(viewport);
    await until('the page to fit', () =>
      window.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    );
    await window.page.screenshot({ path: join(FOLDER, `${name}-${size}.png`) });
    if (judged.includes(size))
      found.push(...(await window.objections()).map((line) => `${name} ${size}: ${line}`));
  }
  return found;
}

/** A few comments on pictures: one of ours, one nobody knows, one of elsewhere. */
async function talk(server: ServerProcess): Promise<void> {
  const lea = await Talker.named('Lea Sommer', server.origin);
  const omar = await Talker.named('عمر', server.origin);
  const src = `${server.origin}/demo/pictures/design-mockup.webp`;
  const id = await lea.starts('sofa', LONG, { src, title: 'The living room' }, { x: 62, y: 38 });
  await omar.answers('sofa', id, 'لون جميل، لكن هل يناسب السجادة؟');
  await omar.starts('rug', 'Where is this?', {}, { x: 20, y: 70 });
  await lea.starts('lamp', 'Too bright.', { src: 'https://pictures.example/lamp.jpg', title: 'Lamp' });
}

const LONG =
  'I like the colour, but the cushions should be a shade lighter so that they stand apart from the wall behind them. Could we try one in linen?';

/** Opens the conversation of the entry with a picture, and selects another. */
async function openOne({ page }: DashboardWindow): Promise<void> {
  await page.locator('.entry').nth(1).locator('input').check();
  await page.locator('.entry').last().locator('button[aria-expanded]').click();
  await page.locator('.around li').first().waitFor();
}

test(
  'axe-core has no objection to any page, light, dark and from right to left, and none is wider than a phone',
  async () => {
    await using server = await ServerProcess.start();
    await using window = await DashboardWindow.open(browser());
    const { page } = window;
    const found: string[] = [];
    await page.goto(await setupLink(server));
    await page.locator('h1').waitFor();
    found.push(...(await lookAt(window, 'setup')));
    await window.setUp(server);
    await talk(server);
    for (const { look, language, judged } of WALKS) {
      await page.goto(`${server.origin}/dashboard/usage`);
      await window.wear(look, language);
      for (const at of PAGES) {
        await page.goto(`${server.origin}/dashboard/${at}`);
        await page
          .locator(
            'main section, main table, main .code, main .queue, main .images, main .one-image, main .empty',
          )
          .first()
          .waitFor();
        if (at === 'moderation/all') await openOne(window);
        found.push(...(await lookAt(window, `${at.replace('/', '-')}-${look}-${language}`, judged)));
      }
    }
    await page.goto(`${server.origin}/dashboard/setup`);
    await window.heading('Dieser Link gilt nicht mehr').waitFor();
    found.push(...(await lookAt(window, 'link-gone')));
    expect(found).toEqual([]);
    expect(window.complaints).toEqual([]);
  },
  LIMIT,
);

test(
  'all that a first page loads is less than 120 kB',
  async () => {
    await using server = await ServerProcess.start();
    await using window = await DashboardWindow.open(browser());
    const sizes: Promise<number>[] = [];
    window.page.on('requestfinished', (request) =>
      sizes.push(
        request
          .sizes()
          .then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
      ),
    );
    // Whatever comes after the page is drawn counts, too.
    await window.page.goto(`${server.origin}/dashboard`, { waitUntil: 'networkidle' });
    await window.heading('Set up your dashboard').waitFor();
    const sum = (await Promise.all(sizes)).reduce((all, size) => all + size, 0);
    expect(sum).toBeGreaterThan(10_000);
    expect(sum).toBeLessThan(120_000);
  },
  LIMIT,
);
