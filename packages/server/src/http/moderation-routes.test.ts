import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { add, create } from '@imagechat/core/testing/builders';
import { CLOSE } from '@imagechat/protocol/close-codes';
import { avatarKey } from '../identity/person-marks.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const SECRET = 'ics_test-secret-ABC';
const FACE = 'https://example.com/ada.png';
const IMAGE = 'picture';

/** A server with a moderator, an admin and users of tenant `acme`, and requests in their names. */
async function world(settings: object = {}) {
  const server = await startTestServer();
  const { tenants } = server.foundations;
  await tenants.addSecret('acme', { id: 's1', secret: SECRET, createdAt: 0 });
  await tenants.change('acme', { settings });
  const signIn = async (id: string, fields: object = {}): Promise<string> => {
    const user = { id, email: `${id}@example.com`, username: id, ...fields };
    const userDataJSONBase64 = Buffer.from(JSON.stringify(user)).toString('base64');
    const timestamp = Date.now();
    const verificationHash = createHmac('sha256', SECRET)
      .update(`${timestamp}${userDataJSONBase64}`)
      .digest('hex');
    const sso = { userDataJSONBase64, verificationHash, timestamp };
    const answer = await server.post('/v1/session', { tenantId: 'acme', sso });
    if (!answer.ok) throw new Error(await answer.text());
    return ((await answer.json()) as { token: string }).token;
  };
  const ask = async (token: string | undefined, method: string, path: string, body?: unknown) => {
    const response = await server.fetch(`/v1/tenants/acme${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [response.status, (await response.json()) as Record<string, never>] as const;
  };
  const live = async (token: string) => {
    const line = await server.connect();
    await line.hello('acme', token);
    return line;
  };
  return {
    server,
    tenants,
    signIn,
    ask,
    live,
    moderator: await signIn('mod', { isModerator: true }),
    admin: await signIn('adm', { isAdmin: true }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('bans', () => {
  test('W5: who is banned is told and cut off at once, gets no session, and is let in again when it is lifted', async () => {
    await using it = await world();
    const token = await it.signIn('eve');
    using line = await it.live(token);
    const [status, { bans }] = await it.ask(it.moderator, 'POST', '/bans', {
      actorId: 'acme:eve',
      minutes: 60,
    });
    expect(status).toBe(200);
    expect(bans).toMatchObject([{ actorId: 'acme:eve', shadow: false, by: 'acme:mod' }]);
    expect((await line.next('refused')).error.code).toBe('banned');
    expect((await line.closed).code).toBe(CLOSE.banned);
    expect(it.signIn('eve')).rejects.toThrow('banned');
    expect(await it.ask(token, 'GET', `/snapshot?urlId=${IMAGE}`)).toMatchObject([
      403,
      { error: { code: 'banned' } },
    ]);
    const [{ id }] = bans as unknown as [{ id: string }];
    expect((await it.ask(it.moderator, 'DELETE', `/bans/${id}`))[0]).toBe(200);
    expect((await it.ask(it.moderator, 'DELETE', `/bans/${id}`))[0]).toBe(404);
    using again = await it.live(token);
    await again.isAlive();
  });

  test('a shadow ban is not told: the connection goes on', async () => {
    await using it = await world();
    using line = await it.live(await it.signIn('eve'));
    await it.ask(it.moderator, 'POST', '/bans', { actorId: 'acme:eve', shadow: true });
    await line.isAlive();
  });

  test('an address is banned by its hash, and nobody is shown it', async () => {
    await using it = await world();
    await it.signIn('eve');
    using other = await it.live(await it.signIn('fay'));
    const [, told] = await it.ask(it.admin, 'POST', '/bans', { actorId: 'acme:eve', address: true });
    expect(told).toMatchObject({ bans: [{ actorId: 'acme:eve' }, { address: true }] });
    const { addressHash = '' } = (await it.server.foundations.people.find('acme', 'acme:eve')) ?? {};
    expect(addressHash).toMatch(/^[\w-]{22}$/);
    for (const secret of ['127.0.0.1', addressHash]) expect(JSON.stringify(told)).not.toContain(`${secret}`);
    expect((await other.closed).code).toBe(CLOSE.banned);
  });

  test('moderators ban neither moderators nor themselves, users ban nobody', async () => {
    await using it = await world();
    const user = await it.signIn('eve');
    const tries = [
      [user, 'acme:mod'],
      [undefined, 'acme:eve'],
      [it.moderator, 'acme:adm'],
      [it.moderator, 'acme:mod'],
      [it.admin, 'acme:adm'],
    ] as const;
    for (const [token, actorId] of tries)
      expect(await it.ask(token, 'POST', '/bans', { actorId })).toMatchObject([
        403,
        { error: { code: 'not-allowed' } },
      ]);
    expect((await it.ask(it.admin, 'POST', '/bans', { actorId: 'acme:mod' }))[0]).toBe(200);
    for (const body of [{}, { actorId: '' }, { actorId: 'x', minutes: 0 }, { actorId: 'x', shadow: 'yes' }])
      expect((await it.ask(it.admin, 'POST', '/bans', body))[0]).toBe(400);
  });

  test('acts are in the audit log, with an address that is only a hash', async () => {
    await using it = await world();
    await it.ask(it.moderator, 'POST', '/bans', { actorId: 'acme:eve', minutes: 5 });
    await it.ask(it.moderator, 'POST', '/sign-outs', { actorId: 'acme:eve' });
    const acts = await it.server.foundations.audit.read('acme', 9);
    expect(acts.map(({ action, by, subject }) => [action, by, subject])).toEqual([
      ['sign-out', 'acme:mod', 'acme:eve'],
      ['ban', 'acme:mod', 'acme:eve'],
    ]);
    expect(acts.every(({ addressHash }) => /^[\w-]{22}$/.test(addressHash ?? ''))).toBe(true);
  });
});

describe('rights on live connections', () => {
  test('W5: who is signed out has to come back with a new session', async () => {
    await using it = await world();
    using line = await it.live(await it.signIn('eve'));
    await it.ask(it.moderator, 'POST', '/sign-outs', { actorId: 'acme:eve' });
    expect((await line.closed).code).toBe(CLOSE.tokenExpired);
  });

  test('a setting that takes rights away is told to whoever loses them, and to nobody else', async () => {
    await using it = await world();
    const { token } = await it.server.session('Vic', 'acme');
    using visitor = await it.live(token);
    using moderator = await it.live(it.moderator);
    await it.tenants.change('acme', { settings: { whoMayCreate: 'users' } });
    it.server.composition.hub.revoke({ tenantId: 'acme' });
    const { actor, ref } = await visitor.next('identified');
    expect(actor.rights['create-conversation']).toBe('no');
    expect(actor.rights['add-comment']).toBe('any');
    expect(ref).toBeUndefined();
    await moderator.isAlive();
    await visitor.watches(IMAGE);
    visitor.says({ t: 'submit', i: 1, operation: create() });
    expect((await visitor.next('refused')).error.code).toBe('not-allowed');
  });

  test('a removed tenant is nobody any more', async () => {
    await using it = await world();
    using line = await it.live(it.moderator);
    await it.tenants.remove('acme');
    it.server.composition.hub.revoke({ tenantId: 'acme' });
    expect((await line.closed).code).toBe(CLOSE.invalidTenant);
  });
});

describe('CONTRACT §4: groups and private images', () => {
  test('V1: who may not see an image can neither watch nor read nor write it; who watched it is sent away', async () => {
    await using it = await world();
    const green = await it.signIn('gus', { groupIds: ['green'] });
    const blue = await it.signIn('bea', { groupIds: ['blue'] });
    using line = await it.live(blue);
    using stays = await it.live(green);
    const { i } = await line.watches(IMAGE);
    await stays.watches(IMAGE);
    const set = { urlId: IMAGE, groupIds: ['green'] };
    expect(await it.ask(blue, 'PUT', '/images/access', set)).toMatchObject([403, {}]);
    expect(await it.ask(it.moderator, 'PUT', '/images/access', set)).toEqual([200, set as never]);
    expect(await line.next('unsubscribed')).toMatchObject({ i, error: { code: 'unauthorized-page' } });
    await stays.isAlive();
    line.says({ t: 'subscribe', ref: 7, urlId: IMAGE });
    expect(await line.next('refused')).toMatchObject({ ref: 7, error: { code: 'unauthorized-page' } });
    const refused = [403, { error: { code: 'unauthorized-page' } }];
    expect(await it.ask(blue, 'GET', `/snapshot?urlId=${IMAGE}`)).toMatchObject(refused);
    expect(await it.ask(blue, 'GET', `/threads/x?urlId=${IMAGE}`)).toMatchObject(refused);
    expect(await it.ask(blue, 'GET', `/people?urlId=${IMAGE}`)).toMatchObject(refused);
    const operation = create();
    expect(await it.ask(blue, 'POST', '/operations', { urlId: IMAGE, operation })).toMatchObject(refused);
    expect((await it.ask(green, 'POST', '/operations', { urlId: IMAGE, operation }))[0]).toBe(200);
    expect((await it.ask(it.moderator, 'GET', `/snapshot?urlId=${IMAGE}`))[0]).toBe(200);
    expect(await it.ask(undefined, 'GET', `/snapshot?urlId=${IMAGE}`)).toMatchObject(refused);
    await it.ask(it.moderator, 'PUT', '/images/access', { ...set, groupIds: null });
    expect((await it.ask(blue, 'GET', `/snapshot?urlId=${IMAGE}`))[0]).toBe(200);
  });

  test('V1: private images are for signed-in users; a visitor is sent away when they become so', async () => {
    await using it = await world();
    const { token } = await it.server.session('Vic', 'acme');
    using visitor = await it.live(token);
    await visitor.watches(IMAGE);
    await it.tenants.change('acme', { settings: { privateImages: true } });
    it.server.composition.hub.revoke({ tenantId: 'acme' });
    await visitor.next('identified');
    expect((await visitor.next('unsubscribed')).error.code).toBe('unauthorized-page');
    const operation = add('x');
    for (const [method, path, body] of [
      ['GET', `/snapshot?urlId=${IMAGE}`],
      ['POST', '/operations', { urlId: IMAGE, operation }],
    ] as const)
      expect((await it.ask(token, method, path, body))[0]).toBe(403);
    expect((await it.ask(await it.signIn('eve'), 'GET', `/snapshot?urlId=${IMAGE}`))[0]).toBe(200);
  });
});

test('a picture is found under its key, over a redirect a browser may keep, and tells its host nothing', async () => {
  await using it = await world();
  await it.signIn('ada', { avatar: FACE });
  const path = (key: string, tenantId = 'acme') => `/v1/tenants/${tenantId}/avatars/${key}`;
  const response = await it.server.fetch(path(avatarKey(FACE)), { redirect: 'manual' });
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe(FACE);
  expect(response.headers.get('cache-control')).toContain('public');
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  for (const other of [path(avatarKey(FACE), 'other'), path('AAAAAAAAAAA'), path('..'), path('x'.repeat(99))])
    expect((await it.server.fetch(other, { redirect: 'manual' })).status).toBe(404);
});

test("a comment keeps its author's picture; who has none costs no byte", async () => {
  await using it = await world();
  const ada = await it.signIn('ada', { avatar: FACE });
  using line = await it.live(await it.signIn('eve'));
  const { i } = await line.watches(IMAGE);
  const operation = create();
  await it.ask(ada, 'POST', '/operations', { urlId: IMAGE, operation });
  const [event] = (await line.hears('events')).e;
  expect(event).toMatchObject({ by: 'acme:ada', avatar: avatarKey(FACE) });
  await line.submits(i, add(operation.id));
  const [, page] = await it.ask(ada, 'GET', `/threads/${operation.id}?urlId=${IMAGE}`);
  const [first, second] = (page as unknown as { comments: readonly object[] }).comments;
  expect(first).toMatchObject({ by: 'acme:ada', avatar: avatarKey(FACE) });
  expect(second).toMatchObject({ by: 'acme:eve' });
  expect(second).not.toHaveProperty('avatar');
});
