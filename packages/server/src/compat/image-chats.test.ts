import { expect, test } from 'bun:test';
import { create, freshId } from '@imagechat/core/testing/builders';
import { keyHash } from '../identity/credentials.ts';
import { type TestServerOptions, startTestServer } from '../testing/start-test-server.ts';

const PICTURE = 'https://a.test/room#https://a.test/sofa.jpg';
const CHATS = '/comment-image-chats/demo';
const READ = `${CHATS}?urlId=${encodeURIComponent(PICTURE)}`;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function world(options: TestServerOptions = {}) {
  const server = await startTestServer(options);
  await server.tenants.addKey('demo', { id: 'k1', hash: keyHash('ick_1'), createdAt: 0 });
  await server.tenants.addSecret('demo', { id: 's1', secret: 'ics_1', createdAt: 0 });
  const { token, actor } = await server.session('Ada');
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers = bearer(token),
  ): Promise<Answer> => {
    const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const response = await server.fetch(path, { method, headers, ...text });
    const answer = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body: answer };
  };
  return { server, token, actor, ask, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** Secure SSO of a user, signed with the secret `ics_1`. */
function signedUser(user: Record<string, unknown>) {
  const userDataJSONBase64 = Buffer.from(JSON.stringify(user)).toString('base64');
  const timestamp = Date.now();
  const hmac = new Bun.CryptoHasher('sha256', 'ics_1').update(`${timestamp}${userDataJSONBase64}`);
  return { userDataJSONBase64, timestamp, verificationHash: hmac.digest('hex') };
}

/** A complete request for a new conversation. */
function creation(parts: Record<string, unknown> = {}) {
  return {
    urlId: PICTURE,
    windowUrlId: 'https://a.test/room',
    pageTitle: 'The room',
    src: 'https://a.test/sofa.jpg',
    x: 12.34567,
    y: 50,
    createdFromCommentId: freshId(),
    broadcastId: freshId(),
    ...parts,
  };
}

test('an image nobody has talked about has no conversations; who has no session is no user', async () => {
  await using it = await world();
  const { status, headers, body } = await it.ask('GET', READ, undefined, {});
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(body).toEqual({
    status: 'success',
    conversations: [],
    urlIdClean: PICTURE,
    isSiteAdmin: false,
    tenantIdWS: 'demo',
    urlIdWS: 'https~3a~2f~2fa.test~2froom~23https~3a~2f~2fa.test~2fsofa.jpg',
    userIdWS: '',
  });
});

test('a conversation made here is read here, to the field, and by everyone who watches', async () => {
  await using it = await world();
  using ben = await it.server.join('Ben');
  await ben.watches(PICTURE);
  const asked = creation({ comment: ' In oak, please. ' });
  const made = await it.ask('POST', CHATS, asked);
  expect([made.status, made.body]).toEqual([200, { status: 'success', createdChatId: expect.any(String) }]);
  const { createdChatId } = made.body;
  expect((await ben.next('events')).e).toEqual([
    expect.objectContaining({
      type: 'new-image-chat',
      id: createdChatId,
      broadcastId: asked.broadcastId,
      x: 12.3457,
      name: 'Ada',
      comment: expect.objectContaining({ id: asked.createdFromCommentId, text: 'In oak, please.' }),
    }),
  ]);

  const { body } = await it.ask('GET', READ);
  expect(body).toMatchObject({
    user: { id: it.actor.id, username: 'Ada', authorized: true, isAnonSession: true },
    isSiteAdmin: false,
    userIdWS: it.actor.id,
  });
  expect(body.conversations).toEqual([
    {
      _id: createdChatId,
      urlId: `${PICTURE}:https://a.test/sofa.jpg:12.3457:50`,
      x: 12.3457,
      y: 50,
      src: 'https://a.test/sofa.jpg',
      commentCount: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      resolved: false,
    },
  ]);
});

test('O2: the same broadcastId makes one conversation, and answers its id again', async () => {
  await using it = await world();
  const asked = creation();
  const [first, again] = [await it.ask('POST', CHATS, asked), await it.ask('POST', CHATS, asked)];
  expect(again.body).toEqual(first.body);
  expect((await it.ask('GET', READ)).body.conversations).toHaveLength(1);
  // Somebody else's operation of the same name is another one.
  const { token } = await it.server.session('Ben');
  const theirs = await it.ask('POST', CHATS, asked, bearer(token));
  expect(theirs.status).toBe(200);
  expect(theirs.body.createdChatId).not.toBe(first.body.createdChatId);
});

test('deleting answers success, also when it is asked once more; what is gone is 404', async () => {
  await using it = await world();
  const { body } = await it.ask('POST', CHATS, creation());
  const path = `${CHATS}/${String(body.createdChatId)}`;
  const broadcastId = freshId();
  for (let n = 0; n < 2; n++) {
    const { status, body: answer } = await it.ask('DELETE', path, { broadcastId });
    expect([status, answer]).toEqual([200, { status: 'success' }]);
  }
  expect((await it.ask('DELETE', path, { broadcastId: freshId() })).body).toMatchObject({
    code: 'not-found',
  });
  expect((await it.ask('GET', READ)).body.conversations).toEqual([]);
});

test('errors have their status, a sentence and a code', async () => {
  await using it = await world();
  const made = create();
  await it.server.post('/v1/tenants/demo/operations', { urlId: PICTURE, operation: made }, bearer(it.token));
  const { token: ben } = await it.server.session('Ben');
  const { token: foreign } = await it.server.session('Eve', 'other');
  const theirs = `${CHATS}/${made.id}`;
  const remove = { broadcastId: freshId() };
  const required = [
    'urlId',
    'windowUrlId',
    'pageTitle',
    'src',
    'x',
    'y',
    'createdFromCommentId',
    'broadcastId',
  ];
  const table: [Promise<Answer>, number, string][] = [
    ...required.map((field): [Promise<Answer>, number, string] => [
      it.ask('POST', CHATS, creation({ [field]: undefined })),
      400,
      'invalid-input',
    ]),
    [it.ask('POST', CHATS, '{'), 400, 'invalid-input'],
    [it.ask('POST', CHATS, creation({ x: 101 })), 400, 'invalid-input'],
    [it.ask('POST', CHATS, creation({ x: '10' })), 400, 'invalid-input'],
    [it.ask('POST', CHATS, creation({ comment: ' ' })), 400, 'empty-comment'],
    [it.ask('POST', CHATS, creation({ comment: 'x'.repeat(2001) })), 400, 'comment-too-big'],
    [it.ask('POST', CHATS, creation({ src: 'x'.repeat(66_000) })), 400, 'too-large'],
    [
      it.ask('POST', CHATS, creation({ createdFromCommentId: made.comment?.id, comment: 'x' })),
      400,
      'id-taken',
    ],
    [it.ask('POST', CHATS, creation(), {}), 401, 'name-needed'],
    [it.ask('POST', CHATS, creation(), bearer('broken')), 401, 'invalid-token'],
    [it.ask('POST', CHATS, creation(), bearer(foreign)), 401, 'invalid-token'],
    [it.ask('POST', CHATS, creation(), { 'x-api-key': 'wrong' }), 401, 'invalid-token'],
    [it.ask('POST', '/comment-image-chats/nobody', creation()), 404, 'invalid-tenant'],
    [
      it.ask('POST', '/comment-image-chats/acme', creation(), { origin: 'https://evil.test' }),
      403,
      'domain-unauthorized',
    ],
    [it.ask('DELETE', theirs, remove, bearer(ben)), 403, 'not-allowed'],
    [it.ask('DELETE', theirs, remove, {}), 401, 'name-needed'],
    [it.ask('DELETE', theirs, {}), 400, 'invalid-input'],
    [it.ask('DELETE', `${CHATS}/nowhere`, remove), 404, 'not-found'],
    [it.ask('DELETE', `${CHATS}/..%2Fx`, remove), 404, 'not-found'],
    [it.ask('GET', CHATS), 400, 'invalid-input'],
    [it.ask('GET', '/comment-image-chats/nobody?urlId=a'), 404, 'invalid-tenant'],
    [it.ask('GET', '/comment-image-chats'), 404, 'not-found'],
    [it.ask('PUT', CHATS, {}), 404, 'not-found'],
  ];
  for (const [at, [asked, status, code]] of table.entries()) {
    const { status: got, body } = await asked;
    expect([at, got, body]).toEqual([
      at,
      status,
      { status: 'error', message: expect.stringMatching(/\.$/), code },
    ]);
  }
});

test('what comes too fast is 429 with Retry-After', async () => {
  await using it = await world({ limits: { 'tenant-request': 12 } });
  const [, , late] = [await it.ask('GET', READ), await it.ask('GET', READ), await it.ask('GET', READ)];
  expect([late?.status, late?.body.code]).toEqual([429, 'rate-limited']);
  expect(Number(late?.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('a program with an API key may do all, for all of its tenant’s images and none of another’s', async () => {
  await using it = await world();
  const key = { 'x-api-key': 'ick_1', 'x-tenant-id': 'demo' };
  const made = await it.ask('POST', CHATS, creation());
  expect((await it.ask('GET', READ, undefined, key)).body.conversations).toHaveLength(1);
  const gone = await it.ask(
    'DELETE',
    `${CHATS}/${String(made.body.createdChatId)}`,
    { broadcastId: freshId() },
    key,
  );
  expect(gone.body).toEqual({ status: 'success' });
  const elsewhere = await it.ask('GET', '/comment-image-chats/other?urlId=a', undefined, key);
  expect([elsewhere.status, elsewhere.body.code]).toEqual([401, 'invalid-token']);
});

test('the sso parameter says who asks, in the address or in the body; a broken one says why', async () => {
  await using it = await world();
  const sso = signedUser({ id: '7', email: 'm@a.test', username: 'Mo', isModerator: true });
  const query = `&sso=${encodeURIComponent(JSON.stringify(sso))}`;
  const { body } = await it.ask('GET', READ + query, undefined, {});
  expect(body).toMatchObject({
    user: { id: 'demo:7', username: 'Mo', authorized: true, isAnonSession: false },
    isSiteAdmin: true,
    userIdWS: 'demo~3a7',
  });
  const made = await it.ask('POST', CHATS, creation({ comment: 'Mine', sso }), {});
  expect(made.status).toBe(200);
  const chat = `${CHATS}/${String(made.body.createdChatId)}`;
  const removal = { broadcastId: freshId(), sso: JSON.stringify(sso) };
  expect((await it.ask('DELETE', chat, removal, {})).body).toEqual({ status: 'success' });

  const bad = { ...sso, verificationHash: '0'.repeat(64) };
  for (const wrong of [bad, 'no json', '7']) {
    const answer = await it.ask('POST', CHATS, creation({ sso: wrong }), {});
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed-sso']);
  }
  const notLoggedIn = { loginURL: 'https://a.test/login' };
  const nobody = await it.ask(
    'GET',
    `${READ}&sso=${encodeURIComponent(JSON.stringify(notLoggedIn))}`,
    undefined,
    {},
  );
  expect([nobody.status, nobody.body.user]).toEqual([200, undefined]);
});

test('a src too long to keep, or a picture in the address, is accepted and not kept', async () => {
  await using it = await world();
  await it.ask('POST', CHATS, creation({ src: `data:image/png;base64,${'A'.repeat(5000)}` }));
  expect((await it.ask('GET', READ)).body.conversations).toEqual([
    expect.objectContaining({ src: '', urlId: `${PICTURE}::12.3457:50` }),
  ]);
});

test('CORS: a page may delete too, but not send API keys', async () => {
  await using it = await world();
  const preflight = await it.server.fetch(CHATS, {
    method: 'OPTIONS',
    headers: { origin: 'https://a.test' },
  });
  expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, POST, DELETE');
  expect(preflight.headers.get('access-control-allow-headers')).not.toMatch(/api-key/i);
});
