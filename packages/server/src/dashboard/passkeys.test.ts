import { afterAll, describe, expect, test } from 'bun:test';
import type { ChallengePurpose } from '@imagechat/core/ports/passkeys';
import type { Me, WaysIn } from '@imagechat/protocol/dashboard';
import {
  DashboardBrowser,
  GOOD_PASSWORD,
  accountOf,
  memberOf,
  ownerOf,
} from '../testing/dashboard-browser.ts';
import { type Mischief, SoftAuthenticator } from '../testing/soft-authenticator.ts';
import { type TestServer, startTestServer } from '../testing/start-test-server.ts';
import { newInvitation, newSecret, newSetupLink, secretHash } from './one-time-link.ts';

const HTTPS = 'https://chat.example.com';
const TENANT = { id: 'studio', name: 'Studio', domains: [] };

type Creating = Parameters<SoftAuthenticator['create']>[0];
type Using = Parameters<SoftAuthenticator['get']>[0];

/** An answer of which the test says what is in it. */
const told = async <Value>(answer: Promise<Response>): Promise<Value> =>
  (await (await answer).json()) as Value;

const refused = async (answer: Promise<Response>): Promise<string> => {
  const { error } = await told<{ error?: { code: string } }>(answer);
  return error?.code ?? 'accepted';
};

/** A server under a name and https, as behind a proxy, whose owner came with a passkey and no password. */
async function withPasskeyOwner(server: TestServer, counts = true) {
  const { link, secret } = newSetupLink(Date.now());
  await server.foundations.accounts.addLink(link);
  const browser = new DashboardBrowser(server, HTTPS);
  const authenticator = new SoftAuthenticator(HTTPS, counts);
  const person = { link: secret, name: 'Olive', login: 'olive@example.com' };
  const options = await told<Creating>(browser.post('/passkeys/link/challenge', person));
  const passkey = await authenticator.create(options);
  const answer = await browser.post('/setup', { ...person, passkey, passkeyName: 'Laptop', tenant: TENANT });
  expect(answer.status).toBe(200);
  return { authenticator, browser, person, passkey };
}

async function answerOf(
  server: TestServer,
  authenticator: SoftAuthenticator,
  mischief: Mischief = {},
): Promise<{ browser: DashboardBrowser; answer: Promise<Response> }> {
  const browser = new DashboardBrowser(server, HTTPS);
  const options = await told<Using>(browser.post('/passkeys/sign-in/challenge'));
  const passkey = await authenticator.get(options, mischief);
  return { browser, answer: browser.post('/passkeys/sign-in', { passkey }) };
}

const waysIn = (browser: DashboardBrowser) => told<WaysIn>(browser.get('/passkeys'));

/** Makes another passkey in a browser that is signed in. */
async function addAnother(browser: DashboardBrowser, authenticator: SoftAuthenticator, name: string) {
  const options = await told<Creating>(browser.post('/passkeys/challenge'));
  const passkey = await authenticator.create(options);
  return { passkey, answer: browser.post('/passkeys', { name, passkey }) };
}

/** Signed in, but so long ago that somebody else may sit there now. */
async function longAgo(server: TestServer, login: string): Promise<DashboardBrowser> {
  const browser = new DashboardBrowser(server, HTTPS);
  const secret = newSecret();
  const { id: accountId } = await accountOf(server, login);
  const createdAt = Date.now() - 11 * 60_000;
  const session = { hash: secretHash(secret), accountId, createdAt, expiresAt: Date.now() + 60_000 };
  await server.foundations.accounts.openSession(session);
  browser.cookie = `__Host-imagechat=${secret}`;
  return browser;
}

