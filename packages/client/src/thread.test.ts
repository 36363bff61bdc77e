import { expect, test } from 'bun:test';
import { type FullEvent, factOf } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import type { ThreadPage } from '@imagechat/protocol/messages';
import type { LiveThread } from './api.ts';
import { Dialogue, conversation } from './testing/dialogue.ts';
import { settle } from './testing/fake-environment.ts';
import { openThread } from './thread.ts';

function comment(seq: number, text = `text ${seq}`): Comment {
  return { id: `m${seq}`, seq, by: 'bob', name: 'Bob', text, createdAt: seq, editedAt: null };
}

function page(
  ref: number,
  seq: number,
  comments: readonly Comment[],
  fields: Partial<ThreadPage> = {},
): ThreadPage {
  return { t: 'thread', ref, id: 'c1', epoch: 'e1', seq, comments, earlier: false, ...fields };
}

function update(seq: number, change: object, id = 'c1'): FullEvent {
  const fact = {
    seq,
    broadcastId: `b${seq}`,
    at: seq,
    by: 'bob',
    name: 'Bob',
    type: 'image-chat-updated',
    id,
    ...change,
  };
  return fact as FullEvent;
}

const added = (seq: number) =>
  update(seq, { change: 'comment-added', comment: { id: `m${seq}`, text: `text ${seq}` } });
const removed = (seq: number, of: number) =>
  update(seq, { change: 'comment-removed', comment: { id: `m${of}` } });
const edited = (seq: number, of: number, text: string) =>
  update(seq, { change: 'comment-edited', comment: { id: `m${of}`, text } });

const texts = (thread: LiveThread) => thread.view.comments.map(({ text }) => text);

/** A thread of c1 on a live image, loaded with these comments at seq 10. */
function open(it: Dialogue, comments: readonly Comment[], earlier = false): LiveThread {
  const thread = openThread(it.watch(conversation('c1')), 'c1');
  const { ref } = it.expects({ t: 'thread', i: 1, id: 'c1' });
  it.says(page(ref, 10, comments, { earlier }));
  return thread;
}

test('S1: a page, and the events after it', () => {
  const it = new Dialogue();
  const thread = open(it, [comment(1), comment(2)]);
  expect(thread.view).toMatchObject({ status: 'ready', earlier: false });
  const [, second] = thread.view.comments;
  let told = 0;
  thread.subscribe(() => told++);
  it.says({ t: 'events', i: 1, e: [added(11), edited(12, 1, 'better'), update(13, { change: 'resolved' })] });
  expect(texts(thread)).toEqual(['better', 'text 2', 'text 11']);
  expect(thread.view.comments[1]).toBe(second as never);
  expect(told).toBe(1);
  it.says({ t: 'events', i: 1, e: [removed(14, 2), { seq: 15 }] });
  expect(texts(thread)).toEqual(['better', 'text 11']);
});

test('S1: events between the question and the answer are neither lost nor applied twice', () => {
  const it = new Dialogue();
  const thread = openThread(it.watch(conversation('c1')), 'c1');
  const { ref } = it.expects({ t: 'thread' });
  it.says({ t: 'events', i: 1, e: [added(11), added(12), edited(13, 1, 'new')] });
  expect(thread.view.status).toBe('loading');
  it.says(page(ref, 12, [comment(1), comment(11), comment(12)]));
  expect(texts(thread)).toEqual(['new', 'text 11', 'text 12']);
});

test('S1: a page that is ahead of the image is not given its events again', () => {
  const it = new Dialogue();
  const thread = openThread(it.watch(conversation('c1')), 'c1');
  const { ref } = it.expects({ t: 'thread' });
  it.says(page(ref, 12, [comment(1, 'edited at 12')]));
  it.says({
    t: 'events',
    i: 1,
    e: [edited(11, 1, 'edited at 11'), edited(12, 1, 'edited at 12'), added(13)],
  });
  expect(texts(thread)).toEqual(['edited at 12', 'text 13']);
});

