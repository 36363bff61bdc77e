import { describe, expect, test } from 'bun:test';
import { type Operation, factOf } from '@imagechat/protocol/catalog';
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

test('CONTRACT §1.5: a new conversation is shown at once, pending, before the server answered', () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  let told = 0;
  image.subscribe(() => told++);
  const { id, commentId } = image.createConversation(PLACE, ' Hello\nyou ');
  expect(told).toBe(1);
  expect(image.view.conversations.get(id)).toMatchObject({
    x: 12.3457,
    y: 50,
    pending: true,
    by: 'ann',
    name: 'Ann',
    count: 1,
    opening: { commentId, by: 'ann', name: 'Ann', line: 'Hello you' },
  });
  expect(image.view.count).toBe(2);
  expect(it.expectsSubmit('create-conversation')).toMatchObject({
    x: 12.3457,
    comment: { text: 'Hello\nyou' },
  });
});

test('O3: ack, then its event: not pending any more, never doubled, the cursor moves', async () => {
  const it = new Dialogue();
  const image = it.watch();
  const { id, result } = image.createConversation(PLACE, 'Hello');
  const operation = it.expectsSubmit('create-conversation');
  it.acks(operation, 11);
  expect(await result).toEqual({ ok: true, cursor: { epoch: 'e1', seq: 11 }, at: 1011 });
  const acknowledged = image.view.conversations.get(id);
  expect(acknowledged).toMatchObject({ pending: false, placeSeq: 11, createdAt: 1011 });
  it.says({ t: 'events', i: 1, e: [event(operation, 11)] });
  expect(image.view.conversations.get(id)).toBe(acknowledged);
  expect(image.view.count).toBe(1);
  it.says({ t: 'events', i: 1, e: [{ seq: 12 }] });
  it.expectsNothing();
});

test('O3: its event, then the ack', async () => {
  const it = new Dialogue();
  const image = it.watch();
  const { id, result } = image.createConversation(PLACE, 'Hello');
  const operation = it.expectsSubmit('create-conversation');
  it.says({ t: 'events', i: 1, e: [event(operation, 11)] });
  expect(await result).toEqual({ ok: true, cursor: { epoch: 'e1', seq: 11 }, at: 1011 });
  expect(image.view.conversations.get(id)?.pending).toBe(false);
  it.acks(operation, 11);
  expect(image.view.count).toBe(1);
});

test('O3: an ack whose event only a catch-up brings: shown without a gap', async () => {
  const it = new Dialogue();
  const image = it.watch();
  const { id } = image.createConversation(PLACE, 'Hello');
  const operation = it.expectsSubmit('create-conversation');
  it.acks(operation, 12);
  const seen: boolean[] = [];
  image.subscribe(() => seen.push(image.view.conversations.has(id)));
  await it.cut();
  it.greets();
  const { ref } = it.expects({ t: 'subscribe' });
  it.says({ t: 'subscribed', ref, i: 1, epoch: 'e1', seq: 12, events: [{ seq: 11 }, event(operation, 12)] });
  expect(seen).not.toContain(false);
  expect(image.view.count).toBe(1);
  it.expectsNothing();
});

test('O3: an ack whose event only a snapshot contains', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  image.addComment('c1', 'Mine');
  it.acks(it.expectsSubmit('add-comment'), 11);
  expect(image.view.conversations.get('c1')).toMatchObject({ count: 2, pending: false });
  await it.cut();
  it.greets();
  it.shows([conversation('c1', { count: 2, latestSeq: 11 })], { seq: 15 });
  expect(image.view.conversations.get('c1')).toMatchObject({ count: 2, latestSeq: 11 });
});

test('E1: what was accepted in a life of the log that is over goes with it', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  image.addComment('c1', 'Mine');
  it.acks(it.expectsSubmit('add-comment'), 11);
  it.says({ t: 'reset', i: 1, epoch: 'e2', seq: 4, conversations: [conversation('c1')] });
  expect(image.view.conversations.get('c1')?.count).toBe(1);
});

test('O3: a conversation a snapshot shows before its answer came is not doubled', async () => {
  const it = new Dialogue();
  const image = it.watch();
  const { id } = image.createConversation(PLACE, 'Hello');
  const { broadcastId } = it.expectsSubmit('create-conversation');
  it.says({ t: 'reset', i: 1, epoch: 'e1', seq: 12, conversations: [conversation(id, { count: 2 })] });
  expect(image.view.conversations.get(id)?.count).toBe(2);
  it.says({ t: 'ack', broadcastId, epoch: 'e1', seq: 11, at: 1 });
  expect(image.view.conversations.get(id)).toMatchObject({ count: 2, pending: false });
});

