import { expect, test } from 'bun:test';
import { Blocked, event, theirs } from '../testing/blocked-dialogue.ts';
import { ANN, conversation } from '../testing/dialogue.ts';

const OPERATIONS = '/v1/tenants/demo/operations';

test('W11: a hidden page lets go of its stream, stays live, and catches up when it is seen again', async () => {
  const it = new Blocked();
  const image = await it.watchStream(conversation('c1'));
  const count = it.world.streams.length;
  it.world.show(false);
  expect(it.stream.isOver).toBe(true);
  await it.world.advance(300_000);
  expect(it.world.streams).toHaveLength(count);
  expect(it.client.connection.is).toBe('live');
  it.world.show(true);
  it.client.wake();
  await it.world.advance(0);
  expect(it.world.streams).toHaveLength(count + 1);
  it.hello();
  it.stream.says({ t: 'subscribed', ref: 1, i: 9, epoch: 'e1', seq: 11, events: [theirs(11)] });
  expect(image.view.conversations.get('c1')?.count).toBe(2);
  await it.world.advance(10_000);
  expect(it.client.connection.is).toBe('live');
});

test('W11: a page opened in the background takes a glimpse and lets go', async () => {
  const it = new Blocked();
  it.world.show(false);
  const image = await it.watchStream(conversation('c1'));
  await it.world.advance(3000);
  expect(it.stream.isOver).toBe(true);
  expect(image.view.status).toBe('ready');
  expect(it.client.connection.is).toBe('live');
});

test('T1, W11: a silent stream is asked for again, and given up when nothing answers', async () => {
  const it = new Blocked();
  await it.watchStream();
  const count = it.world.streams.length;
  for (let beats = 0; beats < 8; beats++) {
    await it.world.advance(15_000);
    it.stream.says({ t: 'alive' });
  }
  expect(it.world.streams).toHaveLength(count);
  await it.world.advance(20_000);
  expect(it.world.streams).toHaveLength(count + 1);
  expect(it.client.connection.is).toBe('live');
  await it.world.advance(9999);
  expect(it.client.connection.is).toBe('live');
  await it.world.advance(1);
  expect(it.client.connection.is).not.toBe('live');
});

test('T1, W11: after a sleep the stream is asked for again within the 2 s of a wake', async () => {
  const it = new Blocked();
  await it.watchStream();
  const count = it.world.streams.length;
  const { now } = it.world;
  it.world.now = () => now.call(it.world) + 30_000;
  it.client.wake();
  await it.world.advance(0);
  expect(it.world.streams).toHaveLength(count + 1);
  await it.syncs();
  await it.world.advance(3000);
  expect(it.client.connection.is).toBe('live');
});

test('W11: on the stream a socket is tried at once, after a minute, and ever more rarely', async () => {
  const it = new Blocked();
  await it.watchStream();
  const start = it.world.now();
  const tried: number[] = [];
  let sockets = it.world.sockets.length;
  expect(sockets).toBe(3);
  for (let second = 5; second <= 3600; second += 5) {
    await it.world.advance(5000);
    if (!it.stream.isOver) it.stream.says({ t: 'alive' });
    if (it.world.sockets.length > sockets) tried.push(Math.round((it.world.now() - start) / 60_000));
    sockets = it.world.sockets.length;
    it.socket.cut();
  }
  expect(tried).toEqual([1, 3, 8, 16, 26, 36, 46, 56]);
  it.client.wake();
  expect(it.world.sockets).toHaveLength(sockets + 1);
});

test('W11: a socket that says hello takes over without a flicker, a loss or a double', async () => {
  const it = new Blocked();
  const image = await it.watchStream(conversation('c1'));
  const before = image.view;
  const states: string[] = [];
  it.client.subscribe(() => states.push(it.client.connection.is));
  const pending = image.addComment('c1', 'Mine');
  const { stream } = it;
  const hanging = await it.expectsRequest('POST', OPERATIONS);
  it.socket.open();
  it.expects({ t: 'hello' });
  it.stream.says({ t: 'events', i: it.number, e: [theirs(11)] });
  expect(stream.isOver).toBe(false);
  it.says({ t: 'hello', v: 1, now: it.world.now(), actor: ANN, aliveMs: 25_000 });
  expect(stream.isOver).toBe(true);
  expect(it.client.connection).toMatchObject({ is: 'live', carrier: 'socket' });
  expect(new Set(states)).toEqual(new Set(['live']));
  const { ref } = it.expects({ t: 'subscribe', cursor: { epoch: 'e1', seq: 11 } });
  it.says({ t: 'subscribed', ref, i: 1, epoch: 'e1', seq: 12, events: [theirs(12)] });
  const submitted = it.expectsSubmit('add-comment');
  it.says({ t: 'events', i: 1, e: [event(submitted, 13)] });
  it.acks(submitted, 13);
  hanging.fails();
  expect((await pending.result).ok).toBe(true);
  expect(image.view.conversations.get('c1')?.count).toBe(4);
  expect(before.status).toBe('ready');
  await it.world.advance(20_000);
  expect(it.client.connection).toMatchObject({ is: 'live', carrier: 'socket' });
});

test('W11: a socket tried that speaks nonsense, refuses or says nothing leaves the stream alone', async () => {
  const it = new Blocked();
  await it.watchStream();
  it.socket.open();
  it.socket.receive('nonsense');
  expect(it.socket.isOver).toBe(true);
  it.client.wake();
  it.socket.open();
  it.says({ t: 'refused', error: { code: 'banned', message: '', retry: false } });
  it.socket.cut(4503);
  it.client.wake();
  const silent = it.socket;
  it.client.wake();
  expect(silent.isOver).toBe(true);
  expect(it.client.connection).toMatchObject({ is: 'live', carrier: 'stream' });
});

test('W11, W10: a new token that is refused leaves who spoke before to speak on', async () => {
  const it = new Blocked();
  it.world.stored = 'old';
  await it.watchStream(conversation('c1'));
  const named = it.client.setName('Ann');
  (await it.expectsRequest('POST', '/v1/session')).answers(200, { token: 'new', actor: ANN, expiresAt: 1 });
  await named;
  await it.world.advance(0);
  expect(it.stream.body.hello.token).toBe('new');
  const { stream } = it;
  it.world.stored = 'old';
  stream.ends({ error: { code: 'unavailable', message: 'Later.', retry: true } });
  expect(it.client.connection.is).toBe('connecting');
  await it.world.advance(0);
  expect(it.stream.body.hello.token).toBe('old');
  await it.syncs();
  expect(it.client.connection).toMatchObject({ is: 'live', carrier: 'stream' });
});
