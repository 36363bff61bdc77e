import { NO_CHROMIUM, findChromium } from '../../e2e/support/chromium.ts';
import { canInstall, installFromDebian } from './debian.ts';
import { run } from './run.ts';

/** Debian's packages, best first; older ones have only the second. */
const PACKAGES = ['chromium-headless-shell', 'chromium'];

/**
 * Makes sure that browser tests have a Chromium that starts: an installed one, or on Debian as root one from apt.
 * @param say told what was found or is being done
 * @returns undefined, or what stands in the way
 */
export async function ensureChromium(say: (line: string) => void): Promise<string | undefined> {
  const found = await working();
  if (found) return void say(`Browser tests use ${found}.`);
  if (process.env.CHROMIUM_PATH || !canInstall()) return NO_CHROMIUM;
  say('No Chromium is installed:');
  let said = '';
  for (const name of PACKAGES) {
    said = await installFromDebian([name], say);
    const now = await working();
    if (now) return void say(`Browser tests use ${now}.`);
  }
  return `${NO_CHROMIUM} apt-get said: ${said}`;
}

/** "Chromium 150.0 (/usr/bin/chromium)"; undefined when there is none or it does not even tell its version. */
async function working(): Promise<string | undefined> {
  const path = findChromium();
  if (path === undefined) return undefined;
  const { code, output } = await run([path, '--version'], { limit: 30_000 });
  return code === 0 ? `${output.trim().split('\n').at(-1)?.trim()} (${path})` : undefined;
}