test('R1: a page older than what is shown, or of another life of the log, is asked for again', () => {
  const it = new Dialogue();
  const thread = openThread(it.watch(conversation('c1')), 'c1');
  it.says(page(it.expects({ t: 'thread' }).ref, 9, []));
  it.says(page(it.expects({ t: 'thread' }).ref, 10, [], { epoch: 'e0' }));
  expect(thread.view.status).toBe('loading');
  it.says(page(it.expects({ t: 'thread' }).ref, 10, [comment(1)]));
  expect(texts(thread)).toEqual(['text 1']);
  it.expectsNothing();
});

test('R1: after a reset the thread is loaded anew, and the old picture stays until then', () => {
  const it = new Dialogue();
  const thread = open(it, [comment(1), comment(2)]);
  const [first] = thread.view.comments;
  it.says({ t: 'reset', i: 1, epoch: 'e2', seq: 3, conversations: [conversation('c1')] });
  const { ref } = it.expects({ t: 'thread' });
  it.says({ t: 'events', i: 1, e: [added(4)] });
  expect(texts(thread)).toEqual(['text 1', 'text 2']);
  it.says(page(ref, 3, [comment(1)], { epoch: 'e2' }));
  expect(texts(thread)).toEqual(['text 1', 'text 4']);
  expect(thread.view.comments[0]).toBe(first as never);
});

test('R1: a catch-up reaches the open thread too', async () => {
  const it = new Dialogue();
  const thread = open(it, [comment(1)]);
  await it.cut();
  expect(texts(thread)).toEqual(['text 1']);
  it.greets();
  const { ref } = it.expects({ t: 'subscribe' });
  it.says({ t: 'subscribed', ref, i: 1, epoch: 'e1', seq: 12, events: [added(11), removed(12, 1)] });
  expect(texts(thread)).toEqual(['text 11']);
  it.expectsNothing();
});

test('S1: earlier pages come before, and what happened to their comments meanwhile is right', async () => {
  const it = new Dialogue();
  const thread = open(it, [comment(7), comment(8)], true);
  const done = thread.loadEarlier();
  const { ref, before } = it.expects({ t: 'thread' });
  expect(before).toBe(7);
  it.says({ t: 'events', i: 1, e: [edited(11, 3, 'late'), removed(12, 4), added(13), removed(14, 8)] });
  it.says(page(ref, 11, [comment(2), comment(3, 'late'), comment(4)], { earlier: true }));
  await done;
  expect(texts(thread)).toEqual(['text 2', 'late', 'text 7', 'text 13']);
  expect(thread.view.earlier).toBe(true);
  it.says({ t: 'events', i: 1, e: [removed(15, 2)] });
  expect(texts(thread)).toEqual(['late', 'text 7', 'text 13']);
  const again = thread.loadEarlier();
  const next = it.expects({ t: 'thread' });
  expect(next.before).toBe(2);
  it.says(page(next.ref, 15, [comment(1)]));
  await again;
  expect(texts(thread)).toEqual(['text 1', 'late', 'text 7', 'text 13']);
  expect(thread.view.earlier).toBe(false);
  await thread.loadEarlier();
  it.expectsNothing();
});

test('an earlier page asked for when the line is cut comes over HTTP, and the question ends when it cannot', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  const thread = open(it, [comment(7)], true);
  const done = thread.loadEarlier();
  it.socket.cut();
  const request = await it.expectsRequest('GET', '/v1/tenants/demo/threads/c1?urlId=pic&before=7');
  request.fails();
  await done;
  expect(texts(thread)).toEqual(['text 7']);
});

