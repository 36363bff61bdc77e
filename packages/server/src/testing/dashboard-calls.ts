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
  // Asked without the cookie, so that whoever asks stays signed in.
  'POST /dashboard/api/sign-out': (_, server) => new DashboardBrowser(server).post('/sign-out'),
  'POST /dashboard/api/tenants': (browser) =>
    browser.post('/tenants', { id: `new-${count++}`, name: 'New', domains: [] }),
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
    const link = { kind: 'invitation', tenantId: 'studio', role: 'moderator', createdBy: '' } as const;
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

/** A new comment on an image of `studio`. */
async function said(server: TestServer) {
  const operation = create();
  const { comment, id: conversationId } = operation;
  const by = actor({ tenantId: 'studio' });
  const outcome = await server.composition.hub.submit(submission(operation, by, 'sofa'));
  if (!outcome.accepted || !comment) throw new Error('nobody could say a thing');
  return { urlId: 'sofa', conversationId, commentId: comment.id, seq: outcome.cursor.seq };
}

async function joinAgain(server: TestServer, accountId: string): Promise<void> {
  const { accounts } = server.foundations;
  const account = await accountOf(server, 'moderator@example.com');
  const hash = `again-${accountId}-${count++}`;
  const link = { kind: 'invitation', tenantId: 'studio', role: 'moderator', createdBy: '' } as const;
  await accounts.addLink({ ...link, hash, createdAt: 0, expiresAt: Date.now() + 60_000 });
  await accounts.useLink(hash, account, Date.now());
}
