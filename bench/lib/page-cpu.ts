import type { Browser, CDPSession, Page } from 'playwright-core';

/** CPU a page took, in ms a second: of its main thread, and of everything that decodes, draws and composes it (all threads of renderers and the GPU process). */
export interface PageCpu {
  readonly mainThread: number;
  readonly drawing: number;
}

/** Measures what an open page takes for so many seconds; no other page may be open. */
export async function pageCpu(browser: Browser, page: Page, seconds: number): Promise<PageCpu> {
  const devtools = await page.context().newCDPSession(page);
  const system = await browser.newBrowserCDPSession();
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = [await mainThread(devtools), await drawing(system)] as const;
  const began = performance.now();
  await Bun.sleep(1000 * seconds);
  const after = [await mainThread(devtools), await drawing(system)] as const;
  const took = (performance.now() - began) / 1000;
  await Promise.all([devtools.detach(), system.detach()]);
  // A process that ended or began meanwhile was not the page's.
  const both = [...after[1]].filter(([id]) => before[1].has(id));
  const drawn = both.reduce((sum, [id, ms]) => sum + ms - (before[1].get(id) ?? 0), 0);
  return { mainThread: (after[0] - before[0]) / took, drawing: drawn / took };
}

async function mainThread(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
}

/** CPU in ms by process. */
async function drawing(system: CDPSession): Promise<ReadonlyMap<number, number>> {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const draws = processInfo.filter(({ type }) => /^(renderer|GPU)$/i.test(type));
  return new Map(draws.map(({ cpuTime, id }) => [id, 1000 * cpuTime]));
}
