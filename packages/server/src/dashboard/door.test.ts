import { expect, test } from 'bun:test';
import type { Me, ToldAct } from '@imagechat/protocol/dashboard';
import { newCredential } from '../identity/credentials.ts';
import {
  DashboardBrowser,
  GOOD_PASSWORD,
  accountOf,
  memberOf,
  ownerOf,
} from '../testing/dashboard-browser.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { newSetupLink } from './one-time-link.ts';

/** An answer of which the test says what is in it. */
const told = async <Value>(answer: Promise<Response>): Promise<Value> =>
  (await (await answer).json()) as Value;

const codeOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { error: { code: string } }).error.code;

test('set-up makes the owner and the first tenant, once; a guessed, used or expired link opens nothing', async () => {
  await using server = await startTestServer();
  const { accounts } = server.foundations;
  const now = Date.now();
  const [good, old] = [newSetupLink(now), newSetupLink(now - 25 * 3600 * 1000)];
  const body = (link: string) => ({
    ...{ link, name: 'Olive', login: ' Olive@Example.com ', password: GOOD_PASSWORD },
    tenant: { id: 'studio', name: 'Studio', domains: ['Studio.example'] },
  });
  const browser = new DashboardBrowser(server);
  expect(await browser.me()).toEqual({ needsOwner: true, account: null, tenants: [] });
  await accounts.addLink(old.link);
  expect(await codeOf(await browser.post('/setup', body(old.secret)))).toBe('not-found');
  await accounts.addLink(good.link);
  for (const guess of [
    '',
    'guess',
    old.secret,
    newCredential('ics', crypto.getRandomValues.bind(crypto)).text,
  ]) {
    expect(await codeOf(await browser.post('/link', { link: guess }))).toBe('not-found');
    expect(await codeOf(await browser.post('/setup', body(guess)))).toBe('not-found');
  }
  expect(await (await browser.post('/link', { link: good.secret })).json()).toEqual({ kind: 'setup' });
  for (const weak of ['short', 'passwordpassword', '123456789012', 'olive@example.com', 'aaaaaaaaaaaaaaa'])
    expect(await codeOf(await browser.post('/setup', { ...body(good.secret), password: weak }))).toBe(
      'invalid-input',
    );
  const taken = { id: 'acme', name: 'Mine', domains: [] };
  expect(await codeOf(await browser.post('/setup', { ...body(good.secret), tenant: taken }))).toBe(
    'id-taken',
  );
  const me = await told<Me>(browser.post('/setup', body(good.secret)));
  expect(me).toMatchObject({ account: { name: 'Olive', login: 'olive@example.com' } });
  expect(me.tenants[0]).toMatchObject({ role: 'owner' });
  expect((await server.tenants.find('studio'))?.domains).toEqual(['studio.example']);
  const { passwordHash } = await accountOf(server, 'olive@example.com');
  expect(passwordHash).toStartWith('$argon2id$');
  // Neither this one nor a new one is good now, and nothing tells one from the other.
  const more = newSetupLink(Date.now());
  await accounts.addLink(more.link);
  for (const link of [good.secret, more.secret]) {
    expect(await codeOf(await browser.post('/link', { link }))).toBe('not-found');
    expect(await codeOf(await browser.post('/setup', body(link)))).toBe('not-found');
  }
});

test('signing in takes a new session name each time, and ends the one there was: none made up before becomes anybody’s', async () => {
  await using server = await startTestServer();
  const first = await ownerOf(server);
  const browser = new DashboardBrowser(server);
  browser.cookie = `imagechat-dashboard=${'A'.repeat(43)}`;
  expect((await browser.signIn('OLIVE@example.com')).status).toBe(200);
  expect(browser.cookie).not.toContain('AAAA');
  const [one] = [browser.cookie];
  await browser.signIn('olive@example.com');
  expect(browser.cookie).not.toBe(one);
  const thief = new DashboardBrowser(server);
  for (const cookie of [one, `imagechat-dashboard=${'A'.repeat(43)}`]) {
    thief.cookie = cookie;
    expect((await thief.me()).account).toBeNull();
  }
  thief.cookie = browser.cookie;
  await browser.post('/sign-out');
  expect(browser.told).toContain('Max-Age=0');
  expect((await thief.me()).account).toBeNull();
  // Others of the same person go on.
  expect((await first.me()).account).toMatchObject({ name: 'Olive' });
});

test('the cookie is kept from scripts and other sites, and over https from everything else', async () => {
  await using server = await startTestServer();
  const browser = await ownerOf(server);
  expect(browser.told).toMatch(
    /^imagechat-dashboard=[\w-]{43}; Path=\/; Max-Age=1209600; HttpOnly; SameSite=Strict$/,
  );
  const origin = server.origin.replace('http:', 'https:');
  const body = { login: 'olive@example.com', password: GOOD_PASSWORD };
  await browser.ask('POST', '/sign-in', body, { origin });
  expect(browser.told).toMatch(/^__Host-imagechat=[\w-]{43}; Path=\/; .*HttpOnly; SameSite=Strict; Secure$/);
  expect((await browser.me()).account).toMatchObject({ name: 'Olive' });
});

