import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../../e2e/support/chromium.ts';
import { Site } from '../../e2e/support/site.ts';
import { buildIfStale } from '../../scripts/build.ts';
import { FullServer } from '../lib/full-server.ts';
import { liveEvents } from '../lib/live-events.ts';
import { type PageCpu, pageCpu } from '../lib/page-cpu.ts';
import { type Report, type Scenario, bySize } from '../lib/scenario.ts';
import { type Row, median } from '../lib/table.ts';

const URL_ID = 'events';

/** Events a second that the page hears. */
const RATE = 50;

/** A page that was just opened is at rest when it takes less than this, in ms a second; for so many seconds it is waited for. */
const AT_REST = 20;
const MOST_SECONDS = 12;

/** What a page does while it is measured. */
const STATES = ['rests', 'hears 50 events/s', 'no widget, rests', 'no widget, paints its image'] as const;

type Measured = Readonly<Record<(typeof STATES)[number], PageCpu>>;

/**
 * What the widget costs the page it is on: one that hears much, and the same page without a widget that loads and paints its image once a second.
 * Of both, what they take at rest is taken off.
 */
export const page: Scenario = {
  name: 'page',
  async run(size) {
    const { rounds, seconds } = bySize(size, {
      smoke: { rounds: 0, seconds: 0 },
      quick: { rounds: 1, seconds: 5 },
      document: { rounds: 2, seconds: 5 },
      full: { rounds: 3, seconds: 8 },
    });
    // The browser tests look at the page; here it would only take time.
    if (rounds === 0 || !findChromium()) return { tables: [], reached: {}, data: [], wrong: [] };
    await buildIfStale(() => undefined);
    await using server = await FullServer.start();
    using site = new Site();
    const browser = await launchChromium({ args: ['--no-proxy-server'] });
    const all: Measured[] = [];
    try {
      for (let round = 0; round < rounds; round++)
        all.push(await measure(browser, site, server.port, seconds));
    } finally {
      await browser.close();
    }
    return reportOf(all);
  },
};

async function measure(browser: Browser, site: Site, port: number, seconds: number): Promise<Measured> {
  const address = site.address(`http://127.0.0.1:${port}`, URL_ID);
  const shown = await open(browser, address);
  const rests = await pageCpu(browser, shown, seconds);
  const stop = await liveEvents(port, URL_ID, RATE);
  const hears = await pageCpu(browser, shown, seconds);
  await stop();
  await shown.context().close();
  const bare = await open(browser, address);
  // Starting twice is one widget, which this ends: one that was only taken out of the document would come back.
  await bare.evaluate((urlId) => {
    const { ImageChat } = window as unknown as {
      ImageChat(image: unknown, config: object): { destroy(): void };
    };
    ImageChat(document.querySelector('img'), { tenantId: 'demo', urlId }).destroy();
  }, URL_ID);
  const bareRests = await pageCpu(browser, bare, seconds);
  await bare.evaluate(() => {
    const image = document.querySelector('img');
    setInterval(() => {
      if (image) image.src = `${image.src.split('?')[0]}?${performance.now()}`;
    }, 1000);
  });
  const paints = await pageCpu(browser, bare, seconds);
  await bare.context().close();
  return {
    rests,
    'hears 50 events/s': hears,
    'no widget, rests': bareRests,
    'no widget, paints its image': paints,
  };
}

async function open(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const opened = await context.newPage();
  await opened.goto(address);
  await opened.locator('[part~="overlay"]').waitFor();
  await atRest(browser, opened);
  return opened;
}

/** Windows are fetched in idle time, and a browser that closed a page prepares for the next. */
async function atRest(browser: Browser, opened: Page): Promise<void> {
  for (let second = 0; second < MOST_SECONDS; second++)
    if ((await pageCpu(browser, opened, 1)).drawing < AT_REST) return;
}

function reportOf(all: readonly Measured[]): Report {
  const of = (state: (typeof STATES)[number], what: keyof PageCpu): number =>
    median(all.map((one) => one[state][what]));
  const ratio = (what: keyof PageCpu): number =>
    (of('hears 50 events/s', what) - of('rests', what)) /
    (of('no widget, paints its image', what) - of('no widget, rests', what));
  const rows = STATES.map(
    (state): Row => ({
      'the page': state,
      'main thread, ms a second': of(state, 'mainThread'),
      'all that draws, ms a second': of(state, 'drawing'),
    }),
  );
  rows.push({
    'the page': 'hearing against painting, ×',
    'main thread, ms a second': ratio('mainThread'),
    'all that draws, ms a second': ratio('drawing'),
  });
  return {
    tables: [{ title: 'What hearing 50 events a second costs a page', rows }],
    reached: { pageCpu: ratio('drawing'), pageMainThread: ratio('mainThread') },
    data: all,
    wrong: [],
  };
}
