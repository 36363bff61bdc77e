import { afterAll, expect, test } from 'bun:test';
import { add, create, freshId } from '@imagechat/core/testing/builders';
import type { RefusalCode } from '@imagechat/protocol/refusal';
import { type TestServer, startTestServer } from '../testing/start-test-server.ts';
import { type WsDialogue, wsConnect } from '../testing/ws-dialogue.ts';

const server: TestServer = await startTestServer({ settings: { badFrames: 1000 } });
afterAll(() => server[Symbol.asyncDispose]());

const IMAGE = { tenantId: 'demo', urlId: 'picture' };
const KB = 1024;

/** A frame of exactly this many bytes, valid but for its size. */
function frameOf(bytes: number): string {
  const frame = (pad: string) => JSON.stringify({ t: 'alive', pad });
  return frame('x'.repeat(bytes - frame('').length));
}

/** What may be wrong with a submit on subscription `i`. */
function submits(i: number): [string, unknown, RefusalCode][] {
  const submit = (operation: unknown) => ({ t: 'submit', i, operation });
  const operation = create();
  const without = (field: string) => ({ ...operation, [field]: undefined });
  const at = (x: unknown, y: unknown = 50) => submit({ ...create(), x, y });
  const says = (text: unknown) => submit(create({ comment: { id: freshId(), text: text as string } }));
  return [
    ['an unknown operation', submit({ ...create(), type: 'paint-conversation' }), 'unknown-type'],
    ['no operation', { t: 'submit', i }, 'invalid-input'],
    ['an operation that is a list', submit([]), 'invalid-input'],
    ['x as text', at('10'), 'invalid-input'],
    ['x as null, which is what JSON makes of NaN', at(Number.NaN), 'invalid-input'],
    ['x below 0', at(-0.0001), 'invalid-input'],
    ['x above 100', at(100.0001), 'invalid-input'],
    ['y above 100', at(50, 1e300), 'invalid-input'],
    ['no y', submit(without('y')), 'invalid-input'],
    ['no id', submit(without('id')), 'invalid-input'],
    ['an id with a slash', submit(create({ id: '../acme' })), 'invalid-input'],
    ['an id of 65 characters', submit(create({ id: 'x'.repeat(65) })), 'invalid-input'],
    ['no broadcastId', submit(without('broadcastId')), 'invalid-input'],
    ['a broadcastId that is no UUID', submit(create({ broadcastId: 'mine' })), 'invalid-input'],
    ['a comment without text', says(undefined), 'invalid-input'],
    ['a comment of spaces', says(' \n\t '), 'empty-comment'],
    ['a comment of 2001 characters', says('x'.repeat(2001)), 'comment-too-big'],
    ['a conversation that never was', submit(add('nowhere')), 'not-found'],
    ['an image nobody subscribed to', { t: 'submit', i: 999, operation: create() }, 'not-subscribed'],
  ];
}

/** What may be wrong with a frame. */
const FRAMES: readonly [string, unknown, RefusalCode][] = [
  ['not JSON', '{"t":', 'invalid-input'],
  ['nothing', '', 'invalid-input'],
  ['NaN', '{"t":"submit","i":NaN}', 'invalid-input'],
  ['a number', '7', 'invalid-input'],
  ['null', 'null', 'invalid-input'],
  ['a list', '[{"t":"alive"}]', 'invalid-input'],
  ['an unknown frame', { t: 'dance' }, 'unknown-type'],
  ['a frame without a type', {}, 'invalid-input'],
  ['a type that is no text', { t: 1 }, 'invalid-input'],
  ['a prototype', '{"__proto__":{"t":"alive"}}', 'invalid-input'],
  ['deep nesting', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'invalid-input'],
  ['bytes', new TextEncoder().encode('{"t":"alive"}'), 'invalid-input'],
  ['a second hello', { t: 'hello', v: 1, tenantId: 'demo' }, 'invalid-input'],
  ['a frame of 65 kB', frameOf(65 * KB), 'too-large'],
  ['one byte over 64 kB', frameOf(64 * KB + 1), 'too-large'],
  ['64 kB and a bit in a third as many characters', `{"t":"${'€'.repeat(22_000)}"}`, 'too-large'],
  ['128 kB', frameOf(128 * KB), 'too-large'],
  ['an empty urlId', { t: 'subscribe', ref: 7, urlId: '' }, 'invalid-input'],
  ['a urlId with a control character', { t: 'subscribe', ref: 7, urlId: 'a\u0000b' }, 'invalid-input'],
  ['a urlId of half a character', '{"t":"subscribe","ref":7,"urlId":"\\ud800"}', 'invalid-input'],
  ['a urlId that is too long', { t: 'subscribe', ref: 7, urlId: 'x'.repeat(4097) }, 'invalid-input'],
  ['a urlId that is a number', { t: 'subscribe', ref: 7, urlId: 7 }, 'invalid-input'],
  [
    'a cursor with half a seq',
    { t: 'subscribe', ref: 7, urlId: 'a', cursor: { epoch: 'e', seq: 0.5 } },
    'invalid-input',
  ],
  ['a thread that never was', { t: 'thread', ref: 7, i: 1, id: 'nowhere' }, 'not-found'],
  ['somebody else’s token', { t: 'identify', ref: 7, token: 'a.b.c' }, 'invalid-token'],
];