test('a wrong password and an unknown address are told alike, and guessing is slow', async () => {
  await using server = await startTestServer({ limits: { 'sign-in': 30 } });
  await ownerOf(server);
  const browser = new DashboardBrowser(server);
  const wrong = await browser.signIn('olive@example.com', 'not the one, but long');
  const unknown = await browser.signIn('nobody@example.com', 'not the one, but long');
  expect([wrong.status, unknown.status]).toEqual([403, 403]);
  expect(await wrong.text()).toBe(await unknown.text());
  let status = 0;
  for (let tries = 0; tries < 8 && status !== 429; tries++)
    ({ status } = await browser.signIn('olive@example.com', 'again'));
  expect(status).toBe(429);
  expect((await browser.signIn('olive@example.com')).headers.get('retry-after')).toMatch(/^\d+$/);
});

test('what another site sends is refused, whatever cookie comes along', async () => {
  await using server = await startTestServer();
  const browser = await ownerOf(server);
  const tries: [string, Record<string, string>][] = [
    ['POST', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['POST', { 'sec-fetch-site': 'same-site', origin: `http://127.0.0.1:1` }],
    ['POST', { origin: 'null' }],
    ['POST', { 'content-type': 'text/plain' }],
    ['POST', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['GET', { 'sec-fetch-site': 'cross-site' }],
    ['GET', { origin: 'https://evil.example' }],
  ];
  for (const [method, headers] of tries) {
    const path = method === 'GET' ? '/me' : '/sign-out';
    const answer = await browser.ask(method, path, method === 'GET' ? undefined : {}, headers);
    expect([method, headers, answer.status]).toEqual([method, headers, 403]);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
  const bare = await server.fetch('/dashboard/api/sign-out', {
    ...{ method: 'POST', body: '{}' },
    headers: { cookie: browser.cookie, 'content-type': 'application/json' },
  });
  expect(bare.status).toBe(403);
  expect((await browser.me()).account).toMatchObject({ name: 'Olive' });
});

test('an invitation lets one person in, once, as what it says; who signed in already keeps their account', async () => {
  await using server = await startTestServer();
  const owner = await ownerOf(server);
  const invited = await told<{ link: string }>(
    owner.post('/tenants/studio/invitations', { role: 'moderator' }),
  );
  const guest = new DashboardBrowser(server);
  expect(await (await guest.post('/link', { link: invited.link })).json()).toEqual({
    ...{ kind: 'invitation', role: 'moderator', tenantName: 'Studio' },
  });
  const person = { name: 'Mo', login: 'mo@example.com', password: GOOD_PASSWORD };
  const asOlive = { ...person, login: 'olive@example.com' };
  expect(await codeOf(await guest.post('/invitation', { link: invited.link, person: asOlive }))).toBe(
    'username-taken',
  );
  expect((await guest.post('/invitation', { link: invited.link })).status).toBe(401);
  expect(await (await guest.post('/invitation', { link: invited.link, person })).json()).toMatchObject({
    tenants: [{ id: 'studio', role: 'moderator' }],
  });
  expect(await codeOf(await guest.post('/invitation', { link: invited.link }))).toBe('not-found');
  const other = await told<{ link: string }>(owner.post('/tenants/acme/invitations', { role: 'admin' }));
  const { tenants } = await told<Me>(guest.post('/invitation', { link: other.link }));
  expect(tenants).toEqual([
    { id: 'acme', name: 'Acme', role: 'admin' },
    { id: 'studio', name: 'Studio', role: 'moderator' },
  ]);
});

test('who is removed is out at the next request, and what was done stands in the audit log', async () => {
  await using server = await startTestServer();
  const owner = await ownerOf(server);
  const moderator = await memberOf(server, 'studio', 'moderator');
  const { id } = await accountOf(server, 'moderator@example.com');
  expect((await moderator.me()).tenants).toHaveLength(1);
  expect((await owner.ask('DELETE', `/tenants/studio/members/${id}`)).status).toBe(200);
  expect((await moderator.me()).tenants).toEqual([]);
  const { acts } = await told<{ acts: ToldAct[] }>(owner.get('/tenants/studio/audit'));
  expect(acts.map(({ by, action, subject }) => [by, action, subject])).toEqual([
    ['Olive', 'remove-member', 'moderator@example.com'],
    [`@${id}`, 'accept-invitation', 'moderator@example.com'],
    ['Olive', 'set-up', 'olive@example.com'],
  ]);
});