for (const storage of ['memory', 'sqlite'] as const)
  describe(`passkeys on ${storage}`, () => {
    test('who comes by the set-up link owns the server with a passkey, and signs in with it under no name', async () => {
      await using server = await startTestServer({ storage });
      const { authenticator, browser } = await withPasskeyOwner(server);
      expect(await waysIn(browser)).toMatchObject({
        hasPassword: false,
        passkeys: [{ name: 'Laptop', host: 'chat.example.com', usedAt: null }],
      });
      expect((await accountOf(server, 'olive@example.com')).passwordHash).toBeNull();
      expect(browser.told).toContain('Secure');
      await browser.post('/sign-out');
      const { answer, browser: again } = await answerOf(server, authenticator);
      expect(await told<Me>(answer)).toMatchObject({
        account: { login: 'olive@example.com' },
        tenants: [{ role: 'owner' }, { role: 'owner' }, { role: 'owner' }, { role: 'owner' }],
      });
      expect((await waysIn(again)).passkeys[0]?.usedAt).toBeNumber();
      // Nobody has a password there.
      for (const password of ['', GOOD_PASSWORD])
        expect((await again.signIn('olive@example.com', password)).status).toBe(403);
      const acts = await server.foundations.audit.read('', 9);
      expect(acts.map(({ action, detail }) => [action, detail])).toEqual([
        ['sign-in-with-passkey', 'Laptop'],
      ]);
    });

    test('an invitation is accepted with a passkey, once, and never under the login of another', async () => {
      await using server = await startTestServer({ storage });
      await ownerOf(server);
      const { link, secret } = newInvitation({ tenantId: 'studio', role: 'admin', by: 'test' }, Date.now());
      await server.foundations.accounts.addLink(link);
      const browser = new DashboardBrowser(server, HTTPS);
      const authenticator = new SoftAuthenticator(HTTPS);
      const make = async (login: string) => {
        const person = { name: 'Mo', login };
        const challenge = { link: secret, ...person };
        const options = await told<Creating>(browser.post('/passkeys/link/challenge', challenge));
        return { link: secret, person: { ...person, passkey: await authenticator.create(options) } };
      };
      expect(await refused(browser.post('/invitation', await make('olive@example.com')))).toBe(
        'username-taken',
      );
      const body = await make('mo@example.com');
      expect(await told<Me>(browser.post('/invitation', body))).toMatchObject({
        tenants: [{ id: 'studio', role: 'admin' }],
      });
      expect(await refused(browser.post('/invitation', body))).toBe('not-found');
      const { answer } = await answerOf(server, authenticator);
      expect((await answer).status).toBe(200);
    });

    test('one adds, names and removes passkeys, never the last way in; removing one ends one’s other sessions', async () => {
      await using server = await startTestServer({ storage });
      const { browser, passkey: first } = await withPasskeyOwner(server);
      expect(await refused(browser.ask('DELETE', `/passkeys/${first.id}`, {}))).toBe('locked');
      const phone = new SoftAuthenticator(HTTPS);
      const { answer, passkey } = await addAnother(browser, phone, 'Phone');
      expect((await answer).status).toBe(200);
      expect((await browser.ask('PUT', `/passkeys/${passkey.id}`, { name: ' Old phone ' })).status).toBe(200);
      expect((await waysIn(browser)).passkeys.map(({ name }) => name)).toEqual(['Laptop', 'Old phone']);
      const { answer: signedIn, browser: elsewhere } = await answerOf(server, phone);
      await signedIn;
      expect((await browser.ask('DELETE', `/passkeys/${passkey.id}`, {})).status).toBe(200);
      expect((await elsewhere.me()).account).toBeNull();
      expect((await browser.me()).account).not.toBeNull();
      const { answer: gone } = await answerOf(server, phone);
      expect(await refused(gone)).toBe('not-allowed');
      const acts = (await server.foundations.audit.read('', 9)).map(({ action }) => action);
      expect(acts).toEqual(['remove-passkey', 'sign-in-with-passkey', 'rename-passkey', 'add-passkey']);
      // Who owns the server reads so in the log, with what was done at the site.
      const { acts: read } = await told<{ acts: { action: string }[] }>(browser.get('/tenants/studio/audit'));
      expect(read.map(({ action }) => action)).toEqual([...acts, 'set-up']);
      // With a password there is another way in.
      const chosen = { password: GOOD_PASSWORD };
      expect((await browser.ask('PUT', '/password', chosen)).status).toBe(200);
      expect((await browser.ask('DELETE', `/passkeys/${first.id}`, {})).status).toBe(200);
      expect(await waysIn(browser)).toEqual({ hasPassword: true, passkeys: [] });
      expect((await browser.signIn('olive@example.com')).status).toBe(200);
    });

    test('who found a browser open, signed in long ago, changes nothing about how one signs in', async () => {
      await using server = await startTestServer({ storage });
      const { passkey } = await withPasskeyOwner(server);
      const found = await longAgo(server, 'olive@example.com');
      expect((await found.me()).account).not.toBeNull();
      expect(await refused(found.post('/passkeys/challenge'))).toBe('not-allowed');
      expect(await refused(found.post('/passkeys', { name: 'x', passkey }))).toBe('not-allowed');
      expect(await refused(found.ask('DELETE', `/passkeys/${passkey.id}`, {}))).toBe('not-allowed');
      expect(await refused(found.ask('PUT', '/password', { password: GOOD_PASSWORD }))).toBe('not-allowed');
    });
  });

