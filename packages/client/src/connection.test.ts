import { expect, test } from 'bun:test';
import { ANN, Dialogue, conversation } from './testing/dialogue.ts';

test('T1: opens no line before an image is watched, and closes it with 1000 after the last', () => {
  const it = new Dialogue();
  expect(it.client.connection.is).toBe('idle');
  expect(it.environment.sockets).toEqual([]);
  const image = it.watch();
  expect(it.client.connection.is).toBe('live');
  image.release();
  it.expects({ t: 'unsubscribe', i: 1 });
  expect(it.socket.closedWith).toBe(1000);
  expect(it.client.connection.is).toBe('idle');
  expect(it.environment.timers).toEqual([]);
});

test('the first frame is a hello with the stored token, never in an address', () => {
  const it = new Dialogue();
  it.environment.stored = 'tok';
  it.client.image('pic');
  it.socket.open();
  expect(it.expects({ t: 'hello' })).toEqual({ t: 'hello', v: 1, tenantId: 'demo', token: 'tok' });
});

test('without a token one may look', () => {
  const it = new Dialogue();
  it.client.image('pic');
  it.socket.open();
  expect(it.expects({ t: 'hello' })).toEqual({ t: 'hello', v: 1, tenantId: 'demo' });
});

test('the hello tells who one is and what time it is on the server', () => {
  const it = new Dialogue();
  expect(it.client.actor).toBeNull();
  it.client.image('pic');
  it.socket.open();
  it.says({ t: 'hello', v: 1, now: it.environment.now() + 7000, actor: ANN, aliveMs: 25_000 });
  expect(it.client.actor).toEqual(ANN);
  expect(it.client.serverNow()).toBe(it.environment.now() + 7000);
});

test('CONTRACT §1.6: a lost line comes back by itself, and the backoff starts anew after a live one', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  it.client.image('pic');
  it.socket.cut();
  expect(it.client.connection).toMatchObject({ is: 'waiting', attempt: 2 });
  await it.environment.advance(1000);
  expect(it.environment.sockets).toHaveLength(2);
  expect(it.client.connection).toMatchObject({ is: 'connecting', attempt: 2 });
  it.socket.cut();
  expect(it.client.connection).toMatchObject({ is: 'waiting', attempt: 3 });
  await it.environment.advance(2000);
  it.greets();
  it.shows([]);
  it.socket.cut();
  expect(it.client.connection).toMatchObject({ is: 'waiting', attempt: 1, offline: false });
  await it.environment.advance(500);
  expect(it.environment.sockets).toHaveLength(4);
});

test('a line that never answers the hello is given up', async () => {
  const it = new Dialogue();
  it.client.image('pic');
  it.socket.open();
  await it.environment.advance(10_000);
  expect(it.client.connection.is).toBe('waiting');
  expect(it.socket.isOver).toBe(true);
});

test.each([4500, 4501, 4502, 4503, 4504, 4999, 1009])('W5: close code %d is final', async (code) => {
  const it = new Dialogue();
  const image = it.watch();
  it.socket.cut(code);
  expect(it.client.connection.is).toBe('stopped');
  await it.environment.advance(100_000);
  expect(it.environment.sockets).toHaveLength(1);
  it.client.wake();
  expect(it.environment.sockets).toHaveLength(1);
  const { result } = image.createConversation({ x: 1, y: 1 }, 'Hello');
  expect((await result).ok).toBe(false);
});

test.each([1000, 1001, 1006, 1012, 4000, 4001, 4002, 4499])(
  'W5: close code %d means come back',
  async (code) => {
    const it = new Dialogue();
    it.watch();
    it.socket.cut(code);
    await it.environment.advance(500);
    expect(it.environment.sockets).toHaveLength(2);
  },
);

test('a server that is busy is not asked ever faster: the backoff goes on', () => {
  const it = new Dialogue();
  it.watch();
  it.socket.cut(4003);
  expect(it.client.connection).toMatchObject({ is: 'waiting', attempt: 2 });
});

test('F1: a hello refused for good stops; one refused for now waits as long as it says', async () => {
  const final = new Dialogue();
  final.client.image('pic');
  final.socket.open();
  const error = { code: 'domain-unauthorized', message: 'No.', retry: false } as const;
  final.says({ t: 'refused', error });
  expect(final.client.connection).toMatchObject({ is: 'stopped', refusal: error });

  const later = new Dialogue();
  later.client.image('pic');
  later.socket.open();
  later.says({ t: 'refused', error: { code: 'unavailable', message: '', retry: true, retryAfterMs: 9000 } });
  await later.environment.advance(8999);
  expect(later.environment.sockets).toHaveLength(1);
  await later.environment.advance(1);
  expect(later.environment.sockets).toHaveLength(2);
});

test('a token that ran out is renewed over HTTP before the line opens again', async () => {
  const it = new Dialogue();
  it.environment.stored = 'old';
  it.watch();
  it.socket.cut(4010);
  const request = await it.expectsRequest('POST', '/v1/session');
  expect(request.body).toEqual({ tenantId: 'demo', token: 'old' });
  expect(it.environment.sockets).toHaveLength(1);
  request.answers(200, { token: 'new', actor: ANN, expiresAt: 1 });
  await it.environment.advance(0);
  it.socket.open();
  it.expects({ t: 'hello', token: 'new' });
  expect(it.environment.stored).toBe('new');
});

