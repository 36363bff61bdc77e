import { expect, test } from 'bun:test';
import type { Me } from '@imagechat/protocol/dashboard';
import {
  DashboardBrowser,
  GOOD_PASSWORD,
  accountOf,
  memberOf,
  ownerOf,
} from '../testing/dashboard-browser.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { newRecoveryLink, newSetupLink } from './one-time-link.ts';

const ANOTHER = 'amber foxes sing at dusk';

test('one changes the own password knowing the old one; the other sessions end, this one goes on', async () => {
  await using server = await startTestServer();
  const here = await ownerOf(server);
  const there = new DashboardBrowser(server);
  await there.signIn('olive@example.com');
  const moderator = await memberOf(server, 'studio', 'moderator');
  const put = (body: unknown) => here.ask('PUT', '/password', body);
  expect((await put({ old: 'not the one', password: ANOTHER })).status).toBe(403);
  expect((await put({ old: GOOD_PASSWORD, password: 'olive@example.com' })).status).toBe(400);
  expect((await there.me()).account).not.toBeNull();
  expect((await put({ old: GOOD_PASSWORD, password: ANOTHER })).status).toBe(200);
  expect((await there.me()).account).toBeNull();
  expect([(await here.me()).account?.name, (await moderator.me()).account?.name]).toEqual([
    'Olive',
    'moderator',
  ]);
  expect((await there.signIn('olive@example.com')).status).toBe(403);
  expect((await there.signIn('olive@example.com', ANOTHER)).status).toBe(200);
  const [act] = await server.foundations.audit.read('', 1);
  expect(act).toMatchObject({ action: 'change-password', subject: 'olive@example.com' });
});

test('guessing the old password is as slow as at the door', async () => {
  await using server = await startTestServer({ limits: { 'sign-in': 30 } });
  const owner = await ownerOf(server);
  const statuses: number[] = [];
  for (let tries = 0; tries < 8; tries++)
    statuses.push((await owner.ask('PUT', '/password', { old: 'a guess', password: ANOTHER })).status);
  expect(statuses).toContain(403);
  expect(statuses.at(-1)).toBe(429);
});

test('a link from the command line gives a new password once, ends all sessions, and signs in', async () => {
  await using server = await startTestServer();
  const { accounts } = server.foundations;
  const before = await ownerOf(server);
  const { id } = await accountOf(server, 'olive@example.com');
  const now = Date.now();
  const [good, old] = [newRecoveryLink(id, now), newRecoveryLink('nobody', now - 2 * 3600 * 1000)];
  await accounts.addLink(good.link);
  await accounts.addLink(old.link);
  const browser = new DashboardBrowser(server);
  const recover = (link: string, password = ANOTHER) => browser.post('/recovery', { link, password });
  expect(await (await browser.post('/link', { link: good.secret })).json()).toEqual({
    ...{ kind: 'password', login: 'olive@example.com', name: 'Olive' },
  });
  const setup = newSetupLink(now);
  await accounts.addLink(setup.link);
  for (const guess of ['', 'guess', old.secret, setup.secret])
    expect((await recover(guess)).status).toBe(404);
  // It opens no other door either.
  expect((await browser.post('/invitation', { link: good.secret })).status).toBe(404);
  expect((await recover(good.secret, 'olive')).status).toBe(400);
  const me = (await (await recover(good.secret)).json()) as Me;
  expect(me.account).toMatchObject({ name: 'Olive' });
  expect((await before.me()).account).toBeNull();
  expect((await recover(good.secret)).status).toBe(404);
  expect((await new DashboardBrowser(server).signIn('olive@example.com', ANOTHER)).status).toBe(200);
});