test('CONTRACT §1.5: what the server refuses is taken back, with the refusal', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const { view } = image;
  const { result } = image.createConversation(PLACE, 'Hello');
  const { broadcastId } = it.expectsSubmit('create-conversation');
  const error = { code: 'rate-limited', message: 'Slowly.', retry: true, retryAfterMs: 2000 } as const;
  it.says({ t: 'refused', broadcastId, error });
  expect(await result).toEqual({ ok: false, refusal: error });
  expect([...image.view.conversations]).toEqual([...view.conversations]);
  expect(it.environment.timers).toEqual([25_000]);
});

test('O5: a move is one operation, shown on top; refused, the marker is back where it was', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const before = image.view.conversations.get('c1');
  const { result } = image.moveConversation('c1', { x: 60, y: 70 }, 7);
  expect(image.view.conversations.get('c1')).toMatchObject({ x: 60, y: 70, pending: true });
  const { broadcastId } = it.expects({
    t: 'submit',
    operation: { type: 'move-conversation', id: 'c1', undoes: 7 },
  }).operation;
  it.says({ t: 'refused', broadcastId, error: { code: 'overtaken', message: '', retry: false } });
  expect(image.view.conversations.get('c1')).toEqual(before);
  expect((await result).ok).toBe(false);
});

test('O5: of two movers the later seq stands, whichever was ours', () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  image.moveConversation('c1', { x: 60, y: 70 });
  const mine = it.expectsSubmit('move-conversation');
  const theirs = {
    seq: 11,
    broadcastId: 'x',
    at: 1,
    by: 'bob',
    name: 'Bob',
    type: 'image-chat-updated',
    id: 'c1',
    change: 'moved',
    x: 5,
    y: 5,
  } as const;
  it.says({ t: 'events', i: 1, e: [theirs] });
  expect(image.view.conversations.get('c1')).toMatchObject({ x: 60, pending: true });
  it.says({ t: 'events', i: 1, e: [event(mine, 12)] });
  expect(image.view.conversations.get('c1')).toMatchObject({ x: 60, pending: false, placeSeq: 12 });
  it.says({ t: 'events', i: 1, e: [{ ...theirs, seq: 13, broadcastId: 'y' }] });
  expect(image.view.conversations.get('c1')).toMatchObject({ x: 5, placeSeq: 13 });
});

test('operations of one image keep their order on the line, and none overtakes one on its way over HTTP', async () => {
  const it = new Dialogue();
  const image = it.client.image('pic');
  image.createConversation(PLACE, 'One');
  const slow = await it.expectsRequest('POST', OPERATIONS);
  image.createConversation(PLACE, 'Two');
  expect(it.environment.requests).toHaveLength(1);
  it.greets();
  image.createConversation(PLACE, 'Three');
  it.shows([], { seq: 0 });
  const texts = ['One', 'Two', 'Three'].map(
    (text) => it.expects({ t: 'submit', operation: { comment: { text } } }).operation,
  );
  expect(new Set(texts.map(({ broadcastId }) => broadcastId)).size).toBe(3);
  slow.answers(200, { epoch: 'e1', seq: 1, at: 5 });
  await settle();
  it.acks(texts[0] as Operation, 1);
  expect(image.view.count).toBe(3);
});

test('a token that ran out is renewed once for an operation over HTTP', async () => {
  const it = new Dialogue();
  it.environment.stored = 'old';
  const image = it.client.image('pic');
  const { result } = image.createConversation(PLACE, 'Hello');
  const error = { code: 'invalid-token', message: '', retry: false } as const;
  (await it.expectsRequest('POST', OPERATIONS)).answers(401, { error });
  (await it.expectsRequest('POST', '/v1/session')).answers(200, {
    token: 'new',
    actor: { id: 'ann', name: 'Ann', rights: {} },
    expiresAt: 1,
  });
  const again = await it.expectsRequest('POST', OPERATIONS);
  expect(again.token).toBe('new');
  again.answers(401, { error });
  expect(await result).toEqual({ ok: false, refusal: error });
});

