/** `npm run bench:widget`: what the widget costs a page, printed and not judged; what events cost it is measured by `npm run bench -- --only page`. One server, one Chromium, loopback only; about two minutes. */
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { launchChromium } from '../e2e/support/chromium.ts';
import { peopleStart } from '../e2e/support/crowd.ts';
import { ServerProcess, widgetBuilt } from '../e2e/support/server-process.ts';
import { Site } from '../e2e/support/site.ts';
import { pack } from '../packages/server/src/http/pack.ts';
import { root } from '../scripts/lib/repo.ts';
import { median } from './lib/table.ts';

const MARKERS = 1000;
const ROUNDS = 100;

await widgetBuilt();
await using server = await ServerProcess.start();
using site = new Site();
const browser = await launchChromium({ args: ['--no-proxy-server', '--js-flags=--expose-gc'] });
console.log(`${browser.version()}\n`);
await sizes();
await peopleStart(
  server.port,
  'thousand',
  Array.from({ length: MARKERS }, (_, at) => ({
    x: (at * 37) % 100,
    y: (at * 61) % 100,
    text: `Number ${at}`,
  })),
);
await firstPaint();
await resizing();
await memory();
await browser.close();

function say(what: string, value: string): void {
  console.log(`${what.padEnd(64)}${value}`);
}

/** gzip bytes of everything the widget can load with one locale, packed as the server packs. */
async function sizes(): Promise<void> {
  const folder = join(root, 'packages/widget/dist');
  let sum = 0;
  for (const name of [...new Bun.Glob('*.js').scanSync(folder)].sort()) {
    if (name.startsWith('locale-')) continue;
    const bytes = pack(await Bun.file(join(folder, name)).bytes()).byteLength;
    sum += bytes;
    say(`gzip, ${name.replace(/-[\w-]{8}\.js$/, '.js')}`, `${bytes} B`);
  }
  say('gzip, all with one locale', `${sum} B`);
}

async function open(urlId: string): Promise<{ page: Page; devtools: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(site.address(server.origin, urlId));
  await page.locator('[part~="overlay"]').waitFor();
  return { page, devtools };
}

async function metric(devtools: CDPSession, name: string): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find((one) => one.name === name)?.value ?? 0;
}

/** Script from the page's start until every marker is drawn: the widget's own, since the page has none. */
async function firstPaint(): Promise<void> {
  const script: number[] = [];
  const all: number[] = [];
  for (let round = 0; round < 5; round++) {
    const { page, devtools } = await open('thousand');
    await page.waitForFunction(
      (count) =>
        document.querySelector('[data-imagechat]')?.shadowRoot?.querySelectorAll('.marker').length === count,
      MARKERS,
    );
    script.push(1000 * (await metric(devtools, 'ScriptDuration')));
    all.push(1000 * (await metric(devtools, 'TaskDuration')));
    await page.context().close();
  }
  say(`script until ${MARKERS} markers are painted, median of 5`, `${median(script).toFixed(0)} ms`);
  say('all work of the main thread until then, parsing and layout included', `${median(all).toFixed(0)} ms`);
}

/** How long frames take while the picture changes its width with every one of them, and how long without a widget. */
async function resizing(): Promise<void> {
  const { page, devtools } = await open('thousand');
  await page
    .locator('.marker')
    .nth(MARKERS - 1)
    .waitFor({ state: 'attached' });
  await resize(page, devtools, `with ${MARKERS} markers`);
  await page.evaluate(() => {
    const { ImageChat } = window as unknown as {
      ImageChat(image: unknown, config: object): { destroy(): void };
    };
    ImageChat(document.querySelector('img'), { tenantId: 'demo', urlId: 'thousand' }).destroy();
  });
  await resize(page, devtools, 'without a widget');
  await page.context().close();
}

async function resize(page: Page, devtools: CDPSession, which: string): Promise<void> {
  const names = ['TaskDuration', 'RecalcStyleDuration', 'LayoutDuration', 'ScriptDuration'] as const;
  const before = await Promise.all(names.map((name) => metric(devtools, name)));
  const frames = await page.evaluate(async () => {
    const image = document.querySelector('img');
    const times: number[] = [];
    let last = performance.now();
    for (let at = 0; at < 120; at++) {
      if (image) image.style.width = `${900 - Math.abs(60 - at) * 5}px`;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    return times.sort((a, b) => a - b);
  });
  const at = (share: number): string => (frames[Math.floor(share * (frames.length - 1))] ?? 0).toFixed(1);
  const after = await Promise.all(names.map((name) => metric(devtools, name)));
  const each = after.map((value, index) =>
    ((1000 * (value - (before[index] ?? 0))) / frames.length).toFixed(1),
  );
  say(`resizing ${which}: main thread a frame, all of it`, `${each[0]} ms`);
  say('  styles, layout, script of that', `${each.slice(1).join(', ')} ms`);
  say('  frames: median, 95 %, longest', `${at(0.5)} ms, ${at(0.95)} ms, ${at(1)} ms`);
}

/** What the heap keeps of widgets that came and went. */
async function memory(): Promise<void> {
  const { page, devtools } = await open('thousand');
  /** What is left once collecting brings nothing more: what was just let go is only found by the next one. */
  const heap = async (): Promise<number> => {
    let last = Number.POSITIVE_INFINITY;
    for (;;) {
      await devtools.send('HeapProfiler.collectGarbage');
      await Bun.sleep(100);
      const now = await metric(devtools, 'JSHeapUsedSize');
      if (now > 0.999 * last) return now;
      last = now;
    }
  };
  const rounds = (count: number): Promise<void> =>
    page.evaluate(async (times) => {
      const image = document.querySelector('img');
      const start = (window as unknown as { ImageChat(image: unknown, config: object): { destroy(): void } })
        .ImageChat;
      for (let at = 0; at < times; at++) {
        const handle = start(image, { tenantId: 'demo', urlId: 'thousand' });
        await new Promise<void>((resolve) => {
          const look = (): void => {
            const root = document.querySelector('[data-imagechat]')?.shadowRoot;
            if (root?.querySelector('.marker')) resolve();
            else requestAnimationFrame(look);
          };
          look();
        });
        handle.destroy();
      }
    }, count);
  // The first ones fill caches.
  await rounds(20);
  const before = await heap();
  await rounds(ROUNDS);
  const after = await heap();
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(3)} MB`;
  say(`heap before and after ${ROUNDS} mounts and destroys`, `${mb(before)}, ${mb(after)}`);
  say('kept of each', `${((after - before) / ROUNDS).toFixed(0)} B`);
  const [nodes, listeners] = [await metric(devtools, 'Nodes'), await metric(devtools, 'JSEventListeners')];
  say('nodes and listeners of the page afterwards', `${nodes}, ${listeners}`);
  await page.context().close();
}
