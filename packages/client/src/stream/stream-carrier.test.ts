import { expect, test } from 'bun:test';
import type { Operation } from '@imagechat/protocol/catalog';
import { openPresence } from '../presence.ts';
import { Blocked, event, theirs } from '../testing/blocked-dialogue.ts';
import { ANN, Dialogue, conversation } from '../testing/dialogue.ts';
import { settle } from '../testing/fake-environment.ts';
import { openThread } from '../thread.ts';

const OPERATIONS = '/v1/tenants/demo/operations';

test('W11: after two sockets that bring no hello it asks for a stream, with the token in the body', async () => {
  const it = new Blocked();
  it.world.stored = 'tok';
  it.client.image('pic');
  it.socket.cut();
  await it.world.advance(0);
  expect(it.world.streams).toEqual([]);
  it.socket.open();
  it.expects({ t: 'hello' });
  it.socket.cut();
  await it.world.advance(0);
  await it.world.advance(0);
  expect(it.world.sockets).toHaveLength(2);
  expect(it.stream.body).toEqual({
    hello: { t: 'hello', v: 1, tenantId: 'demo', token: 'tok' },
    subscribe: [],
  });
  expect(it.client.connection.is).toBe('connecting');
  it.hello();
  expect(it.client.connection).toMatchObject({ is: 'live', carrier: 'stream' });
  expect(it.client.actor).toEqual(ANN);
  await it.world.advance(0);
  expect(it.stream.body.subscribe).toEqual([{ t: 'subscribe', ref: 1, urlId: 'pic' }]);
});

test('W11: without streams in its world a client goes on with sockets', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 0;
  it.client.image('pic');
  for (let tries = 1; tries <= 5; tries++) {
    expect(it.environment.sockets).toHaveLength(tries);
    it.socket.cut();
    await it.environment.advance(0);
  }
});

test('W11, O4: a network that carries nothing is asked both ways in turn', async () => {
  const it = new Blocked();
  it.client.image('pic');
  await it.fallBack();
  it.stream.ends();
  await it.world.advance(0);
  expect(it.world.sockets).toHaveLength(3);
  await it.fallBack();
  expect(it.world.sockets).toHaveLength(4);
  expect(it.world.streams).toHaveLength(2);
});

test('W11, P1: that one is here is said with the request for a stream, once, and who else is there is heard', async () => {
  const it = new Blocked();
  const image = await it.watchStream(conversation('c1'));
  const presence = openPresence(image, () => true);
  await it.world.advance(0);
  expect(it.stream.body.subscribe).toMatchObject([{ ref: 1, urlId: 'pic', here: true }]);
  const asked = it.world.streams.length;
  it.hello();
  it.stream.says({ t: 'subscribed', ref: 1, i: it.number, epoch: 'e1', seq: 10, events: [] });
  const people = [{ id: 'ben', name: 'Ben', typing: 'c1' }];
  it.stream.says({ t: 'presence', i: it.number, viewers: 2, people });
  expect(presence.view).toEqual({ viewers: 2, people });
  presence.announceTyping('c1');
  await it.world.advance(5000);
  expect(it.world.streams).toHaveLength(asked);
});

test('W11: events come over the stream, also after it was asked for again', async () => {
  const it = new Blocked();
  const image = await it.watchStream(conversation('c1'));
  it.stream.says({ t: 'events', i: it.number, e: [theirs(11)] });
  expect(image.view.conversations.get('c1')?.count).toBe(2);
  const first = it.stream;
  await it.world.advance(6000);
  first.says({ t: 'alive' });
  first.ends();
  expect(it.stream).not.toBe(first);
  expect(it.stream.body.subscribe).toEqual([
    { t: 'subscribe', ref: 1, urlId: 'pic', cursor: { epoch: 'e1', seq: 11 } },
  ]);
  expect(it.client.connection.is).toBe('live');
  it.hello();
  const number = it.number;
  it.stream.says({ t: 'subscribed', ref: 1, i: number, epoch: 'e1', seq: 12, events: [theirs(12)] });
  expect(image.view.conversations.get('c1')?.count).toBe(3);
  it.stream.says({ t: 'events', i: number, e: [theirs(13)] });
  expect(image.view.conversations.get('c1')?.count).toBe(4);
  it.stream.says({ t: 'reset', i: number, epoch: 'e2', seq: 0, conversations: [] });
  expect(image.view.conversations.size).toBe(0);
});

test('W11, R1: whole state on a stream asked for again replaces what is held', async () => {
  const it = new Blocked();
  const image = await it.watchStream(conversation('c1'));
  await it.world.advance(6000);
  it.stream.ends();
  it.hello();
  const all = [conversation('c2')];
  it.stream.says({ t: 'subscribed', ref: 1, i: 5, epoch: 'e2', seq: 3, conversations: all });
  expect([...image.view.conversations.keys()]).toEqual(['c2']);
});

