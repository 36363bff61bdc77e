import { expect, test } from 'bun:test';
import { type Operation, factOf } from '@imagechat/protocol/catalog';
import type { Result } from './api.ts';
import { Dialogue, conversation } from './testing/dialogue.ts';
import { settle } from './testing/fake-environment.ts';

const PLACE = { x: 12.345678, y: 50 };
const OPERATIONS = '/v1/tenants/demo/operations';

/** What an operation becomes when the server accepts it from Ann. */
function event(operation: Operation, seq: number) {
  return factOf(operation, {
    seq,
    broadcastId: operation.broadcastId,
    at: 1000 + seq,
    by: 'ann',
    name: 'Ann',
  });
}

/** Keeps what a promise brought, to be looked at without waiting. */
function outcome(result: Promise<Result>): { value?: Result } {
  const seen: { value?: Result } = {};
  void result.then((value) => {
    seen.value = value;
  });
  return seen;
}

test('O4: when the browser says offline everything fails at once and nothing is shown or queued', async () => {
  const it = new Dialogue();
  const image = it.watch();
  it.environment.isOnline = false;
  const { result } = image.createConversation(PLACE, 'Hello');
  expect(image.view.count).toBe(0);
  expect(await result).toMatchObject({ ok: false, refusal: { code: 'offline', retry: true } });
  it.expectsNothing();
  expect(it.environment.requests).toEqual([]);
});

test('O4: with the socket down and HTTP down too it fails at once, and the connection says offline', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  const image = it.watch(conversation('c1'));
  it.socket.cut();
  const first = image.createConversation(PLACE, 'Hello');
  const second = image.addComment('c1', 'Hi');
  (await it.expectsRequest('POST', OPERATIONS)).fails();
  expect(await first.result).toMatchObject({ ok: false, refusal: { code: 'offline' } });
  expect(await second.result).toMatchObject({ ok: false, refusal: { code: 'offline' } });
  expect(it.environment.requests).toEqual([]);
  expect(image.view.count).toBe(1);
  expect(it.client.connection).toMatchObject({ is: 'waiting', offline: true });
  await it.environment.advance(500);
  it.greets();
  it.shows([conversation('c1')]);
  it.expectsNothing();
});

test('O4: an attempt to reconnect that fails does not make the connection say that it is online again', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 0;
  const image = it.watch(conversation('c1'));
  it.socket.cut();
  const { result } = image.addComment('c1', 'One');
  (await it.expectsRequest('POST', OPERATIONS)).fails();
  await result;
  expect(it.client.connection).toMatchObject({ is: 'waiting', offline: true });
  for (let attempt = 0; attempt < 3; attempt++) {
    await it.environment.advance(0);
    it.socket.cut();
    expect(it.client.connection).toMatchObject({ is: 'waiting', offline: true });
  }
  await it.environment.advance(0);
  it.greets();
  it.socket.cut();
  expect(it.client.connection).toMatchObject({ is: 'waiting', offline: false });
});

test('O4: with the socket down, operations go over HTTP as the same JSON, one after the other', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  it.environment.stored = 'tok';
  const image = it.watch(conversation('c1'));
  it.socket.cut();
  const first = image.addComment('c1', 'One');
  image.addComment('c1', 'Two');
  const request = await it.expectsRequest('POST', OPERATIONS);
  expect(it.environment.requests).toHaveLength(1);
  expect(request).toMatchObject({
    token: 'tok',
    body: { urlId: 'pic', operation: { type: 'add-comment', comment: { text: 'One' } } },
  });
  request.answers(200, { epoch: 'e1', seq: 11, at: 5 });
  expect(await first.result).toEqual({ ok: true, cursor: { epoch: 'e1', seq: 11 }, at: 5 });
  expect((await it.expectsRequest('POST', OPERATIONS)).body).toMatchObject({
    operation: { comment: { text: 'Two' } },
  });
  expect(image.view.conversations.get('c1')?.count).toBe(3);
  expect(it.client.connection).toMatchObject({ is: 'waiting', offline: false });
});