async function refusesAndLives(client: WsDialogue, frame: unknown, code: RefusalCode): Promise<void> {
  const before = await server.storage.snapshot(IMAGE);
  client.says(frame as string);
  const refused = await client.next('refused');
  expect(refused.error.code).toBe(code);
  expect(refused.error.message).not.toBe('');
  await client.isAlive();
  expect(await server.storage.snapshot(IMAGE)).toEqual(before);
}

test.each([...FRAMES])(
  'W2, W4, F1: %s is refused, and the connection lives on',
  async (_name, frame, code) => {
    using client = await server.join('Ada');
    const { i } = await client.watches(IMAGE.urlId);
    expect(i).toBeGreaterThan(0);
    const placed = typeof frame === 'object' && frame !== null && 'i' in frame ? { ...frame, i } : frame;
    await refusesAndLives(client, placed, code);
  },
);

test('F1, N1: every malformed operation is refused with its code and nothing is stored', async () => {
  using client = await server.join('Ada');
  const { i } = await client.watches(IMAGE.urlId);
  for (const [, frame, code] of submits(i)) await refusesAndLives(client, JSON.stringify(frame), code);
});

test('W4: exactly 64 kB are read', async () => {
  using client = await server.join('Ada');
  client.says(frameOf(64 * KB));
  await client.next('alive');
});

test('W4: a frame beyond 128 kB closes the connection with 1009, which says why, and nobody else notices', async () => {
  using client = await server.join('Ada');
  using other = await server.join('Ben');
  client.says(frameOf(128 * KB + 1));
  const { code, reason } = await client.closed;
  expect(code).toBe(1009);
  expect(reason).not.toBe('');
  await other.isAlive();
});

test('F1: a conversation that is gone is refused with not-found', async () => {
  using client = await server.join('Ada');
  const { i } = await client.watches('gone');
  const made = create();
  await client.submits(i, made);
  await client.next('events');
  const { id } = made;
  await client.submits(i, { type: 'delete-conversation', broadcastId: freshId(), id });
  await client.next('events');
  client.says({ t: 'submit', i, operation: add(id) });
  expect((await client.next('refused')).error.code).toBe('not-found');
  await client.isAlive();
});

test('A1: what the server owns is ignored when a client writes it', async () => {
  using client = await server.join('Ada');
  const { i } = await client.watches('owned');
  const operation = { ...create(), by: 'eve', name: 'Eve', at: 1, seq: 99, count: 7, createdAt: 1 };
  client.says(JSON.stringify({ t: 'submit', i, operation, by: 'eve' }));
  expect(await client.hears('ack')).toMatchObject({ seq: 1 });
  const { e } = await client.next('events');
  expect(e).toEqual([
    expect.objectContaining({ seq: 1, name: 'Ada', by: expect.stringMatching(/^[\w-]{22}$/) }),
  ]);
});

