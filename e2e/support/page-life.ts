import type { Page } from 'playwright-core';

/** What `document` says of the tab, and tells the page: a headless browser shows every tab. */
export async function show(page: Page, visible: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      value: hidden ? 'hidden' : 'visible',
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, !visible);
}

/** Hides a page and freezes it, as browsers do with tabs nobody has looked at for a while: nothing of it runs any more. */
export async function fallAsleep(page: Page): Promise<void> {
  await show(page, false);
  await setLifecycle(page, 'frozen');
}

/**
 * Wakes a frozen page `ms` later by its own clock, which must be a made one (`page.clock.install()`): what fell due meanwhile runs once, and
 * then it is looked at, as after the lid of a laptop was opened.
 */
export async function wakeUp(page: Page, ms: number): Promise<void> {
  await setLifecycle(page, 'active');
  await page.clock.fastForward(ms);
  await show(page, true);
}

async function setLifecycle(page: Page, state: 'frozen' | 'active'): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state });
  await devtools.detach();
}
