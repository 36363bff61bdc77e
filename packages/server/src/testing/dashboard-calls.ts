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
  'GET /dashboard/api/tenants/:tenantId/audit': (browser) => browser.get(`${STUDIO}/audit`),
};

async function joinAgain(server: TestServer, accountId: string): Promise<void> {
  const { accounts } = server.foundations;
  const account = await accountOf(server, 'moderator@example.com');
  const hash = `again-${accountId}-${count++}`;
  const link = { kind: 'invitation', tenantId: 'studio', role: 'moderator', createdBy: '' } as const;
  await accounts.addLink({ ...link, hash, createdAt: 0, expiresAt: Date.now() + 60_000 });
  await accounts.useLink(hash, account, Date.now());
}