test('O4: a page just loaded submits over HTTP', async () => {
  const it = new Dialogue();
  const image = it.client.image('pic', { title: 'T' });
  const { id, result } = image.createConversation(PLACE, 'Hello');
  const request = await it.expectsRequest('POST', OPERATIONS);
  expect(request.body).toMatchObject({ facts: { title: 'T' } });
  request.answers(200, { epoch: 'e1', seq: 1, at: 5 });
  expect((await result).ok).toBe(true);
  expect(image.view).toMatchObject({ status: 'loading', count: 1 });
  it.greets();
  it.shows([conversation(id)], { seq: 1 });
  expect(image.view).toMatchObject({ status: 'ready', count: 1 });
});

test('O2, O4: what was in flight when the line was cut goes over HTTP, then over the next line, under the same id', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  const image = it.watch(conversation('c1'));
  const first = image.addComment('c1', 'One');
  const second = image.addComment('c1', 'Two');
  const sent = [it.expectsSubmit('add-comment'), it.expectsSubmit('add-comment')];
  it.socket.cut();
  const request = await it.expectsRequest('POST', OPERATIONS);
  expect(request.body).toMatchObject({ operation: sent[0] });
  request.fails();
  await settle();
  expect(it.environment.requests).toEqual([]);
  expect(image.view.conversations.get('c1')?.count).toBe(3);
  await it.environment.advance(500);
  it.greets();
  const { ref } = it.expects({ t: 'subscribe' });
  it.expectsNothing();
  // The first one had arrived before the cut; the catch-up says so, and it is not said again.
  it.says({ t: 'subscribed', ref, i: 1, epoch: 'e1', seq: 11, events: [event(sent[0] as Operation, 11)] });
  expect(await first.result).toMatchObject({ ok: true, cursor: { seq: 11 } });
  expect(it.expectsSubmit('add-comment')).toEqual(sent[1] as Operation);
  it.expectsNothing();
  it.acks(sent[1] as Operation, 12);
  expect((await second.result).ok).toBe(true);
  expect(image.view.conversations.get('c1')?.count).toBe(3);
});

test('O4: a server that cannot answer over HTTP does not end what may have been accepted before the cut', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  const image = it.watch(conversation('c1'));
  const seen = outcome(image.addComment('c1', 'One').result);
  const sent = it.expectsSubmit('add-comment');
  it.socket.cut();
  (await it.expectsRequest('POST', OPERATIONS)).answers(502, '<html>');
  await it.environment.advance(500);
  expect(seen.value).toBeUndefined();
  it.greets();
  it.shows([conversation('c1')]);
  expect(it.expectsSubmit('add-comment')).toEqual(sent);
});

test('O2, O4: a retry that is refused before it is decided does not end what may have been accepted before the cut', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  const image = it.watch(conversation('c1'));
  const seen = outcome(image.addComment('c1', 'One').result);
  const sent = it.expectsSubmit('add-comment');
  it.socket.cut();
  const error = { code: 'rate-limited', message: '', retry: true, retryAfterMs: 3000 } as const;
  (await it.expectsRequest('POST', OPERATIONS)).answers(429, { error });
  await it.environment.advance(500);
  it.greets();
  it.shows([conversation('c1')]);
  expect(it.expectsSubmit('add-comment')).toEqual(sent);
  it.says({ t: 'refused', broadcastId: sent.broadcastId, error });
  await it.environment.advance(2999);
  expect(seen.value).toBeUndefined();
  it.expectsNothing();
  await it.environment.advance(1);
  expect(it.expectsSubmit('add-comment')).toEqual(sent);
  // Told no time, it rests all the same.
  it.says({ t: 'refused', broadcastId: sent.broadcastId, error: { ...error, retryAfterMs: 0 } });
  await it.environment.advance(999);
  it.expectsNothing();
  await it.environment.advance(1);
  expect(it.expectsSubmit('add-comment')).toEqual(sent);
  it.acks(sent, 11);
  await settle();
  expect(seen.value).toMatchObject({ ok: true });
});

