import { expect, test } from 'bun:test';
import { add, create, freshId } from '@imagechat/core/testing/builders';
import type { ThreadPage } from '@imagechat/protocol/messages';
import { type TestSession, startTestServer } from '../testing/start-test-server.ts';

const OPERATIONS = '/v1/tenants/demo/operations';
const SNAPSHOT = '/v1/tenants/demo/snapshot?urlId=picture';

/** The composition as a function: no port is needed to ask it. */
async function world() {
  const server = await startTestServer();
  const from = { origin: null, ownOrigin: 'http://chat.test', address: '10.0.0.1' } as const;
  const ask = (path: string, init?: RequestInit, origin?: string): Promise<Response> =>
    Promise.resolve(server.composition.app.request(path, init, { ...from, origin: origin ?? null }));
  const post = (path: string, body: unknown, token?: string, origin?: string): Promise<Response> =>
    ask(
      path,
      {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      },
      origin,
    );
  const { token } = await server.session('Ada');
  return { ask, post, token, server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function json<Value>(response: Response): Promise<Value> {
  return (await response.json()) as Value;
}

async function code(response: Response): Promise<[number, string]> {
  const { error } = (await response.json()) as { error: { code: string; message: string; retry: boolean } };
  expect(error.message).not.toBe('');
  expect(typeof error.retry).toBe('boolean');
  return [response.status, error.code];
}

test('W10: a session is made, named and renewed', async () => {
  await using it = await world();
  const first = await json<TestSession>(await it.post('/v1/session', { tenantId: 'demo' }));
  expect(first).toEqual({
    token: expect.any(String),
    actor: {
      id: expect.stringMatching(/^[\w-]{22}$/),
      kind: 'visitor',
      name: '',
      rights: expect.any(Object),
    },
    expiresAt: expect.any(Number),
  });
  const named = await it.post('/v1/session', {
    tenantId: 'demo',
    name: '  Ada \n Lovelace ',
    token: first.token,
  });
  expect(named.headers.get('cache-control')).toBe('no-store');
  expect((await json<TestSession>(named)).actor).toEqual({ ...first.actor, name: 'Ada Lovelace' });
  const stranger = await json<TestSession>(
    await it.post('/v1/session', { tenantId: 'demo', token: 'broken' }),
  );
  expect(stranger.actor.id).not.toBe(first.actor.id);
});

test.each([
  ['not JSON', '{', 400, 'invalid-input'],
  ['no tenant', {}, 400, 'invalid-input'],
  ['a name of spaces', { tenantId: 'demo', name: ' ' }, 400, 'invalid-input'],
  ['a name that is too long', { tenantId: 'demo', name: 'x'.repeat(81) }, 400, 'invalid-input'],
  ['an unknown tenant', { tenantId: 'nobody' }, 404, 'invalid-tenant'],
  ['too much', { tenantId: 'demo', name: 'x'.repeat(66_000) }, 413, 'too-large'],
] as const)('F1: no session for %s', async (_name, body, status, refusal) => {
  await using it = await world();
  expect(await code(await it.post('/v1/session', body))).toEqual([status, refusal]);
});

test('W9: an operation over HTTP is answered like an ack, and a repeat gets the same answer', async () => {
  await using it = await world();
  const body = { urlId: 'picture', operation: create() };
  const answer = await (await it.post(OPERATIONS, body, it.token)).json();
  expect(answer).toEqual({
    broadcastId: body.operation.broadcastId,
    epoch: 'test-epoch',
    seq: 1,
    at: expect.any(Number),
  });
  expect(await (await it.post(OPERATIONS, body, it.token)).json()).toEqual(answer);
});

test('F1: every refusal of an operation has its status and code, and nothing is stored', async () => {
  await using it = await world();
  const operation = create();
  const { token: other } = await it.server.session('Ben', 'other');
  const table: [unknown, string | undefined, number, string][] = [
    ['{', it.token, 400, 'invalid-input'],
    [{ urlId: 'picture' }, it.token, 400, 'invalid-input'],
    [{ urlId: '', operation }, it.token, 400, 'invalid-input'],
    [{ urlId: 'picture', operation: { ...operation, type: 'paint' } }, it.token, 400, 'unknown-type'],
    [{ urlId: 'picture', operation: { ...operation, x: 101 } }, it.token, 400, 'invalid-input'],
    [{ urlId: 'picture', operation: add('nowhere', ' ') }, it.token, 400, 'empty-comment'],
    [{ urlId: 'picture', operation: add('nowhere', 'x'.repeat(2001)) }, it.token, 400, 'comment-too-big'],
    [{ urlId: 'picture', operation: add('nowhere', 'x'.repeat(70_000)) }, it.token, 413, 'too-large'],
    [{ urlId: 'picture', operation: add('nowhere') }, it.token, 404, 'not-found'],
    [{ urlId: 'picture', operation }, undefined, 401, 'name-needed'],
    [{ urlId: 'picture', operation }, 'broken', 401, 'invalid-token'],
    [{ urlId: 'picture', operation }, other, 401, 'invalid-token'],
  ];
  for (const [body, token, status, refusal] of table) {
    const response = await it.post(OPERATIONS, body, token);
    expect(await code(response)).toEqual([status, refusal]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  }
  const elsewhere = await it.post('/v1/tenants/nobody/operations', { urlId: 'picture', operation }, it.token);
  expect(await code(elsewhere)).toEqual([404, 'invalid-tenant']);
  const basic = { method: 'GET', headers: { authorization: 'Basic YTpi' } };
  expect(await code(await it.ask(SNAPSHOT, basic))).toEqual([401, 'invalid-token']);
  expect((await it.server.storage.snapshot({ tenantId: 'demo', urlId: 'picture' })).cursor.seq).toBe(0);
});

test('F1: what is not ours to change is refused with not-allowed', async () => {
  await using it = await world();
  const operation = create();
  await it.post(OPERATIONS, { urlId: 'picture', operation }, it.token);
  const { token: ben } = await it.server.session('Ben');
  const remove = { type: 'delete-conversation', broadcastId: freshId(), id: operation.id };
  expect(await code(await it.post(OPERATIONS, { urlId: 'picture', operation: remove }, ben))).toEqual([
    403,
    'not-allowed',
  ]);
  expect(
    await code(
      await it.post(
        OPERATIONS,
        { urlId: 'picture', operation: { ...operation, broadcastId: freshId() } },
        ben,
      ),
    ),
  ).toEqual([409, 'id-taken']);
});

test('W9: a snapshot’s ETag is its cursor, and who has it gets a 304', async () => {
  await using it = await world();
  const empty = await it.ask(SNAPSHOT);
  expect(await empty.json()).toEqual({ epoch: 'test-epoch', seq: 0, conversations: [] });
  expect(empty.headers.get('etag')).toBe('"test-epoch.0"');
  expect(empty.headers.get('cache-control')).toBe('private, no-cache');
  expect(empty.headers.get('vary')).toContain('origin');

  const operation = create();
  await it.post(OPERATIONS, { urlId: 'picture', operation }, it.token);
  const tagged = (tag: string) => it.ask(SNAPSHOT, { headers: { 'if-none-match': tag } });
  const changed = await tagged('"test-epoch.0"');
  expect(changed.status).toBe(200);
  expect(await changed.json()).toMatchObject({ conversations: [{ id: operation.id, count: 1 }] });
  for (const tag of ['"test-epoch.1"', 'W/"test-epoch.1"', '"a", "test-epoch.1"', '*']) {
    const same = await tagged(tag);
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', '"test-epoch.1"']);
  }
});

test('N1, F1: a malformed urlId is refused, an unknown one is empty', async () => {
  await using it = await world();
  for (const query of ['', '?urlId=', '?urlId=%00', `?urlId=${'x'.repeat(4097)}`]) {
    expect(await code(await it.ask(`/v1/tenants/demo/snapshot${query}`))).toEqual([400, 'invalid-input']);
  }
  const odd = encodeURIComponent('https://a.test/?x=1&y=2#https://a.test/ü 100%.jpg');
  expect((await it.ask(`/v1/tenants/demo/snapshot?urlId=${odd}`)).status).toBe(200);
  expect(await code(await it.ask('/v1/tenants/nobody/snapshot?urlId=a'))).toEqual([404, 'invalid-tenant']);
  expect(await code(await it.ask('/v1/tenants/__proto__/snapshot?urlId=a'))).toEqual([404, 'invalid-tenant']);
  expect(await code(await it.ask('/v1/tenants/..%2Fdemo/snapshot?urlId=a'))).toEqual([404, 'invalid-tenant']);
});

test('W6: a thread is read page by page', async () => {
  await using it = await world();
  const operation = create();
  const { id } = operation;
  await it.post(OPERATIONS, { urlId: 'picture', operation }, it.token);
  for (let n = 0; n < 51; n++) {
    await it.post(OPERATIONS, { urlId: 'picture', operation: add(id, `comment ${n}`) }, it.token);
  }
  const path = `/v1/tenants/demo/threads/${id}?urlId=picture`;
  const page = await json<ThreadPage>(await it.ask(path));
  expect(page).toMatchObject({ id, epoch: 'test-epoch', seq: 52, earlier: true });
  expect(page.comments).toHaveLength(50);
  expect(page.comments.at(-1)).toMatchObject({ seq: 52, name: 'Ada', text: 'comment 50' });
  const before = await json<ThreadPage>(await it.ask(`${path}&before=${page.comments[0]?.seq}`));
  expect(before.comments.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(before.earlier).toBe(false);
  expect(await code(await it.ask(`${path}&before=x`))).toEqual([400, 'invalid-input']);
  expect(await code(await it.ask('/v1/tenants/demo/threads/nowhere?urlId=picture'))).toEqual([
    404,
    'not-found',
  ]);
  expect(await code(await it.ask('/v1/tenants/acme/threads/nowhere?urlId=picture'))).toEqual([
    404,
    'not-found',
  ]);
});

test('CORS: a preflight is answered, and content only for the tenant’s domains', async () => {
  await using it = await world();
  const preflight = await it.ask(OPERATIONS, { method: 'OPTIONS' }, 'https://anywhere.test');
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
  const path = '/v1/tenants/acme/snapshot?urlId=picture';
  for (const origin of ['https://www.example.com', 'http://localhost:3000', 'http://chat.test']) {
    const answer = await it.ask(path, {}, origin);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    expect(answer.headers.get('access-control-expose-headers')).toContain('etag');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  }
  for (const origin of ['https://evil.test', 'https://example.com.evil.test', 'null']) {
    const answer = await it.ask(path, {}, origin);
    expect(await code(answer)).toEqual([403, 'domain-unauthorized']);
    const session = await it.post('/v1/session', { tenantId: 'acme' }, undefined, origin);
    expect(await code(session)).toEqual([403, 'domain-unauthorized']);
  }
  expect((await it.ask(path)).headers.get('access-control-allow-origin')).toBeNull();
});

test('F1: what comes too fast is answered with 429 and Retry-After', async () => {
  await using server = await startTestServer({ limits: { operation: 6, session: 12, subscribe: 6 } });
  const { token } = await server.session('Ada');
  await server.session('Ben');
  const session = await server.post('/v1/session', { tenantId: 'demo' });
  const submit = () =>
    server.post(OPERATIONS, { urlId: 'picture', operation: create() }, { authorization: `Bearer ${token}` });
  expect((await submit()).status).toBe(200);
  const read = () => server.fetch(SNAPSHOT);
  expect((await read()).status).toBe(200);
  for (const response of [session, await submit(), await read()]) {
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await code(response)).toEqual([429, 'rate-limited']);
  }
  const metrics = await (await server.fetch('/metrics')).text();
  expect(metrics).toContain('imagechat_limited_total{limit="operation"} 1');
});

test('F1: when storage breaks, the answer is unavailable with how long to wait, and the log says why', async () => {
  await using server = await startTestServer();
  const { token } = await server.session('Ada');
  const broken = () => Promise.reject(new Error('disk I/O error'));
  Object.assign(server.storage, { snapshot: broken, submit: broken, heads: broken });
  expect(await code(await server.fetch(SNAPSHOT))).toEqual([503, 'unavailable']);
  const submitted = await server.post(
    OPERATIONS,
    { urlId: 'picture', operation: create() },
    { authorization: `Bearer ${token}` },
  );
  expect(submitted.headers.get('retry-after')).not.toBeNull();
  expect(await code(submitted)).toEqual([503, 'unavailable']);
  const ready = await server.fetch('/readyz');
  expect([ready.status, await ready.json()]).toEqual([
    503,
    { ready: false, reasons: ['Storage cannot be read; the log says why.'] },
  ]);
  expect(server.logged).toContain('error request-failed');
  expect(server.logged).toContain('error storage-unreadable');
  expect((await server.fetch('/healthz')).status).toBe(200);
});

test('W4: a body that hides its size, or is cut off, or is no UTF-8 is refused', async () => {
  await using it = await world();
  const stream = (chunks: Uint8Array[]) =>
    new ReadableStream({
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
    });
  const send = (chunks: Uint8Array[]) =>
    it.ask('/v1/session', { method: 'POST', body: stream(chunks), duplex: 'half' } as RequestInit);
  const tooMuch = Array.from({ length: 70 }, () => new Uint8Array(1024).fill(32));
  expect(await code(await send(tooMuch))).toEqual([413, 'too-large']);
  expect(await code(await send([new Uint8Array([0x22, 0xff, 0x22])]))).toEqual([400, 'invalid-input']);
  expect(await code(await send([new Uint8Array([0x22, 0xc3])]))).toEqual([400, 'invalid-input']);
  expect(await code(await send([]))).toEqual([400, 'invalid-input']);
});

test('F1: addresses that lead nowhere are JSON under /v1 and a page elsewhere', async () => {
  await using it = await world();
  for (const path of ['/v1', '/v1/', '/v1/nothing', '/v1/tenants/demo', '/v1/session']) {
    expect(await code(await it.ask(path))).toEqual([404, 'not-found']);
  }
  const page = await it.ask('/nothing');
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  expect(await page.text()).toContain('This address leads nowhere.');
});