test('CONTRACT §1.4: results of one image are not taken by another', async () => {
  const it = new Dialogue();
  const one = it.watch();
  const two = it.client.image('two');
  const { ref } = it.expects({ t: 'subscribe' });
  it.says({ t: 'subscribed', ref, i: 2, epoch: 'e1', seq: 0, conversations: [] });
  const first = one.createConversation(PLACE, 'One');
  const second = two.createConversation(PLACE, 'Two');
  const a = it.expectsSubmit('create-conversation');
  const b = it.expectsSubmit('create-conversation');
  it.says({ t: 'refused', broadcastId: b.broadcastId, error: { code: 'banned', message: '', retry: false } });
  it.acks(a, 11);
  expect((await first.result).ok).toBe(true);
  expect((await second.result).ok).toBe(false);
  expect([one.view.count, two.view.count]).toEqual([1, 0]);
});

test('an image released with an operation in flight is let go once that is answered', async () => {
  const it = new Dialogue();
  const image = it.watch();
  const { result } = image.createConversation(PLACE, 'Hello');
  image.release();
  const operation = it.expectsSubmit('create-conversation');
  it.expectsNothing();
  it.acks(operation, 11);
  expect((await result).ok).toBe(true);
  it.expects({ t: 'unsubscribe' });
  expect(it.client.connection.is).toBe('idle');
});

test('every operation has its shape on the wire, and its place in the view', () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'), conversation('c2'), conversation('c3'));
  image.resolveConversation('c1');
  it.expectsSubmit('resolve-conversation');
  expect(image.view.conversations.get('c1')).toMatchObject({ resolved: true, pending: true });
  image.reopenConversation('c1');
  it.expectsSubmit('reopen-conversation');
  expect(image.view.conversations.get('c1')?.resolved).toBe(false);
  image.deleteConversation('c2');
  it.expectsSubmit('delete-conversation');
  expect(image.view.conversations.has('c2')).toBe(false);
  image.editComment('c3', 'c3-1', 'Better');
  expect(it.expectsSubmit('edit-comment')).toMatchObject({
    id: 'c3',
    comment: { id: 'c3-1', text: 'Better' },
  });
  expect(image.view.conversations.get('c3')?.opening?.line).toBe('Better');
  const { commentId } = image.deleteComment('c3', 'c3-1');
  expect(commentId).toBe('c3-1');
  expect(it.expectsSubmit('delete-comment')).toMatchObject({ comment: { id: 'c3-1' } });
  expect(image.view.conversations.get('c3')).toMatchObject({ count: 0, opening: null });
  image.createConversation(PLACE);
  expect(it.expectsSubmit('create-conversation')).not.toHaveProperty('comment');
});

describe('O2: an operation on two ways at once', () => {
  const no = { code: 'not-allowed', message: 'No.', retry: false } as const;

  /** It went out over HTTP, which hung, and then on the socket, which refused it. */
  async function refusedOnSocket() {
    const it = new Dialogue();
    const image = it.client.image('pic');
    const { result } = image.createConversation(PLACE, 'Hello');
    const post = await it.expectsRequest('POST', OPERATIONS);
    it.greets();
    it.shows([], { seq: 0 });
    const { broadcastId } = it.expectsSubmit('create-conversation');
    it.says({ t: 'refused', broadcastId, error: no });
    await settle();
    expect(image.view.count).toBe(1);
    it.expectsNothing();
    return { it, image, result, post };
  }

  test('refused on one and accepted on the other, it is accepted', async () => {
    const { image, result, post } = await refusedOnSocket();
    post.answers(200, { epoch: 'e1', seq: 1, at: 5 });
    expect(await result).toEqual({ ok: true, cursor: { epoch: 'e1', seq: 1 }, at: 5 });
    expect(image.view.count).toBe(1);
  });

  test('refused on both, it is taken back', async () => {
    const { image, result, post } = await refusedOnSocket();
    post.answers(403, { error: { ...no, message: 'No either.' } });
    expect(await result).toEqual({ ok: false, refusal: no });
    expect(image.view.count).toBe(0);
  });

  test('refused on one, without an answer on the other, nobody knows', async () => {
    const { it, image, result } = await refusedOnSocket();
    await it.environment.advance(10_000);
    expect(await result).toMatchObject({ ok: false, refusal: { code: 'timed-out' } });
    expect(image.view.count).toBe(0);
  });
});