test('O4: something new tries HTTP again, and fails alone', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  const image = it.watch(conversation('c1'));
  const old = outcome(image.addComment('c1', 'One').result);
  it.socket.cut();
  (await it.expectsRequest('POST', OPERATIONS)).fails();
  await settle();
  const fresh = image.addComment('c1', 'Two');
  (await it.expectsRequest('POST', OPERATIONS)).fails();
  expect(await fresh.result).toMatchObject({ ok: false, refusal: { code: 'offline' } });
  expect(old.value).toBeUndefined();
  expect(image.view.conversations.get('c1')?.count).toBe(2);
});

test('O4: without an answer for 10 s it is timed out and taken back; a late catch-up still shows it', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  const image = it.watch(conversation('c1'));
  const { result } = image.addComment('c1', 'One');
  const sent = it.expectsSubmit('add-comment');
  it.socket.cut();
  (await it.expectsRequest('POST', OPERATIONS)).fails();
  await it.environment.advance(9999);
  expect(image.view.conversations.get('c1')?.count).toBe(2);
  await it.environment.advance(1);
  expect(await result).toMatchObject({ ok: false, refusal: { code: 'timed-out', retry: true } });
  expect(image.view.conversations.get('c1')?.count).toBe(1);
  it.client.wake();
  it.greets();
  const { ref } = it.expects({ t: 'subscribe' });
  it.says({ t: 'subscribed', ref, i: 1, epoch: 'e1', seq: 11, events: [event(sent, 11)] });
  expect(image.view.conversations.get('c1')).toMatchObject({ count: 2, pending: false });
  it.expectsNothing();
});

test('O4: a line that swallows an operation is given up after 5 s, and the operation tries another way', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  const image = it.watch(conversation('c1'));
  const { result } = image.addComment('c1', 'One');
  await it.environment.advance(5000);
  (await it.expectsRequest('POST', OPERATIONS)).answers(200, { epoch: 'e1', seq: 11, at: 5 });
  expect((await result).ok).toBe(true);
});

test('T1, O4: a line asked again is given up no later for it', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  await it.environment.advance(22_000);
  image.addComment('c1', 'One');
  await it.environment.advance(3000);
  expect(it.client.connection.is).toBe('live');
  await it.environment.advance(2000);
  expect(it.client.connection.is).not.toBe('live');
});

test('O2: an HTTP request that hangs is overtaken by the line that came back', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 0;
  const image = it.watch(conversation('c1'));
  const { result } = image.addComment('c1', 'One');
  const sent = it.expectsSubmit('add-comment');
  it.socket.cut();
  const hanging = await it.expectsRequest('POST', OPERATIONS);
  await it.environment.advance(0);
  it.greets();
  it.shows([conversation('c1')]);
  expect(it.expectsSubmit('add-comment')).toEqual(sent);
  it.acks(sent, 11);
  expect((await result).ok).toBe(true);
  hanging.fails();
  await settle();
  expect(image.view.conversations.get('c1')?.count).toBe(2);
});

test('O2, O4: what HTTP may have brought is not ended by a refusal of the line that came back', async () => {
  const it = new Dialogue();
  const image = it.client.image('pic');
  const seen = outcome(image.createConversation(PLACE, 'Hello').result);
  const hanging = await it.expectsRequest('POST', OPERATIONS);
  it.greets();
  it.shows([], { seq: 0 });
  const { broadcastId } = it.expectsSubmit('create-conversation');
  it.says({ t: 'refused', broadcastId, error: { code: 'rate-limited', message: '', retry: true } });
  await settle();
  expect(seen.value).toBeUndefined();
  hanging.answers(200, { epoch: 'e1', seq: 1, at: 5 });
  await settle();
  expect(seen.value).toMatchObject({ ok: true, cursor: { seq: 1 } });
});
