import { afterAll, describe, expect, test } from 'bun:test';
import type { Members } from '@imagechat/protocol/dashboard';
import { DashboardBrowser, memberOf, ownerOf } from '../testing/dashboard-browser.ts';
import { DASHBOARD_CALLS } from '../testing/dashboard-calls.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const owner = await ownerOf(server);
const people = {
  owner,
  admin: await memberOf(server, 'studio', 'admin'),
  moderator: await memberOf(server, 'studio', 'moderator'),
  // An admin, but of another tenant.
  elsewhere: await memberOf(server, 'acme', 'admin', 'elsewhere'),
  outsider: new DashboardBrowser(server),
};

const ALL = '200 200 200 200 200';
const NONE_OF_LINKS = '404 404 404 404 404';
/** Whoever is signed in, about themselves. */
const SIGNED_IN = '200 200 200 200 401';
const OF_NOBODY = '404 404 404 404 401';
const MEMBERS = '200 200 200 404 401';
const ADMINS = '200 200 403 404 401';

/** The status of every answer, for: owner admin moderator elsewhere outsider. */
const EXPECTED: Readonly<Record<string, string>> = {
  'GET /dashboard/api/me': ALL,
  'POST /dashboard/api/link': NONE_OF_LINKS,
  'POST /dashboard/api/setup': NONE_OF_LINKS,
  'POST /dashboard/api/invitation': NONE_OF_LINKS,
  'POST /dashboard/api/sign-in': '403 403 403 403 403',
  'POST /dashboard/api/sign-out': ALL,
  // The old password is wrong.
  'PUT /dashboard/api/password': '403 403 403 403 401',
  'POST /dashboard/api/recovery': NONE_OF_LINKS,
  'POST /dashboard/api/passkeys/sign-in/challenge': ALL,
  // A challenge that nobody asked.
  'POST /dashboard/api/passkeys/sign-in': NONE_OF_LINKS,
  'POST /dashboard/api/passkeys/link/challenge': NONE_OF_LINKS,
  'GET /dashboard/api/passkeys': SIGNED_IN,
  'POST /dashboard/api/passkeys/challenge': SIGNED_IN,
  'POST /dashboard/api/passkeys': OF_NOBODY,
  'PUT /dashboard/api/passkeys/:id': OF_NOBODY,
  'DELETE /dashboard/api/passkeys/:id': OF_NOBODY,
  'POST /dashboard/api/tenants': '200 403 403 403 401',
  'GET /dashboard/api/tenants/:tenantId/settings': ADMINS,
  'PUT /dashboard/api/tenants/:tenantId/settings': ADMINS,
  'DELETE /dashboard/api/tenants/:tenantId': '400 403 403 404 401',
  'POST /dashboard/api/tenants/:tenantId/secrets': ADMINS,
  'DELETE /dashboard/api/tenants/:tenantId/secrets/:id': ADMINS,
  'POST /dashboard/api/tenants/:tenantId/keys': ADMINS,
  'DELETE /dashboard/api/tenants/:tenantId/keys/:id': ADMINS,
  'GET /dashboard/api/tenants/:tenantId/export': ADMINS,
  'POST /dashboard/api/tenants/:tenantId/imports': ADMINS,
  'GET /dashboard/api/tenants/:tenantId/webhooks': ADMINS,
  'POST /dashboard/api/tenants/:tenantId/webhooks': '400 400 403 404 401',
  'PUT /dashboard/api/tenants/:tenantId/webhooks/:id': '400 400 403 404 401',
  'DELETE /dashboard/api/tenants/:tenantId/webhooks/:id': ADMINS,
  'POST /dashboard/api/tenants/:tenantId/webhooks/:id/secret': ADMINS,
  'POST /dashboard/api/tenants/:tenantId/webhooks/:id/test': ADMINS,
  'GET /dashboard/api/tenants/:tenantId/webhooks/:id/deliveries': ADMINS,
  'GET /dashboard/api/tenants/:tenantId/webhooks/:id/deliveries/:delivery': ADMINS,
  'GET /dashboard/api/tenants/:tenantId/judge': ADMINS,
  'PUT /dashboard/api/tenants/:tenantId/judge': '400 400 403 404 401',
  'DELETE /dashboard/api/tenants/:tenantId/judge': ADMINS,
  'POST /dashboard/api/tenants/:tenantId/judge/secret': ADMINS,
  'POST /dashboard/api/tenants/:tenantId/judge/test': ADMINS,
  'GET /dashboard/api/tenants/:tenantId/people': MEMBERS,
  'GET /dashboard/api/tenants/:tenantId/bans': MEMBERS,
  'GET /dashboard/api/tenants/:tenantId/person': '400 400 403 404 401',
  'POST /dashboard/api/tenants/:tenantId/erasures': '400 400 403 404 401',
  'GET /dashboard/api/tenants/:tenantId/members': ADMINS,
  'DELETE /dashboard/api/tenants/:tenantId/members/:id': ADMINS,
  'POST /dashboard/api/tenants/:tenantId/invitations': ADMINS,
  'DELETE /dashboard/api/tenants/:tenantId/invitations/:id': ADMINS,
  'GET /dashboard/api/tenants/:tenantId/audit': ADMINS,
  'GET /dashboard/api/tenants/:tenantId/usage': MEMBERS,
  'GET /dashboard/api/tenants/:tenantId/usage.csv': MEMBERS,
  'GET /dashboard/api/tenants/:tenantId/live': MEMBERS,
  'GET /dashboard/api/tenants/:tenantId/queue': MEMBERS,
  'GET /dashboard/api/tenants/:tenantId/queue/around': MEMBERS,
  'POST /dashboard/api/tenants/:tenantId/queue/acts': MEMBERS,
  'GET /dashboard/api/tenants/:tenantId/images': MEMBERS,
  'GET /dashboard/api/tenants/:tenantId/images/spots': MEMBERS,
  'PUT /dashboard/api/tenants/:tenantId/images/name': '404 404 403 404 401',
  'POST /dashboard/api/tenants/:tenantId/pass': MEMBERS,
  'PUT /dashboard/api/tenants/:tenantId/images/closed': MEMBERS,
  'POST /dashboard/api/tenants/:tenantId/bans': MEMBERS,
  'DELETE /dashboard/api/tenants/:tenantId/bans/:id': MEMBERS,
};

test('every call of the dashboard has a row', () => {
  const { routes } = server.composition.app;
  const calls = routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/dashboard/api/'));
  const all = [...new Set(calls.map(({ method, path }) => `${method} ${path}`))].sort();
  expect(Object.keys(EXPECTED).sort()).toEqual(all);
  expect(Object.keys(DASHBOARD_CALLS).sort()).toEqual(all);
});

describe('roles', () => {
  for (const [call, expected] of Object.entries(EXPECTED))
    test(`${call} answers every role as the table says`, async () => {
      const statuses: number[] = [];
      for (const browser of Object.values(people))
        statuses.push((await DASHBOARD_CALLS[call]?.(browser, server))?.status ?? 0);
      expect(statuses.join(' ')).toBe(expected);
    });
});

test('an admin neither makes nor unmakes admins', async () => {
  const { admin } = people;
  expect((await admin.post('/tenants/studio/invitations', { role: 'admin' })).status).toBe(403);
  const { members } = (await (await admin.get('/tenants/studio/members')).json()) as Members;
  const ids = members.map(({ id }) => id);
  const statuses: number[] = [];
  for (const id of ids) statuses.push((await admin.ask('DELETE', `/tenants/studio/members/${id}`)).status);
  // Owners have no membership that could be taken away.
  expect(statuses).toEqual([404, 403, 200]);
});
