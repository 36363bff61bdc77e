import { beforeAll, expect, test } from 'bun:test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/repo.ts';
import { DashboardWindow, setupLink } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

const LIMIT = 240_000;
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
const FOLDER = join(root, 'dist/screenshots/dashboard');

/** The pages of the rail by their addresses. */
const PAGES = ['usage', 'access', 'log', 'embed'] as const;

const browser = ownBrowser();
beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
});

async function lookAt(window: DashboardWindow, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    await window.page.setViewportSize(viewport);
    await until('the page to fit', () =>
      window.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    );
    await window.page.screenshot({ path: join(FOLDER, `${name}-${size}.png`) });
    found.push(...(await window.objections()).map((line) => `${name} ${size}: ${line}`));
  }
  return found;
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
    for (const [look, language] of [
      ['light', 'en'],
      ['dark', 'en'],
      ['light', 'ar'],
      ['dark', 'de'],
    ] as const)
      for (const at of PAGES) {
        await page.goto(`${server.origin}/dashboard/${at}`);
        await window.wear(look, language);
        await page.locator('main section, main table, main .code').first().waitFor();
        found.push(...(await lookAt(window, `${at}-${look}-${language}`)));
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
    await window.page.goto(`${server.origin}/dashboard`);
    await window.heading('Set up your dashboard').waitFor();
    const sum = (await Promise.all(sizes)).reduce((all, size) => all + size, 0);
    expect(sum).toBeGreaterThan(10_000);
    expect(sum).toBeLessThan(120_000);
  },
  LIMIT,
);