test.each([
  ['an unknown tenant', 'nobody', undefined, 'invalid-tenant', 4502],
  ['a tenant like a path', '../demo', undefined, 'invalid-input', undefined],
  ['a foreign page', 'acme', 'https://evil.test', 'domain-unauthorized', 4501],
  [
    'a page whose domain only looks right',
    'acme',
    'https://example.com.evil.test',
    'domain-unauthorized',
    4501,
  ],
  ['a page without an origin of its own', 'acme', 'null', 'domain-unauthorized', 4501],
] as const)('W1: %s is told why and let go', async (_name, tenantId, origin, code, close) => {
  using client = await server.connect(origin);
  client.says({ t: 'hello', v: 1, tenantId });
  expect((await client.next('refused')).error.code).toBe(code);
  if (close !== undefined) expect((await client.closed).code).toBe(close);
});

test('W1: pages of the tenant’s domains, of localhost and of the server itself may connect', async () => {
  for (const origin of ['https://www.example.com', 'http://localhost:5173', server.origin]) {
    using client = await server.connect(origin);
    expect(await client.hello('acme')).toMatchObject({ actor: { id: '', name: '', kind: 'visitor' } });
  }
});

test('W10: without a name one may look, and is asked for a name before writing', async () => {
  using client = await server.connect();
  await client.hello();
  const { i } = await client.watches(IMAGE.urlId);
  const operation = create();
  client.says({ t: 'submit', i, operation });
  const refused = await client.next('refused');
  expect(refused).toMatchObject({ broadcastId: operation.broadcastId, error: { code: 'name-needed' } });
  const { token, actor } = await server.session('Ada');
  client.says({ t: 'identify', ref: 5, token });
  expect(await client.next('identified')).toMatchObject({ ref: 5, actor });
  expect((await client.submits(i, operation)).broadcastId).toBe(operation.broadcastId);
});

test('W10: a token for another origin or tenant opens nothing', async () => {
  const { token } = await server.session('Ada', 'acme', 'https://example.com');
  for (const [tenantId, origin] of [
    ['acme', 'https://blog.example.com'],
    ['demo', 'http://localhost'],
  ] as const) {
    using client = await server.connect(origin);
    client.says({ t: 'hello', v: 1, tenantId, token });
    expect((await client.next('refused')).error.code).toBe('invalid-token');
    expect((await client.closed).code).toBe(4010);
  }
});

test('F1: too many handshakes from one address are told to come back later', async () => {
  await using strict = await startTestServer({ limits: { handshake: 6 } });
  using first = await strict.connect();
  await first.hello();
  expect(wsConnect(`ws://127.0.0.1:${strict.port}/v1/live`)).rejects.toThrow();
  const refused = await strict.fetch('/v1/live', {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': btoa('0123456789abcdef'),
    },
  });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ error: { code: 'rate-limited', retry: true } });
  await first.isAlive();
});

test('F1: who arrives in a storm is let in, told when to come back, and asked to go', async () => {
  await using strict = await startTestServer({ limits: { arrival: 6 } });
  using first = await strict.connect();
  await first.hello();
  using late = await strict.connect();
  const { error } = await late.next('refused');
  expect(error).toMatchObject({ code: 'rate-limited', retry: true });
  expect(error.retryAfterMs).toBeGreaterThan(0);
  expect((await late.closed).code).toBe(4003);
  await first.isAlive();
});

test('F1: too many operations of one actor are refused with how long to wait, the connection lives on', async () => {
  await using strict = await startTestServer({ limits: { operation: 12 } });
  using client = await strict.join('Ada');
  const { i } = await client.watches('fast');
  await client.submits(i, create());
  await client.submits(i, create());
  client.says({ t: 'submit', i, operation: create() });
  const { error } = await client.hears('refused');
  expect(error).toMatchObject({ code: 'rate-limited', retry: true });
  expect(error.retryAfterMs).toBeGreaterThan(0);
  client.says({ t: 'alive' });
  await client.hears('alive');
});

test('F1: a frame that is too large to be read counts with its bytes, however many small ones come between', async () => {
  await using strict = await startTestServer({ limits: { 'connection-bytes': 6 * 100 * KB } });
  using client = await strict.join('Ada');
  const codes: string[] = [];
  for (let at = 0; at < 3; at++) {
    client.says(frameOf(65 * KB));
    codes.push((await client.hears('refused')).error.code);
    client.says({ t: 'alive' });
    await client.hears('alive');
  }
  expect(codes).toEqual(['too-large', 'rate-limited', 'rate-limited']);
});
