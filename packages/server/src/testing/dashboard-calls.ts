import { actor, create, submission } from '@imagechat/core/testing/builders';
import { DashboardBrowser, accountOf } from './dashboard-browser.ts';
import type { TestServer } from './start-test-server.ts';

/** Asks one thing of the dashboard about the tenant `studio`, made anew each time. */
type Call = (browser: DashboardBrowser, server: TestServer) => Promise<Response>;

const STUDIO = '/tenants/studio';
let count = 0;

/** Everything the dashboard can be asked, by method and path as the routes have them. */
export const DASHBOARD_CALLS: Readonly<Record<string, Call>> = {
  'GET /dashboard/api/me': (browser) => browser.get('/me'),
  'POST /dashboard/api/link': (browser) => browser.post('/link', { link: 'guess' }),
  'POST /dashboard/api/setup': (browser) =>
    browser.post('/setup', {
      ...{ link: 'guess', name: 'Eve', login: 'eve@example.com', password: 'x' },
      tenant: { id: 'eve', name: 'Eve', domains: [] },
    }),
  'POST /dashboard/api/invitation': (browser) => browser.post('/invitation', { link: 'guess' }),
  'POST /dashboard/api/sign-in': (browser) => browser.post('/sign-in', { login: 'x@y', password: 'x' }),
  'PUT /dashboard/api/password': (browser) =>
    browser.ask('PUT', '/password', { old: 'not the one', password: 'x' }),
  'POST /dashboard/api/recovery': (browser) => browser.post('/recovery', { link: 'guess', password: 'x' }),
  'POST /dashboard/api/passkeys/sign-in/challenge': (browser, server) =>
    named(browser, server, '/passkeys/sign-in/challenge', {}),
  'POST /dashboard/api/passkeys/sign-in': (browser, server) =>
    named(browser, server, '/passkeys/sign-in', { passkey: { ...CREDENTIAL, response: USED } }),
  'POST /dashboard/api/passkeys/link/challenge': (browser, server) =>
    named(browser, server, '/passkeys/link/challenge', { link: 'guess', name: 'Eve', login: 'x@y' }),
  'GET /dashboard/api/passkeys': (browser) => browser.get('/passkeys'),
  'POST /dashboard/api/passkeys/challenge': (browser, server) =>
    named(browser, server, '/passkeys/challenge', {}),
  'POST /dashboard/api/passkeys': (browser, server) =>
    named(browser, server, '/passkeys', { name: 'x', passkey: { ...CREDENTIAL, response: MADE } }),
  'PUT /dashboard/api/passkeys/:id': (browser) => browser.ask('PUT', '/passkeys/x', { name: 'x' }),
  'DELETE /dashboard/api/passkeys/:id': (browser) => browser.ask('DELETE', '/passkeys/x', {}),
  // Asked without the cookie, so that whoever asks stays signed in.
  'POST /dashboard/api/sign-out': (_, server) => new DashboardBrowser(server).post('/sign-out'),
  'POST /dashboard/api/tenants': (browser) =>
    browser.post('/tenants', { id: `new-${count++}`, name: 'New', domains: [] }),
  'GET /dashboard/api/tenants/:tenantId/settings': (browser) => browser.get(`${STUDIO}/settings`),
  'PUT /dashboard/api/tenants/:tenantId/settings': (browser) =>
    browser.ask('PUT', `${STUDIO}/settings`, { set: { replyDepth: count++ % 10 } }),
  // Whoever may gets as far as being asked for its name.
  'DELETE /dashboard/api/tenants/:tenantId': (browser) =>
    browser.ask('DELETE', STUDIO, { confirm: 'another' }),
  'POST /dashboard/api/tenants/:tenantId/secrets': (browser) => browser.post(`${STUDIO}/secrets`),
  'DELETE /dashboard/api/tenants/:tenantId/secrets/:id': async (browser, server) => {
    const id = `secret-${count++}`;
    await server.tenants.addSecret('studio', { id, secret: 'x', createdAt: 0 });
    return browser.ask('DELETE', `${STUDIO}/secrets/${id}`, { confirm: id });
  },
  'POST /dashboard/api/tenants/:tenantId/keys': (browser) => browser.post(`${STUDIO}/keys`),
  'DELETE /dashboard/api/tenants/:tenantId/keys/:id': async (browser, server) => {
    const id = `key-${count++}`;
    await server.tenants.addKey('studio', { id, hash: id, createdAt: 0 });
    return browser.ask('DELETE', `${STUDIO}/keys/${id}`, { confirm: id });
  },
  'GET /dashboard/api/tenants/:tenantId/export': (browser) => browser.get(`${STUDIO}/export?format=csv`),
  'POST /dashboard/api/tenants/:tenantId/imports': (browser) =>
    browser.post(`${STUDIO}/imports`, { part: 0, records: [] }),
  'GET /dashboard/api/tenants/:tenantId/webhooks': (browser) => browser.get(`${STUDIO}/webhooks`),
  // Whoever may gets as far as being told that this is not asked from here.
  'POST /dashboard/api/tenants/:tenantId/webhooks': (browser) =>
    browser.post(`${STUDIO}/webhooks`, { url: 'https://127.0.0.1/', events: ['new-image-chat'] }),
  'PUT /dashboard/api/tenants/:tenantId/webhooks/:id': async (browser, server) =>
    browser.ask('PUT', await hooked(server), { active: false }),
  'DELETE /dashboard/api/tenants/:tenantId/webhooks/:id': async (browser, server) =>
    browser.ask('DELETE', await hooked(server), { confirm: `hook-${count - 1}` }),
  'POST /dashboard/api/tenants/:tenantId/webhooks/:id/secret': async (browser, server) =>
    browser.post(`${await hooked(server)}/secret`),
  'POST /dashboard/api/tenants/:tenantId/webhooks/:id/test': async (browser, server) =>
    browser.post(`${await hooked(server)}/test`),
  'GET /dashboard/api/tenants/:tenantId/webhooks/:id/deliveries': async (browser, server) =>
    browser.get(`${await hooked(server)}/deliveries`),
  'GET /dashboard/api/tenants/:tenantId/webhooks/:id/deliveries/:delivery': async (browser, server) =>
    browser.get(`${await hooked(server)}/deliveries/d`),
  'GET /dashboard/api/tenants/:tenantId/judge': (browser) => browser.get(`${STUDIO}/judge`),
  // Whoever may gets as far as being told that this is not asked from here.
  'PUT /dashboard/api/tenants/:tenantId/judge': (browser) =>
    browser.ask('PUT', `${STUDIO}/judge`, {
      url: 'https://127.0.0.1/',
      fails: 'open',
      mostMs: 2000,
      active: true,
    }),
  'DELETE /dashboard/api/tenants/:tenantId/judge': async (browser, server) =>
    browser.ask('DELETE', await judged(server), {}),
  'POST /dashboard/api/tenants/:tenantId/judge/secret': async (browser, server) =>
    browser.post(`${await judged(server)}/secret`),
  'POST /dashboard/api/tenants/:tenantId/judge/test': async (browser, server) =>
    browser.post(`${await judged(server)}/test`),
  'GET /dashboard/api/tenants/:tenantId/people': (browser) => browser.get(`${STUDIO}/people?q=a`),
  'GET /dashboard/api/tenants/:tenantId/bans': (browser) => browser.get(`${STUDIO}/bans`),
  // Whoever may gets as far as being told that this is no id.
  'GET /dashboard/api/tenants/:tenantId/person': (browser) => browser.get(`${STUDIO}/person?actorId=`),
  // ... or that the id has to be said twice.
  'POST /dashboard/api/tenants/:tenantId/erasures': (browser) =>
    browser.post(`${STUDIO}/erasures`, { actorId: 'somebody', confirm: '' }),
  'GET /dashboard/api/tenants/:tenantId/members': (browser) => browser.get(`${STUDIO}/members`),
  'DELETE /dashboard/api/tenants/:tenantId/members/:id': async (browser, server) => {
    const { id } = await accountOf(server, 'moderator@example.com');
    const before = (await server.foundations.accounts.members('studio')).find(([each]) => each.id === id);
    const answer = await browser.ask('DELETE', `${STUDIO}/members/${id}`);
    // Put back, for who asks next.
    const [account, membership] = before ?? [];
    if (answer.ok && account && membership) await joinAgain(server, account.id);
    return answer;
  },
  'POST /dashboard/api/tenants/:tenantId/invitations': (browser) =>
    browser.post(`${STUDIO}/invitations`, { role: 'moderator' }),
  'DELETE /dashboard/api/tenants/:tenantId/invitations/:id': async (browser, server) => {
    const hash = `hash-${count++}`;
    const whom = { kind: 'invitation', tenantId: 'studio', role: 'moderator' } as const;
    const link = { ...whom, accountId: null, createdBy: '' };
    const expiresAt = Date.now() + 60_000;
    await server.foundations.accounts.addLink({ ...link, hash, createdAt: 0, expiresAt });
    return browser.ask('DELETE', `${STUDIO}/invitations/${hash}`);
  },
  'GET /dashboard/api/tenants/:tenantId/usage': (browser) =>
    browser.get(`${STUDIO}/usage?from=2026-01-01&to=2026-01-31`),
  'GET /dashboard/api/tenants/:tenantId/usage.csv': (browser) =>
    browser.get(`${STUDIO}/usage.csv?from=2026-01-01&to=2026-01-31`),
  'GET /dashboard/api/tenants/:tenantId/live': (browser) => browser.get(`${STUDIO}/live`),
  'GET /dashboard/api/tenants/:tenantId/queue': (browser) => browser.get(`${STUDIO}/queue?view=all`),
  'GET /dashboard/api/tenants/:tenantId/queue/around': async (browser, server) => {
    const { conversationId, seq, urlId } = await said(server);
    return browser.get(`${STUDIO}/queue/around?urlId=${urlId}&conversationId=${conversationId}&seq=${seq}`);
  },
  'POST /dashboard/api/tenants/:tenantId/queue/acts': async (browser, server) => {
    const { seq: _, ...target } = await said(server);
    return browser.post(`${STUDIO}/queue/acts`, { act: 'hide', targets: [target] });
  },
  'GET /dashboard/api/tenants/:tenantId/images': (browser) => browser.get(`${STUDIO}/images`),
  'GET /dashboard/api/tenants/:tenantId/images/spots': async (browser, server) => {
    const { urlId } = await said(server);
    return browser.get(`${STUDIO}/images/spots?urlId=${urlId}`);
  },
  // Whoever may gets as far as being told that nobody talked about it.
  'PUT /dashboard/api/tenants/:tenantId/images/name': (browser) =>
    browser.ask('PUT', `${STUDIO}/images/name`, { urlId: 'nowhere', to: 'somewhere' }),
  'POST /dashboard/api/tenants/:tenantId/pass': (browser) => browser.post(`${STUDIO}/pass`),
  'PUT /dashboard/api/tenants/:tenantId/images/closed': (browser) =>
    browser.ask('PUT', `${STUDIO}/images/closed`, { urlId: 'rug', closed: true }),
  'POST /dashboard/api/tenants/:tenantId/bans': (browser) =>
    browser.post(`${STUDIO}/bans`, { actorId: 'anon:somebody', minutes: 1 }),
  'DELETE /dashboard/api/tenants/:tenantId/bans/:id': async (browser, server) => {
    const id = `ban-${count++}`;
    const subject = { kind: 'actor', actorId: 'anon:somebody' } as const;
    const ban = { id, subject, shadow: false, until: null, createdAt: 0, by: 'test' };
    await server.foundations.bans.ban('studio', ban);
    return browser.ask('DELETE', `${STUDIO}/bans/${id}`);
  },
  'GET /dashboard/api/tenants/:tenantId/audit': (browser) => browser.get(`${STUDIO}/audit`),
};

