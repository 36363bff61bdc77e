import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type LaunchOptions, chromium } from 'playwright-core';

/** Names a Chromium can have on the PATH, best first: the one without windows needs half the time of the others. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  // Last, because on some systems this is only a note that tells what to install.
  'chromium-browser',
];

/** Places where one is installed without being on the PATH. */
const PLACES = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/opt/google/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What to do when there is no Chromium, in one sentence. */
export const NO_CHROMIUM =
  'No Chromium was found: install Chromium or Google Chrome, or name its binary in CHROMIUM_PATH.';

/**
 * Finds an installed Chromium or a browser made of it.
 * @param env CHROMIUM_PATH, when set, is the only place looked at; PATH is searched first otherwise
 * @returns the path of the binary, or undefined
 */
export function findChromium(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (env.CHROMIUM_PATH) return isExecutable(env.CHROMIUM_PATH) ? env.CHROMIUM_PATH : undefined;
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...PLACES];
  const inFolders = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...inFolders, ...PLACES].find(isExecutable);
}

/**
 * Starts a headless Chromium for browser tests; whoever starts one closes it.
 * @param options added to the ones every test needs
 * @throws when no Chromium is installed, saying what to do
 */
export async function launchChromium({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  return await chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...args], ...options });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
