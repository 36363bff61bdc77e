import { expect, test } from 'bun:test';
import { DOORS, PLACES, SETTINGS_PLACES } from '../packages/dashboard/src/places.ts';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';

const LIMIT = 240_000;

/** What every page is to an owner, an admin and a moderator. */
const SEES: Readonly<Record<string, string>> = {
  moderation: 'shown shown shown',
  images: 'shown shown shown',
  usage: 'shown shown shown',
  people: 'shown shown shown',
  access: 'shown shown refused',
  log: 'shown shown refused',
  settings: 'shown shown refused',
  'settings/keys': 'shown shown refused',
  'settings/webhooks': 'shown shown refused',
  'settings/exchange': 'shown shown refused',
  embed: 'shown shown shown',
  account: 'shown shown shown',
  'new-site': 'shown refused refused',
};

const browser = ownBrowser();

/** What a page is to whoever is signed in, once it has asked all it asks; what it was refused is told. */
async function seen({ page }: DashboardWindow, origin: string, at: string): Promise<string> {
  const refused: string[] = [];
  const note = (response: { status(): number; url(): string }): void => {
    if (response.url().includes('/dashboard/api/') && response.status() >= 400)
      refused.push(`${response.status()} ${response.url()}`);
  };
  page.on('response', note);
  await page.goto(`${origin}/dashboard/${at}`, { waitUntil: 'networkidle' });
  await page.locator('h1').waitFor();
  page.off('response', note);
  const isRefused = await page.getByText('Your role does not include this.').count();
  return [isRefused > 0 ? 'refused' : 'shown', ...refused].join(', ');
}

test('every page has a row', () => {
  const all = new Set([...PLACES.map(({ at }) => at), ...SETTINGS_PLACES.map(([at]) => at)]);
  expect(Object.keys(SEES).sort()).toEqual([...all].sort());
});

test(
  'every page is shown to whom it is for, asks nothing they may not ask, and is said to be not theirs to others',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    await using admin = await DashboardWindow.open(browser());
    await using moderator = await DashboardWindow.open(browser());
    await owner.setUp(server);
    await admin.joinBy(owner, 'Ada', 'Admin');
    await moderator.joinBy(owner, 'Mo');
    const found: Record<string, string> = {};
    for (const at of Object.keys(SEES)) {
      const each: string[] = [];
      for (const window of [owner, admin, moderator]) each.push(await seen(window, server.origin, at));
      found[at] = each.join(' ');
    }
    expect(found).toEqual({ ...SEES });
    expect([owner, admin, moderator].flatMap(({ complaints }) => complaints)).toEqual([]);
  },
  LIMIT,
);

test(
  'to an outsider every page is the door, and asks only who they are',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    await owner.setUp(server);
    await using outsider = await DashboardWindow.open(browser());
    for (const at of ['', ...Object.keys(SEES)]) {
      await outsider.page.goto(`${server.origin}/dashboard/${at}`, { waitUntil: 'networkidle' });
      await outsider.heading('Sign in').waitFor();
    }
    const asked = outsider.requests.filter((request) => request.includes('/dashboard/api/'));
    expect([...new Set(asked)]).toEqual([`GET ${server.origin}/dashboard/api/me`]);
    for (const at of DOORS) {
      await outsider.page.goto(`${server.origin}/dashboard/${at}#guessed`);
      await outsider.heading('This link is not good any more').waitFor();
    }
  },
  LIMIT,
);