test('W11, W9: operations go over HTTP in order and are acknowledged as on a socket', async () => {
  const it = new Blocked();
  it.world.stored = 'tok';
  const image = await it.watchStream(conversation('c1'));
  const first = image.addComment('c1', 'One');
  const second = image.addComment('c1', 'Two');
  const request = await it.expectsRequest('POST', OPERATIONS);
  expect(it.world.requests).toHaveLength(1);
  expect(request).toMatchObject({
    token: 'tok',
    body: { urlId: 'pic', facts: { title: 'T' }, operation: { comment: { text: 'One' } } },
  });
  request.answers(200, { broadcastId: first.broadcastId, epoch: 'e1', seq: 11, at: 5 });
  expect(await first.result).toEqual({ ok: true, cursor: { epoch: 'e1', seq: 11 }, at: 5 });
  const other = await it.expectsRequest('POST', OPERATIONS);
  other.answers(400, { error: { code: 'empty-comment', message: 'Write.', retry: false } });
  expect(await second.result).toMatchObject({ ok: false, refusal: { code: 'empty-comment' } });
  const { operation } = request.body as { operation: Operation };
  it.stream.says({ t: 'events', i: it.number, e: [event(operation, 11)] });
  expect(image.view.conversations.get('c1')).toMatchObject({ count: 2, pending: false });
});

test('W11, O4: an operation that reached nobody ends the line and is tried again under the same id', async () => {
  const it = new Blocked();
  const image = await it.watchStream(conversation('c1'));
  const { result } = image.addComment('c1', 'One');
  const request = await it.expectsRequest('POST', OPERATIONS);
  request.fails();
  await settle();
  expect(it.client.connection.is).toBe('waiting');
  const again = await it.expectsRequest('POST', OPERATIONS);
  expect(again.body).toEqual(request.body);
  again.answers(200, { epoch: 'e1', seq: 11, at: 5 });
  expect((await result).ok).toBe(true);
});

test('W11, O4: an operation that waits for slow ones before it does not go out after it was given up', async () => {
  const it = new Blocked();
  const image = await it.watchStream(conversation('c1'));
  const first = image.addComment('c1', 'One');
  const second = image.addComment('c1', 'Two');
  const third = image.addComment('c1', 'Three');
  for (const [seq, { broadcastId }] of [first, second].entries()) {
    const request = await it.expectsRequest('POST', OPERATIONS);
    await it.world.advance(4000);
    // A line that says something is not given up.
    it.stream.says({ t: 'alive' });
    await it.world.advance(2000);
    request.answers(200, { broadcastId, epoch: 'e1', seq: 11 + seq, at: 5 });
  }
  await settle();
  expect(await third.result).toMatchObject({ ok: false, refusal: { code: 'timed-out' } });
  expect(it.world.requests).toEqual([]);
});

test('W11, O4: nor does one that had waited for a name before it waited in line', async () => {
  const it = new Blocked();
  const image = await it.watchStream(conversation('c1'));
  const slow = [image.addComment('c1', 'One'), image.addComment('c1', 'Two')];
  const first = await it.expectsRequest('POST', OPERATIONS);
  await it.world.advance(1000);
  void it.client.setName('Ann');
  const held = image.addComment('c1', 'Three');
  const naming = await it.expectsRequest('POST', '/v1/session');
  await it.world.advance(3000);
  naming.answers(200, { token: 'new', actor: ANN, expiresAt: 1 });
  await it.world.advance(0);
  await it.syncs();
  await it.world.advance(2000);
  first.answers(200, { broadcastId: slow[0]?.broadcastId, epoch: 'e1', seq: 11, at: 5 });
  const second = await it.expectsRequest('POST', OPERATIONS);
  await it.world.advance(4000);
  it.stream.says({ t: 'alive' });
  await it.world.advance(1000);
  expect(await held.result).toMatchObject({ ok: false, refusal: { code: 'timed-out' } });
  it.stream.says({ t: 'alive' });
  await it.world.advance(1000);
  second.answers(200, { broadcastId: slow[1]?.broadcastId, epoch: 'e1', seq: 12, at: 5 });
  await settle();
  expect(it.world.requests).toEqual([]);
});