test('a renewed token that is refused again waits instead of going round in circles', async () => {
  const it = new Dialogue();
  it.environment.stored = 'old';
  it.client.image('pic');
  it.socket.open();
  const error = { code: 'invalid-token', message: '', retry: false } as const;
  it.says({ t: 'refused', error });
  (await it.expectsRequest('POST', '/v1/session')).answers(200, { token: 'new', actor: ANN, expiresAt: 1 });
  await it.environment.advance(0);
  it.socket.open();
  it.says({ t: 'refused', error });
  expect(it.client.connection.is).toBe('waiting');
});

test('a token nobody renews any more: one goes on looking without one', async () => {
  const it = new Dialogue();
  it.environment.stored = 'old';
  it.client.image('pic');
  it.socket.cut(4010);
  (await it.expectsRequest('POST', '/v1/session')).answers(401, {
    error: { code: 'invalid-token', message: '', retry: false },
  });
  await it.environment.advance(0);
  it.socket.open();
  expect(it.expects({ t: 'hello' }).token).toBeUndefined();
});

test('T1: one timer, at least 20 s apart; alive every 25 s of silence', async () => {
  const it = new Dialogue();
  it.watch();
  for (let round = 0; round < 20; round++) {
    expect(it.environment.timers).toEqual([25_000]);
    await it.environment.advance(25_000);
    it.expects({ t: 'alive' });
    it.expectsNothing();
    it.says({ t: 'alive' });
  }
  expect(it.client.connection.is).toBe('live');
});

test('T1: alive is said every 25 s, whatever else is heard and said', async () => {
  const it = new Dialogue();
  it.watch();
  const asked: number[] = [];
  for (let second = 1; second <= 100; second++) {
    await it.environment.advance(1000);
    if (it.socket.unread.splice(0).some((frame) => frame.includes('alive'))) asked.push(second);
    it.says({ t: 'events', i: 1, e: [] });
  }
  expect(asked).toEqual([25, 50, 75, 100]);
});

test('T1: a line that is silent for aliveMs + 10 s is given up', async () => {
  const it = new Dialogue();
  it.watch();
  await it.environment.advance(34_999);
  expect(it.client.connection.is).toBe('live');
  await it.environment.advance(1);
  expect(it.client.connection.is).not.toBe('live');
  expect(it.environment.sockets[0]?.isOver).toBe(true);
});

test('T1: a page whose timers sleep is still heard: a frame received reminds it', async () => {
  const it = new Dialogue();
  it.watch();
  const { now } = it.environment;
  it.environment.now = () => now.call(it.environment) + 40_000;
  it.expectsNothing();
  it.says({ t: 'events', i: 1, e: [] });
  it.expects({ t: 'alive' });
  it.says({ t: 'events', i: 1, e: [] });
  it.expectsNothing();
});

test('wake: a waiting line connects at once', () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  it.watch();
  it.socket.cut();
  it.client.wake();
  expect(it.client.connection.is).toBe('connecting');
  expect(it.environment.sockets).toHaveLength(2);
});

test('wake: a live line is asked and has 2 s to say anything', async () => {
  const it = new Dialogue();
  it.watch();
  it.client.wake();
  it.expects({ t: 'alive' });
  it.expectsNothing();
  await it.environment.advance(1999);
  it.says({ t: 'events', i: 1, e: [] });
  await it.environment.advance(10_000);
  expect(it.environment.sockets).toHaveLength(1);
  it.client.wake();
  await it.environment.advance(2000);
  expect(it.client.connection.is).toBe('connecting');
  expect(it.environment.sockets).toHaveLength(2);
});

test('wake: after a sleep longer than the watchdog allows nothing is asked, the line is replaced', async () => {
  const it = new Dialogue();
  it.watch();
  const { now } = it.environment;
  it.environment.now = () => now.call(it.environment) + 3_600_000;
  it.client.wake();
  expect(it.environment.sockets).toHaveLength(2);
});

test.each([
  'not json',
  '7',
  'null',
  '{"i":1}',
  '{"t":"events","i":1}',
  '{"t":"events","i":1,"e":[null]}',
  '{"t":"reset","i":1}',
])('a malformed frame %s ends the line, not the client', async (frame) => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  it.socket.receive(frame);
  expect(it.client.connection.is).toBe('waiting');
  await it.environment.advance(1000);
  it.greets();
  it.shows([conversation('c1')]);
  expect(image.view.conversations.size).toBe(1);
});

test('W7: frames of an unknown type are ignored', () => {
  const it = new Dialogue();
  it.watch();
  it.socket.receive('{"t":"presence","who":[1]}');
  expect(it.client.connection.is).toBe('live');
});

test('close ends everything', async () => {
  const it = new Dialogue();
  const image = it.watch();
  const { result } = image.createConversation({ x: 1, y: 2 }, 'Hello');
  it.client.close();
  expect(await result).toMatchObject({ ok: false });
  expect(it.client.connection.is).toBe('idle');
  expect(it.environment.timers).toEqual([]);
});

test('a frame that is none ends the line and is no bug of ours; what a frame makes us throw ends it and is surfaced', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 0;
  it.watch();
  for (const nonsense of ['<html>', '7', 'null', '{}']) {
    it.socket.receive(nonsense);
    expect(it.client.connection.is).toBe('waiting');
    await it.environment.advance(0);
    it.greets();
    it.shows([]);
  }
  expect(it.environment.failures).toEqual([]);
  it.socket.receive('{"t":"events","i":1}');
  expect(it.client.connection.is).toBe('waiting');
  expect(it.environment.failures).toEqual([expect.any(TypeError)]);
});
