import { afterAll, beforeAll } from 'bun:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { widgetBuilt } from './server-process.ts';

/** Time for the build and the browser, in milliseconds. */
const LIMIT = 240_000;

/** A browser for a file of tests that need no scenario: there before the first, gone after the last. @returns what gives it to a test */
export function ownBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    await widgetBuilt();
    browser = await launchChromium({ args: ['--no-proxy-server'] });
  }, LIMIT);
  afterAll(() => browser?.close());
  return () => {
    if (!browser) throw new Error('a browser is there from the first test on');
    return browser;
  };
}