test('without a line the thread comes over HTTP; without HTTP it comes with the next line', async () => {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  const image = it.watch(conversation('c1'), conversation('c2'));
  it.socket.cut();
  const one = openThread(image, 'c1');
  (await it.expectsRequest('GET', '/v1/tenants/demo/threads/c1?urlId=pic')).answers(
    200,
    page(0, 10, [comment(1)]),
  );
  await settle();
  expect(texts(one)).toEqual(['text 1']);
  const two = openThread(image, 'c2');
  (await it.expectsRequest('GET', '/v1/tenants/demo/threads/c2')).fails();
  await it.environment.advance(500);
  expect(two.view.status).toBe('loading');
  it.greets();
  const { ref } = it.expects({ t: 'subscribe' });
  it.says({ t: 'subscribed', ref, i: 1, epoch: 'e1', seq: 10, events: [] });
  const asked = it.expects({ t: 'thread', id: 'c2' });
  it.expectsNothing();
  it.says(page(asked.ref, 10, [], { id: 'c2' }));
  expect(two.view.status).toBe('ready');
});

test('a thread opened before the image is there loads with it', () => {
  const it = new Dialogue();
  const thread = openThread(it.client.image('pic'), 'c1');
  expect(thread.view.status).toBe('loading');
  it.greets();
  it.shows([conversation('c1')]);
  it.says(page(it.expects({ t: 'thread' }).ref, 10, [comment(1)]));
  expect(thread.view.status).toBe('ready');
});

test('CONTRACT §1.5: a pending comment stands at the end, once, whatever comes first', () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const thread = openThread(image, 'c1');
  it.says(page(it.expects({ t: 'thread' }).ref, 10, [comment(1)]));
  const { commentId } = image.addComment('c1', 'Mine');
  expect(thread.view.comments.at(-1)).toMatchObject({
    id: commentId,
    text: 'Mine',
    name: 'Ann',
    pending: true,
  });
  const operation = it.expectsSubmit('add-comment');
  it.says({ t: 'events', i: 1, e: [added(11)] });
  expect(texts(thread)).toEqual(['text 1', 'text 11', 'Mine']);
  it.acks(operation, 12);
  expect(thread.view.comments.at(-1)).toMatchObject({ pending: false, seq: 12 });
  const shown = thread.view.comments.at(-1);
  const mine = factOf(operation, {
    seq: 12,
    broadcastId: operation.broadcastId,
    at: 1012,
    by: 'ann',
    name: 'Ann',
  });
  it.says({ t: 'events', i: 1, e: [mine, added(13)] });
  expect(texts(thread)).toEqual(['text 1', 'text 11', 'Mine', 'text 13']);
  expect(thread.view.comments[2]).toBe(shown as never);
});

test('an edit and a removal are shown at once and taken back when refused', () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const thread = openThread(image, 'c1');
  it.says(page(it.expects({ t: 'thread' }).ref, 10, [comment(1), comment(2)]));
  image.editComment('c1', 'm1', 'better');
  image.deleteComment('c1', 'm2');
  expect(thread.view.comments).toMatchObject([{ text: 'better', pending: true }]);
  for (const type of ['edit-comment', 'delete-comment'] as const) {
    const { broadcastId } = it.expectsSubmit(type);
    it.says({ t: 'refused', broadcastId, error: { code: 'not-allowed', message: '', retry: false } });
  }
  expect(thread.view.comments).toMatchObject([
    { text: 'text 1', pending: false },
    { text: 'text 2', pending: false },
  ]);
});

test('a conversation only we know yet is ready with its pending comment, and nothing is asked for it', () => {
  const it = new Dialogue();
  const image = it.watch();
  const { id } = image.createConversation({ x: 1, y: 1 }, 'Hello');
  const thread = openThread(image, id);
  expect(thread.view).toMatchObject({
    status: 'ready',
    earlier: false,
    comments: [{ text: 'Hello', pending: true }],
  });
  const operation = it.expectsSubmit('create-conversation');
  it.acks(operation, 11);
  const mine = factOf(operation, {
    seq: 11,
    broadcastId: operation.broadcastId,
    at: 1011,
    by: 'ann',
    name: 'Ann',
  });
  it.says({
    t: 'events',
    i: 1,
    e: [mine, update(12, { change: 'comment-added', comment: { id: 'x', text: 'Yes' } }, id)],
  });
  expect(thread.view).toMatchObject({
    status: 'ready',
    comments: [{ text: 'Hello', pending: false }, { text: 'Yes' }],
  });
  it.expectsNothing();
});