const server = await startTestServer({ tenants: [{ id: 'x', name: 'X', domains: [], createdAt: 0 }] });
afterAll(() => server[Symbol.asyncDispose]());
const { authenticator, browser: owner, passkey: ownKey } = await withPasskeyOwner(server);

describe('an answer that is not quite right opens nothing', () => {
  const other = newSecret();
  const TRIES: Readonly<Record<string, Mischief>> = {
    'from another page': { origin: 'https://chat.example.com.evil.example' },
    'from the same page over http': { origin: 'http://chat.example.com' },
    'for another host': { rpId: 'example.com' },
    'to a challenge nobody asked': { challenge: other },
    'without asking who holds it': { unverified: true },
    'that says it is somebody else’s': { userHandle: 'b2xpdmU' },
    'signed with another key': { forged: true },
    'with a counter that stands still': { counter: 0 },
  };
  for (const [how, mischief] of Object.entries(TRIES))
    test(`${how}: no sign-in`, async () => {
      // First one that is right, so that the counter has gone on.
      const { answer: right } = await answerOf(server, authenticator);
      expect((await right).status).toBe(200);
      const { answer, browser } = await answerOf(server, authenticator, mischief);
      expect((await answer).status).toBeOneOf([403, 404]);
      expect(browser.cookie).toBe('');
      expect((await browser.me()).account).toBeNull();
    });

  for (const [how, mischief] of Object.entries(TRIES).slice(0, 5))
    test(`${how}: no new passkey`, async () => {
      const options = await told<Creating>(owner.post('/passkeys/challenge'));
      const passkey = await new SoftAuthenticator(HTTPS).create(options, mischief);
      expect(await refused(owner.post('/passkeys', { name: 'x', passkey }))).toBeOneOf([
        'not-allowed',
        'not-found',
      ]);
      expect((await waysIn(owner)).passkeys).toHaveLength(1);
    });

  test('that somebody was not let in is in the log', () => {
    expect(server.logged).toContain('warn dashboard-passkey-refused');
    expect(server.logged).toContain('warn dashboard-sign-in-failed');
  });
});

test('a challenge is good once, for what it was asked for, and where it belongs', async () => {
  const browser = new DashboardBrowser(server, HTTPS);
  const options = await told<Using>(browser.post('/passkeys/sign-in/challenge'));
  const once = await authenticator.get(options);
  expect((await browser.post('/passkeys/sign-in', { passkey: once })).status).toBe(200);
  expect(await refused(browser.post('/passkeys/sign-in', { passkey: once }))).toBe('not-found');
  // Also with a new signature.
  const twice = await authenticator.get(options);
  expect(await refused(browser.post('/passkeys/sign-in', { passkey: twice }))).toBe('not-found');

  // One asked for in one session is nothing in another, of the same person.
  const { answer, browser: second } = await answerOf(server, authenticator);
  await answer;
  const asked = await told<Creating>(owner.post('/passkeys/challenge'));
  const made = await new SoftAuthenticator(HTTPS).create(asked);
  expect(await refused(second.post('/passkeys', { name: 'x', passkey: made }))).toBe('not-found');
  // And it is used up by that.
  expect(await refused(owner.post('/passkeys', { name: 'x', passkey: made }))).toBe('not-found');

  const { link, secret } = newInvitation({ tenantId: 'x', role: 'admin', by: 'test' }, Date.now());
  const { link: otherLink, secret: otherSecret } = newInvitation(
    { tenantId: 'x', role: 'moderator', by: 'test' },
    Date.now(),
  );
  for (const each of [link, otherLink]) await server.foundations.accounts.addLink(each);
  const person = { name: 'Eve', login: 'eve@example.com' };
  // One asked for with one link is nothing for another, nor for signing in, nor for a session.
  const forLink = () =>
    told<Creating>(browser.post('/passkeys/link/challenge', { link: otherSecret, ...person }));
  const eves = new SoftAuthenticator(HTTPS);
  const passkey = await eves.create(await forLink());
  expect(await refused(browser.post('/invitation', { link: secret, person: { ...person, passkey } }))).toBe(
    'not-found',
  );
  const { challenge } = await forLink();
  const signedIn = await authenticator.get({ challenge, rpId: 'chat.example.com' });
  expect(await refused(browser.post('/passkeys/sign-in', { passkey: signedIn }))).toBe('not-found');
  const inSession = await eves.create(await forLink());
  expect(await refused(owner.post('/passkeys', { name: 'x', passkey: inSession }))).toBe('not-found');
  const guessed = { link: newSecret(), ...person };
  expect(await refused(browser.post('/passkeys/link/challenge', guessed))).toBe('not-found');
});

