/** What keeps others out of the dashboard, at every door and every call; each of these fails when the defence it names is taken away. */
import { afterAll, describe, expect, test } from 'bun:test';
import {
  DashboardBrowser,
  GOOD_PASSWORD,
  accountOf,
  memberOf,
  ownerOf,
} from '../testing/dashboard-browser.ts';
import { DASHBOARD_CALLS } from '../testing/dashboard-calls.ts';
import { SoftAuthenticator } from '../testing/soft-authenticator.ts';
import { type TestServer, startTestServer } from '../testing/start-test-server.ts';
import { type NewLink, newInvitation, newRecoveryLink, newSecret, newSetupLink } from './one-time-link.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const owner = await ownerOf(server);
await memberOf(server, 'studio', 'moderator');

/** Here the one that signs out does it as whoever asks. */
const CALLS: typeof DASHBOARD_CALLS = {
  ...DASHBOARD_CALLS,
  'POST /dashboard/api/sign-out': (browser) => browser.post('/sign-out'),
};

/** What a thief made up and planted in a browser before its owner signed in. */
const PLANTED = `imagechat-dashboard=${'A'.repeat(43)}`;

const codeOf = async (answer: Promise<Response> | Response): Promise<string> => {
  const { error } = (await (await answer).json()) as { error?: { code: string } };
  return error?.code ?? 'accepted';
};

/** The secret of a link that is good on a server. */
async function good(at: TestServer, { link, secret }: NewLink): Promise<string> {
  await at.foundations.accounts.addLink(link);
  return secret;
}

const invited = (at: TestServer) =>
  good(at, newInvitation({ tenantId: 'studio', role: 'moderator', by: 'test' }, Date.now()));

let people = 0;
const somebody = () => ({ name: 'Sam', login: `sam${people++}@example.com`, password: GOOD_PASSWORD });

/** Every way a session begins, in a browser that is given. */
const DOORS: Readonly<Record<string, (browser: DashboardBrowser, at: TestServer) => Promise<Response>>> = {
  'signing in': (browser) => browser.signIn('olive@example.com'),
  'an invitation': async (browser, at) =>
    browser.post('/invitation', { link: await invited(at), person: somebody() }),
  'an invitation, signed in': async (browser, at) => {
    const { login } = await accountOf(at, 'moderator@example.com');
    await browser.signIn(login);
    return browser.post('/invitation', { link: await invited(at) });
  },
  'a new password': async (browser, at) => {
    const { id } = await accountOf(at, 'olive@example.com');
    const link = await good(at, newRecoveryLink(id, Date.now()));
    return browser.post('/recovery', { link, password: GOOD_PASSWORD });
  },
  'set-up': async (browser) => {
    await using fresh = await startTestServer();
    const link = await good(fresh, newSetupLink(Date.now()));
    const there = new DashboardBrowser(fresh);
    there.cookie = browser.cookie;
    const tenant = { id: 'studio', name: 'Studio', domains: [] };
    const answer = await there.post('/setup', { link, ...somebody(), tenant });
    browser.cookie = there.cookie;
    return answer;
  },
  'a passkey': async (browser, at) => {
    const origin = `http://localhost:${at.port}`;
    const authenticator = new SoftAuthenticator(origin);
    const named = new DashboardBrowser(at, origin);
    const link = await invited(at);
    const { login, name } = somebody();
    const asked = await named.post('/passkeys/link/challenge', { link, name, login });
    const passkey = await authenticator.create(
      (await asked.json()) as Parameters<SoftAuthenticator['create']>[0],
    );
    await named.post('/invitation', { link, person: { name, login, passkey } });
    named.cookie = browser.cookie;
    const again = (await (await named.post('/passkeys/sign-in/challenge')).json()) as { challenge: string };
    const used = await authenticator.get({ ...again, rpId: 'localhost' });
    const answer = await named.post('/passkeys/sign-in', { passkey: used });
    browser.cookie = named.cookie;
    return answer;
  },
};

describe('session fixation', () => {
  for (const [how, enter] of Object.entries(DOORS))
    test(`${how} begins a session of a new name: one planted before is nobody’s`, async () => {
      const browser = new DashboardBrowser(server);
      browser.cookie = PLANTED;
      expect((await enter(browser, server)).status).toBe(200);
      expect(browser.cookie).toMatch(/^imagechat-dashboard=[\w-]{43}$/);
      expect(browser.cookie).not.toBe(PLANTED);
      const thief = new DashboardBrowser(server);
      thief.cookie = PLANTED;
      expect((await thief.me()).account).toBeNull();
    });
});