test('W11, W6: threads are read over HTTP', async () => {
  const it = new Blocked();
  const image = await it.watchStream(conversation('c1'));
  const thread = openThread(image, 'c1');
  const request = await it.expectsRequest('GET', '/v1/tenants/demo/threads/c1?urlId=pic');
  const comment = { id: 'c1-1', seq: 1, by: 'bob', name: 'Bob', text: 'Hello', createdAt: 5, editedAt: null };
  request.answers(200, { id: 'c1', epoch: 'e1', seq: 10, comments: [comment], earlier: false });
  await settle();
  expect(thread.view).toMatchObject({ status: 'ready', comments: [{ text: 'Hello' }] });
});

test('W11, W10: a name given on a stream is spoken with from the next one on', async () => {
  const it = new Blocked();
  const image = await it.watchStream();
  const named = it.client.setName('Ann');
  image.createConversation({ x: 1, y: 2 }, 'Hello');
  const session = await it.expectsRequest('POST', '/v1/session');
  session.answers(200, { token: 'new', actor: { ...ANN, id: 'x' }, expiresAt: 1 });
  expect(await named).toBeUndefined();
  expect(await it.expectsRequest('POST', OPERATIONS)).toMatchObject({ token: 'new' });
  await it.world.advance(0);
  expect(it.stream.body.hello.token).toBe('new');
  await it.syncs();
  expect(it.client.actor?.id).toBe('ann');
  expect(it.client.connection.is).toBe('live');
  await it.world.advance(6000);
  it.stream.ends();
  expect(it.stream.body.hello.token).toBe('new');
});

test('F1, W11: a stream refused for good stops; a server that knows no streams does not', async () => {
  const refused = new Blocked();
  refused.client.image('pic');
  await refused.fallBack();
  const error = { code: 'domain-unauthorized', message: 'No.', retry: false } as const;
  refused.stream.ends({ error });
  expect(refused.client.connection).toMatchObject({ is: 'stopped', refusal: error });

  const old = new Blocked();
  old.client.image('pic');
  await old.fallBack();
  old.stream.ends({ error: { code: 'not-found', message: 'Nothing here.', retry: false } });
  expect(old.client.connection.is).toBe('waiting');
});

test('W5, W11: a stream ends with the codes of a socket', async () => {
  const it = new Blocked();
  it.world.stored = 'old';
  await it.watchStream();
  it.stream.text('event: close\ndata: {"code":4010,"reason":"token expired"}\n\n');
  (await it.expectsRequest('POST', '/v1/session')).answers(200, { token: 'new', actor: ANN, expiresAt: 1 });
  await it.world.advance(0);
  await it.world.advance(0);
  expect(it.stream.body.hello.token).toBe('new');
  await it.syncs();
  it.stream.text('event: close\ndata: {"code":4503,"reason":"banned"}\n\n');
  expect(it.client.connection).toMatchObject({ is: 'stopped', refusal: { code: 'banned' } });
});

test('W11: close ends everything', async () => {
  const it = new Blocked();
  await it.watchStream();
  const { socket, stream } = it;
  it.client.close();
  expect([socket.isOver, stream.isOver]).toEqual([true, true]);
  expect(it.world.timers).toEqual([]);
  it.world.show(false);
  it.world.show(true);
  await it.world.advance(60_000);
  expect(it.stream).toBe(stream);
});

test('W11, W8: images come and go on one stream after another', async () => {
  const it = new Blocked();
  const first = await it.watchStream(conversation('c1'));
  const second = it.client.image('other');
  const third = it.client.image('third');
  await it.world.advance(0);
  expect(it.stream.body.subscribe.map(({ urlId, cursor }) => [urlId, cursor?.seq])).toEqual([
    ['pic', 10],
    ['other', undefined],
    ['third', undefined],
  ]);
  const [, other, last] = it.stream.body.subscribe;
  it.hello();
  it.stream.says({ t: 'subscribed', ref: 1, i: 4, epoch: 'e1', seq: 10, events: [] });
  it.stream.says({ t: 'subscribed', ref: other?.ref ?? 0, i: 3, epoch: 'e1', seq: 2, conversations: [] });
  const error = { code: 'not-allowed', message: 'No.', retry: false } as const;
  it.stream.says({ t: 'refused', ref: last?.ref ?? 0, error });
  it.stream.says({ t: 'events', i: 3, e: [theirs(3)] }, { t: 'events', i: 4, e: [theirs(11)] });
  expect(first.view.conversations.get('c1')?.count).toBe(2);
  expect(second.view.status).toBe('ready');
  expect(third.view).toMatchObject({ status: 'refused', refusal: error });
  second.release();
  third.release();
  await it.world.advance(0);
  expect(it.stream.body.subscribe.map(({ urlId }) => urlId)).toEqual(['pic']);
  it.hello();
  it.stream.says({ t: 'refused', ref: 1, error });
  expect(first.view).toMatchObject({ status: 'refused', refusal: error });
});
