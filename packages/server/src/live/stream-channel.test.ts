import { expect, test } from 'bun:test';
import { create } from '@imagechat/core/testing/builders';
import { type TestServer, startTestServer } from '../testing/start-test-server.ts';
import { StreamDialogue, streamBodyOf } from '../testing/stream-dialogue.ts';

const PICTURE = { t: 'subscribe', ref: 7, urlId: 'picture' } as const;

async function refusedWith({ response }: StreamDialogue): Promise<[number, string]> {
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
}

/** Resolves when the server holds this many sessions; `ben` asks, so that time passes. */
async function sessionsAre(server: TestServer, count: number): Promise<void> {
  using ben = await server.join('Ben');
  while (server.composition.hub.stats().sessions !== count + 1) await ben.isAlive();
}

test('W11, O3: a stream brings the very frames of a socket, one a message', async () => {
  await using server = await startTestServer();
  const { token } = await server.session('Ada');
  using ada = await StreamDialogue.open(server.origin, { token, subscribe: [PICTURE] });
  using ben = await server.join('Ben');
  expect(ada.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(ada.response.headers.get('cache-control')).toBe('no-store, no-transform');
  expect((await ada.next('hello')).actor.name).toBe('Ada');
  const { i } = await ben.watches('picture');
  expect(await ada.next('subscribed')).toEqual({
    t: 'subscribed',
    ref: 7,
    i,
    epoch: 'test-epoch',
    seq: 0,
    conversations: [],
  });
  await ben.submits(i, create({ comment: { id: 'c1', text: 'ğ 🎈\nand more' } }));
  const seen = await ben.next('events');
  expect(await ada.frame()).toBe(JSON.stringify(seen));
});

test('W11, P1: who says in a subscribe that they are here is told of others, and others of them', async () => {
  await using server = await startTestServer();
  const { token } = await server.session('Ada');
  using ada = await StreamDialogue.open(server.origin, { token, subscribe: [{ ...PICTURE, here: true }] });
  await ada.next('hello');
  await ada.next('subscribed');
  using ben = await server.join('Ben');
  const { i } = await ben.watches('picture');
  ben.says({ t: 'presence', i, typing: null });
  const both = { viewers: 2, people: [{ name: 'Ada' }, { name: 'Ben' }] };
  expect(await ben.next('presence')).toMatchObject(both);
  while (true) {
    const { viewers, people } = await ada.next('presence');
    if (people.length < 2) continue;
    expect({ viewers, people }).toMatchObject(both);
    return;
  }
});

test('W11, R1: who comes back with a cursor gets exactly what was missed, perhaps nothing', async () => {
  await using server = await startTestServer();
  using ben = await server.join('Ben');
  const { i } = await ben.watches('picture');
  const { epoch, seq } = await ben.submits(i, create());
  const missed = await ben.submits(i, create());
  const subscribe = [{ ...PICTURE, cursor: { epoch, seq } }];
  using ada = await StreamDialogue.open(server.origin, { subscribe });
  await ada.next('hello');
  const answer = await ada.next('subscribed');
  expect(answer.events?.map((event) => event.seq)).toEqual([missed.seq]);
  const { seq: top } = answer;
  using again = await StreamDialogue.open(server.origin, {
    subscribe: [{ ...PICTURE, cursor: { epoch, seq: top } }],
  });
  await again.next('hello');
  expect((await again.next('subscribed')).events).toEqual([]);
});

test('W11: what a stream cannot begin with is answered as HTTP has it', async () => {
  await using server = await startTestServer();
  const cases = [
    [{ tenantId: 'nobody' }, [404, 'invalid-tenant']],
    [{ token: 'nonsense' }, [401, 'invalid-token']],
    [{ tenantId: 'acme', origin: 'https://evil.example' }, [403, 'domain-unauthorized']],
  ] as const;
  for (const [asked, answer] of cases) {
    using stream = await StreamDialogue.open(server.origin, asked);
    expect(await refusedWith(stream)).toEqual([...answer]);
  }
  using invited = await StreamDialogue.open(server.origin, {
    tenantId: 'acme',
    origin: 'https://example.com',
  });
  expect(invited.response.headers.get('access-control-allow-origin')).toBe('https://example.com');
  await invited.next('hello');
  const body = streamBodyOf({});
  const old = await server.post('/v1/stream', { ...body, hello: { ...body.hello, v: 99 } });
  expect([old.status, await old.json()]).toMatchObject([400, { error: { code: 'unknown-type' } }]);
  for (const wrong of ['{', '[]', { hello: body.hello }, { ...body, subscribe: [{ t: 'submit' }] }]) {
    const answer = await server.fetch('/v1/stream', {
      method: 'POST',
      body: typeof wrong === 'string' ? wrong : JSON.stringify(wrong),
    });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { retry: false } }]);
  }
  expect((await server.fetch('/v1/stream')).status).toBe(404);
  await sessionsAre(server, 1);
});