describe('forged requests', () => {
  /** What a browser says of a request that another page makes, each with one sign only. */
  const SIGNS: Readonly<Record<string, Record<string, string>>> = {
    'a page of another site': { 'sec-fetch-site': 'cross-site' },
    'a page of a sister host': { 'sec-fetch-site': 'same-site' },
    'another origin, in a browser that says no more': { origin: 'https://evil.example' },
    'a sandboxed frame': { origin: 'null' },
  };
  for (const [call, ask] of Object.entries(CALLS))
    test(`${call} is refused to other pages, with the owner’s cookie and all`, async () => {
      const before = await server.foundations.audit.read('studio', 1000);
      for (const [what, headers] of Object.entries(SIGNS)) {
        const forged = new DashboardBrowser(server, owner.origin, headers);
        forged.cookie = owner.cookie;
        const answer = await ask(forged, server);
        expect([what, answer.status]).toEqual([what, 403]);
        expect([what, await codeOf(answer)]).toEqual([what, 'domain-unauthorized']);
      }
      expect(await server.foundations.audit.read('studio', 1000)).toEqual(before);
    });

  const changing = Object.entries(CALLS).filter(([call]) => !call.startsWith('GET '));
  for (const [call, ask] of changing)
    test(`${call} takes no form, and nothing from who does not say where it comes from`, async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
        const form = new DashboardBrowser(server, owner.origin, { 'content-type': type });
        form.cookie = owner.cookie;
        expect(await codeOf(await ask(form, server))).toBe('domain-unauthorized');
      }
      const silent = new DashboardBrowser(server, owner.origin, { origin: undefined });
      silent.cookie = owner.cookie;
      expect(await codeOf(await ask(silent, server))).toBe('domain-unauthorized');
    });
});

test('no answer of the dashboard can be shown in a frame, or be sniffed', async () => {
  for (const path of [
    '/dashboard',
    '/dashboard/setup',
    '/dashboard/settings',
    '/dashboard/assets/x.js',
    '/dashboard/api/me',
    '/dashboard/api/nothing',
  ]) {
    const { headers } = await server.fetch(path);
    expect([path, headers.get('content-security-policy')]).toEqual([
      path,
      expect.stringContaining("frame-ancestors 'none'"),
    ]);
    expect([path, headers.get('x-frame-options'), headers.get('x-content-type-options')]).toEqual([
      path,
      'DENY',
      'nosniff',
    ]);
  }
});

describe('guessed links', () => {
  /** Each door with a link that is good elsewhere, or nowhere. */
  const WITH: Readonly<Record<string, (link: string) => [string, unknown]>> = {
    'set-up': (link) => [
      '/setup',
      { link, ...somebody(), tenant: { id: `t${people++}`, name: 'T', domains: [] } },
    ],
    'an invitation': (link) => ['/invitation', { link, person: somebody() }],
    'a new password': (link) => ['/recovery', { link, password: GOOD_PASSWORD }],
  };
  const kinds = async (at: TestServer): Promise<Readonly<Record<string, string>>> => ({
    'set-up': await good(at, newSetupLink(Date.now())),
    'an invitation': await good(
      at,
      newInvitation({ tenantId: 'acme', role: 'moderator', by: 'x' }, Date.now()),
    ),
    // Of nobody who is there.
    'a new password': await good(at, newRecoveryLink('nobody', Date.now())),
  });
  for (const [door, body] of Object.entries(WITH))
    test(`${door} is opened by no other kind of link, nor by what looks like one`, async () => {
      await using fresh = await startTestServer();
      const links = Object.entries(await kinds(fresh)).filter(([kind]) => kind !== door);
      const browser = new DashboardBrowser(fresh);
      const tries = [...links.map(([, secret]) => secret), newSecret(), '', 'x'];
      const answers: string[] = [];
      for (const link of tries) answers.push(await (await browser.post(...body(link))).text());
      // One and the same: nothing tells a link of another kind from one there never was.
      expect([...new Set(answers)]).toEqual([expect.stringContaining('"not-found"')]);
      expect(browser.cookie).toBe('');
      expect(await fresh.foundations.accounts.hasOwner()).toBe(false);
    });

  for (const path of ['/link', '/setup', '/invitation', '/recovery', '/passkeys/link/challenge'])
    test(`guessing at ${path} is slow, whatever is sent`, async () => {
      await using slow = await startTestServer({ limits: { 'sign-in': 30 } });
      const browser = new DashboardBrowser(slow);
      let status = 0;
      for (let tries = 0; tries < 8 && status !== 429; tries++)
        ({ status } = await browser.post(path, { link: newSecret() }));
      expect(status).toBe(429);
    });

  test('what is kept of a link opens nothing', async () => {
    await using fresh = await startTestServer();
    const { link, secret } = newSetupLink(Date.now());
    await fresh.foundations.accounts.addLink(link);
    const browser = new DashboardBrowser(fresh);
    expect(await codeOf(browser.post('/link', { link: link.hash }))).toBe('not-found');
    expect(await codeOf(browser.post('/link', { link: secret }))).toBe('accepted');
  });
});
