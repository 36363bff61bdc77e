import { afterAll, expect, test } from 'bun:test';
import { create } from '@imagechat/core/testing/builders';
import { type DashboardBrowser, accountOf, memberOf, ownerOf } from '../testing/dashboard-browser.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const owner = await ownerOf(server);
const mo = await memberOf(server, 'studio', 'moderator', 'mo');

async function passOf(browser: DashboardBrowser, headers: Record<string, string> = {}): Promise<string> {
  const answer = await browser.ask('POST', '/tenants/studio/pass', {}, headers);
  if (!answer.ok) throw new Error(`no pass: ${answer.status}`);
  return ((await answer.json()) as { ssoToken: string }).ssoToken;
}

/** What a session opened with a pass is answered. */
function enter(ssoToken: string, more: object = {}, origin = server.origin): Promise<Response> {
  return server.fetch('/v1/session', {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ tenantId: 'studio', ssoToken, ...more }),
  });
}

async function entered(ssoToken: string) {
  const answer = await enter(ssoToken);
  return (await answer.json()) as { token: string; actor: { id: string; name: string; kind: string } };
}

/** What happens to an operation with a token. */
async function write(token: string): Promise<number> {
  const body = { urlId: 'sofa', operation: create() };
  return (await server.post('/v1/tenants/studio/operations', body, { authorization: `Bearer ${token}` }))
    .status;
}

test('the dashboard lets its widget speak for who is signed in, as what they are in the site', async () => {
  const [admin, moderator] = [await entered(await passOf(owner)), await entered(await passOf(mo))];
  const { id } = await accountOf(server, 'mo@example.com');
  expect(moderator.actor).toMatchObject({ id: `@${id}`, name: 'mo', kind: 'moderator' });
  expect(admin.actor).toMatchObject({ name: 'Olive', kind: 'admin' });
  expect(await write(moderator.token)).toBe(200);
});

test('a session of it is renewed by itself, and a name it is given changes nothing', async () => {
  const { token } = await entered(await passOf(mo));
  const answer = await server.fetch('/v1/session', {
    method: 'POST',
    headers: { origin: server.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ tenantId: 'studio', token, name: 'Somebody' }),
  });
  expect(((await answer.json()) as { actor: object }).actor).toMatchObject({ name: 'mo', kind: 'moderator' });
});

test('it is good for the own origin and that tenant alone', async () => {
  const pass = await passOf(mo);
  const elsewhere = await enter(pass, {}, 'https://studio.example');
  // To another page it is a token nobody signed.
  expect([elsewhere.status, ((await elsewhere.json()) as { error: { code: string } }).error.code]).toEqual([
    400,
    'malformed-sso',
  ]);
  expect((await enter(pass, { tenantId: 'acme' })).status).not.toBe(200);
});

test('no other site can have one, and the cookie itself opens nothing outside of the dashboard', async () => {
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
    expect((await mo.ask('POST', '/tenants/studio/pass', {}, headers)).status).toBe(403);
  const answer = await server.fetch('/v1/tenants/studio/bans', { headers: { cookie: mo.cookie } });
  expect(answer.status).toBe(403);
});

test('with the session of the dashboard it is over, on open lines at once', async () => {
  const ann = await memberOf(server, 'studio', 'moderator', 'ann');
  const pass = await passOf(ann);
  const { token } = await entered(pass);
  using line = await server.connect(server.origin);
  await line.hello('studio', token);
  await ann.post('/sign-out');
  expect(await write(token)).toBe(401);
  expect((await enter(pass)).status).toBe(401);
  await line.closed;
});

test('whoever is taken out of the site has no rights in it from then on', async () => {
  const bo = await memberOf(server, 'studio', 'moderator', 'bo');
  const { token } = await entered(await passOf(bo));
  expect(await write(token)).toBe(200);
  const { id } = await accountOf(server, 'bo@example.com');
  await owner.ask('DELETE', `/tenants/studio/members/${id}`);
  expect(await write(token)).toBe(401);
});