test('W11, T1: a reader that goes away leaves nothing behind', async () => {
  await using server = await startTestServer();
  const ada = await StreamDialogue.open(server.origin, { subscribe: [PICTURE] });
  await ada.next('hello');
  await ada.next('subscribed');
  expect(server.composition.hub.stats()).toMatchObject({ sessions: 1, watchedImages: 1 });
  ada[Symbol.dispose]();
  await sessionsAre(server, 0);
  expect(server.composition.hub.stats().watchedImages).toBe(0);
});

test('W11, T1: a quiet stream says alive, and ends when its time is over, to be asked for again', async () => {
  await using server = await startTestServer();
  using ada = await StreamDialogue.open(server.origin, { subscribe: [PICTURE] });
  await ada.next('hello');
  await ada.next('subscribed');
  const { streams } = server.composition;
  const start = Date.now();
  streams.pulse(start + 5000);
  streams.pulse(start + 10_000);
  expect(await ada.next('alive')).toEqual({ t: 'alive' });
  streams.pulse(start + 500_000);
  expect(await ada.block()).toBeUndefined();
  await sessionsAre(server, 0);
});

test('W11, W5: the server says with which code it ends a stream, and a server that stops takes no new one', async () => {
  await using server = await startTestServer();
  using ada = await StreamDialogue.open(server.origin, { subscribe: [PICTURE] });
  await ada.next('hello');
  await ada.next('subscribed');
  server.composition.drain();
  using late = await StreamDialogue.open(server.origin, {});
  expect(await refusedWith(late)).toEqual([503, 'unavailable']);
  await server.composition.hub.close();
  expect(await ada.block()).toBe('event: close\ndata: {"code":4000,"reason":"the server is restarting"}');
  expect(await ada.block()).toBeUndefined();
});

test('W11, T1: a stream whose reader takes what comes is not mute, however little it says', async () => {
  await using server = await startTestServer({ settings: { pulseMs: 5, pingMs: 10, idleMs: 100 } });
  using ada = await StreamDialogue.open(server.origin, { subscribe: [PICTURE] });
  await ada.next('hello');
  await ada.next('subscribed');
  using ben = await server.join('Ben');
  const { i } = await ben.watches('picture');
  const start = Date.now();
  while (Date.now() < start + 400) await ben.isAlive();
  await ben.submits(i, create());
  await ada.next('events');
});

test('W11, M1: what goes over a stream is counted like what goes over a socket', async () => {
  await using server = await startTestServer();
  const counted = async (): Promise<readonly number[]> => {
    const text = await (await server.fetch('/metrics')).text();
    return ['messages', 'bytes'].map((what) =>
      Number(new RegExp(`^imagechat_${what}_sent_total (\\d+)$`, 'm').exec(text)?.[1]),
    );
  };
  using ben = await server.join('Ben');
  const { i } = await ben.watches('picture');
  const before = await counted();
  await ben.submits(i, create());
  await ben.next('events');
  const one = await counted();
  using ada = await StreamDialogue.open(server.origin, { subscribe: [PICTURE] });
  await ada.next('hello');
  await ada.next('subscribed');
  const joined = await counted();
  await ben.submits(i, create());
  const frame = await ada.frame();
  const two = await counted();
  const messages = (two[0] ?? 0) - (joined[0] ?? 0);
  expect([(one[0] ?? 0) - (before[0] ?? 0), messages]).toEqual([1, 2]);
  expect((two[1] ?? 0) - (joined[1] ?? 0)).toBeGreaterThanOrEqual(2 * frame.length);
});
