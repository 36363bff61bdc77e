import { expect, test } from 'bun:test';
import { findChromium, launchChromium } from './chromium.ts';

test('CHROMIUM_PATH is the only place looked at when it is set', () => {
  expect(findChromium({ CHROMIUM_PATH: process.execPath, PATH: '' })).toBe(process.execPath);
  expect(findChromium({ CHROMIUM_PATH: '/nowhere/chromium', PATH: process.env.PATH })).toBeUndefined();
  expect(findChromium({ CHROMIUM_PATH: import.meta.dir })).toBeUndefined();
});

test('two separate contexts of one browser load a page', async () => {
  await using browser = await launchChromium();
  using server = Bun.serve({
    port: 0,
    fetch: () => new Response('<title>hello</title>', { headers: { 'content-type': 'text/html' } }),
  });
  const titles = await Promise.all(
    [1, 2].map(async () => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(server.url.href);
      return page.title();
    }),
  );
  expect(titles).toEqual(['hello', 'hello']);
}, 30_000);