test('a challenge is good for five minutes, at the host it was asked at, for what it was asked', async () => {
  const answered = async (more: { rpId?: string; expiresAt?: number; purpose?: ChallengePurpose }) => {
    const challenge = newSecret();
    const now = Date.now();
    const purpose: ChallengePurpose = 'sign-in';
    const rest = { purpose, bound: '', accountId: '', createdAt: now };
    const usual = { rpId: 'chat.example.com', expiresAt: now + 1000 };
    await server.foundations.passkeys.addChallenge({
      hash: secretHash(challenge),
      ...rest,
      ...usual,
      ...more,
    });
    const passkey = await authenticator.get({ challenge, rpId: 'chat.example.com' });
    return refused(new DashboardBrowser(server, HTTPS).post('/passkeys/sign-in', { passkey }));
  };
  expect(await answered({})).toBe('accepted');
  expect(await answered({ rpId: 'other.example.com' })).toBe('not-found');
  expect(await answered({ expiresAt: Date.now() - 1 })).toBe('not-found');
  expect(await answered({ purpose: 'add' })).toBe('not-found');
  const asked = await told<Using & { timeout: number }>(owner.post('/passkeys/sign-in/challenge'));
  expect(asked).toMatchObject({ timeout: 300_000, userVerification: 'required', rpId: 'chat.example.com' });
  expect(asked).not.toHaveProperty('allowCredentials');
});

test('passkeys are offered under https and on this machine, by name; over plain http and at an address a password must do', async () => {
  const at = (origin: string) =>
    refused(new DashboardBrowser(server, origin).post('/passkeys/sign-in/challenge'));
  expect(await at('https://chat.example.com:8443')).toBe('accepted');
  expect(await at(`http://localhost:${server.port}`)).toBe('accepted');
  expect(await at('http://chat.example.com')).toBe('not-allowed');
  expect(await at(server.origin)).toBe('not-allowed');
  expect(await at('https://192.0.2.7')).toBe('not-allowed');
  expect(await at('https://[2001:db8::1]')).toBe('not-allowed');
});

test('tries with passkeys are slowed down like those with passwords', async () => {
  await using slow = await startTestServer({ limits: { 'sign-in': 30 } });
  const browser = new DashboardBrowser(slow, HTTPS);
  let status = 0;
  for (let tries = 0; tries < 8 && status !== 429; tries++)
    ({ status } = await browser.post('/passkeys/sign-in/challenge'));
  expect(status).toBe(429);
  for (const path of ['/passkeys/sign-in', '/passkeys/link/challenge'])
    expect((await browser.post(path, {})).status).toBe(429);
});

test('one has only one’s own passkeys, and nobody gets in by an account without either way', async () => {
  const { id } = (await waysIn(owner)).passkeys[0] ?? { id: '' };
  const other = await memberOf(server, 'x', 'admin', 'other');
  expect(await waysIn(other)).toEqual({ hasPassword: true, passkeys: [] });
  expect((await other.ask('PUT', `/passkeys/${id}`, { name: 'mine' })).status).toBe(404);
  expect((await other.ask('DELETE', `/passkeys/${id}`, {})).status).toBe(404);
  expect(id).toBe(ownKey.id);
  // How others sign in is for who owns the server to read.
  expect(await (await other.get('/tenants/x/audit')).text()).not.toContain('passkey');
  expect(await (await owner.get('/tenants/x/audit')).text()).toContain('sign-in-with-passkey');
  const { link, secret } = newInvitation({ tenantId: 'x', role: 'admin', by: 'test' }, Date.now());
  await server.foundations.accounts.addLink(link);
  const person = { name: 'Nobody', login: 'nobody@example.com' };
  expect(await refused(other.post('/invitation', { link: secret, person }))).toBe('invalid-input');
});