test('a refused conversation and a deleted one are gone', () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const { id } = image.createConversation({ x: 1, y: 1 }, 'Hello');
  const mine = openThread(image, id);
  const { broadcastId } = it.expectsSubmit('create-conversation');
  it.says({ t: 'refused', broadcastId, error: { code: 'banned', message: '', retry: false } });
  expect(mine.view).toMatchObject({ status: 'gone', comments: [] });
  const theirs = openThread(image, 'c1');
  it.says(page(it.expects({ t: 'thread' }).ref, 10, [comment(1)]));
  it.says({
    t: 'events',
    i: 1,
    e: [{ seq: 11, broadcastId: 'b', at: 1, by: 'bob', name: 'Bob', type: 'deleted-image-chat', id: 'c1' }],
  });
  expect(theirs.view.status).toBe('gone');
  expect(openThread(image, 'nowhere').view.status).toBe('gone');
});

test('one\u2019s own deletion that is refused gives the thread back as it was', () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const thread = openThread(image, 'c1');
  it.says(page(it.expects({ t: 'thread' }).ref, 10, [comment(1)]));
  image.deleteConversation('c1');
  expect(thread.view.status).toBe('gone');
  const { broadcastId } = it.expectsSubmit('delete-conversation');
  it.says({ t: 'refused', broadcastId, error: { code: 'not-allowed', message: '', retry: false } });
  expect(thread.view).toMatchObject({ status: 'ready', comments: [{ text: 'text 1' }] });
});

test('F1: a thread refused for now is asked for again; one the server does not know is gone', async () => {
  const it = new Dialogue();
  const thread = openThread(it.watch(conversation('c1')), 'c1');
  const first = it.expects({ t: 'thread' });
  it.says({
    t: 'refused',
    ref: first.ref,
    error: { code: 'unavailable', message: '', retry: true, retryAfterMs: 2000 },
  });
  await it.environment.advance(2000);
  const second = it.expects({ t: 'thread' });
  it.says({ t: 'refused', ref: second.ref, error: { code: 'not-found', message: '', retry: false } });
  expect(thread.view.status).toBe('gone');
});

test('F1: a thread says why it could not be loaded, until it is', async () => {
  const it = new Dialogue();
  const thread = openThread(it.watch(conversation('c1')), 'c1');
  const unavailable = { code: 'unavailable', message: 'Later.', retry: true } as const;
  it.says({ t: 'refused', ref: it.expects({ t: 'thread' }).ref, error: unavailable });
  expect(thread.view).toMatchObject({ status: 'loading', refusal: unavailable });
  await it.environment.advance(1000);
  it.says(page(it.expects({ t: 'thread' }).ref, 10, [comment(1)], { earlier: true }));
  expect(thread.view.status).toBe('ready');
  expect(thread.view.refusal).toBeUndefined();
  void thread.loadEarlier();
  const banned = { code: 'banned', message: 'No.', retry: false } as const;
  it.says({ t: 'refused', ref: it.expects({ t: 'thread' }).ref, error: banned });
  expect(thread.view).toMatchObject({ status: 'ready', refusal: banned, comments: [{ text: 'text 1' }] });
});

test('a released thread asks and hears nothing any more', async () => {
  const it = new Dialogue();
  const thread = open(it, [comment(7)], true);
  const done = thread.loadEarlier();
  thread.release();
  await done;
  it.says({ t: 'events', i: 1, e: [added(11)] });
  expect(texts(thread)).toEqual(['text 7']);
});