/** What is passed for a passkey's answer to a challenge that nobody asked. */
const CREDENTIAL = { id: 'x', rawId: 'x', type: 'public-key', clientExtensionResults: {} };
const CLIENT_DATA = Buffer.from(JSON.stringify({ challenge: 'A'.repeat(43) })).toString('base64url');
const USED = { clientDataJSON: CLIENT_DATA, authenticatorData: 'x', signature: 'x' };
const MADE = { clientDataJSON: CLIENT_DATA, attestationObject: 'x' };

/** Asks under a name of this machine: at an address there are no passkeys. */
function named(browser: DashboardBrowser, { port }: TestServer, path: string, body: unknown) {
  const host = `localhost:${port}`;
  return browser.ask('POST', path, body, { host, origin: `http://${host}` });
}

/** A new comment on an image of `studio`. */
async function said(server: TestServer) {
  const operation = create();
  const { comment, id: conversationId } = operation;
  const by = actor({ tenantId: 'studio' });
  const outcome = await server.composition.hub.submit(submission(operation, by, 'sofa'));
  if (!outcome.accepted || !comment) throw new Error('nobody could say a thing');
  return { urlId: 'sofa', conversationId, commentId: comment.id, seq: outcome.cursor.seq };
}

/** A new webhook of `studio` that was told of one event; where it is asked about. */
async function hooked(server: TestServer): Promise<string> {
  const id = `hook-${count++}`;
  const { webhooks } = server.foundations;
  const webhook = { id, url: 'https://127.0.0.1/', secret: 'x', events: [], active: false, createdAt: 0 };
  await webhooks.put('studio', webhook);
  await webhooks.note('studio', id, {
    ...{ id: 'd', urlId: 'sofa', seq: 1, type: 'new-image-chat', at: 0, tries: 1, outcome: 'delivered' },
    ...{ status: 200, answer: '', nextAt: null },
  });
  return `${STUDIO}/webhooks/${id}`;
}

/** A judge of `studio`, not active; where it is asked about. */
async function judged(server: TestServer): Promise<string> {
  const judge = {
    url: 'https://127.0.0.1/',
    secret: 'x',
    fails: 'open',
    mostMs: 2000,
    active: false,
  } as const;
  await server.foundations.judges.put('studio', { ...judge, createdAt: 0 });
  return `${STUDIO}/judge`;
}

async function joinAgain(server: TestServer, accountId: string): Promise<void> {
  const { accounts } = server.foundations;
  const account = await accountOf(server, 'moderator@example.com');
  const hash = `again-${accountId}-${count++}`;
  const whom = { kind: 'invitation', tenantId: 'studio', role: 'moderator' } as const;
  const link = { ...whom, accountId: null, createdBy: '' };
  await accounts.addLink({ ...link, hash, createdAt: 0, expiresAt: Date.now() + 60_000 });
  await accounts.useLink(hash, account, Date.now());
}
