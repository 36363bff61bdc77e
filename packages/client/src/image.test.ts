import { expect, test } from 'bun:test';
import type { FullEvent } from '@imagechat/protocol/catalog';
import { Dialogue, conversation } from './testing/dialogue.ts';

const stamp = (seq: number) => ({ seq, broadcastId: `b${seq}`, at: 1000 + seq, by: 'bob', name: 'Bob' });

function created(seq: number, id = `c${seq}`): FullEvent {
  return {
    ...stamp(seq),
    type: 'new-image-chat',
    id,
    x: seq,
    y: seq,
    comment: { id: `m${seq}`, text: 'Hi' },
  };
}

function moved(seq: number, id: string, x: number): FullEvent {
  return { ...stamp(seq), type: 'image-chat-updated', id, change: 'moved', x, y: 1 };
}

test('N1: an image nobody talked about is empty and ready', () => {
  const it = new Dialogue();
  const image = it.client.image('pic');
  expect(image.view).toMatchObject({ status: 'loading', count: 0 });
  it.greets();
  it.shows([], { seq: 0 });
  expect(image.view).toMatchObject({ status: 'ready', count: 0 });
});

test('facts of the image go with the subscription', () => {
  const it = new Dialogue();
  it.client.image('pic', { src: 'https://a.example/b.png' });
  it.greets();
  expect(it.expects({ t: 'subscribe' })).toEqual({
    t: 'subscribe',
    ref: 1,
    urlId: 'pic',
    facts: { src: 'https://a.example/b.png' },
  });
});

test('S1: events after the snapshot are applied in order; what was seen is dropped (R3)', () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  it.says({ t: 'events', i: 1, e: [created(10), created(11), { seq: 12 }, moved(13, 'c1', 70)] });
  expect([...image.view.conversations.keys()]).toEqual(['c1', 'c11']);
  expect(image.view.conversations.get('c1')).toMatchObject({ x: 70, placeSeq: 13, pending: false });
  it.says({ t: 'events', i: 1, e: [moved(13, 'c1', 5), created(14)] });
  expect(image.view.conversations.get('c1')?.x).toBe(70);
  expect(image.view.count).toBe(3);
});

test('V1: bare events move the cursor and nothing else', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const { view } = image;
  it.says({ t: 'events', i: 1, e: [{ seq: 11 }, { seq: 12 }] });
  expect(image.view).toBe(view);
  await it.cut();
  it.greets();
  expect(it.expects({ t: 'subscribe' }).cursor).toEqual({ epoch: 'e1', seq: 12 });
});

test('R3: a gap is asked for once, the old picture stays, and the answer brings what came meanwhile', () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  it.says({ t: 'events', i: 1, e: [created(11), created(13)] });
  it.says({ t: 'events', i: 1, e: [created(14)] });
  expect([...image.view.conversations.keys()]).toEqual(['c1', 'c11']);
  const { ref, cursor } = it.expects({ t: 'subscribe' });
  expect(cursor).toEqual({ epoch: 'e1', seq: 11 });
  it.expectsNothing();
  it.says({
    t: 'subscribed',
    ref,
    i: 1,
    epoch: 'e1',
    seq: 14,
    events: [created(12), created(13), created(14)],
  });
  expect([...image.view.conversations.keys()]).toEqual(['c1', 'c11', 'c12', 'c13', 'c14']);
  it.says({ t: 'events', i: 1, e: [created(15)] });
  expect(image.view.conversations.size).toBe(6);
  it.expectsNothing();
});

test('R3: a number changed by resubscribing replaces the old one', () => {
  const it = new Dialogue();
  const image = it.watch();
  it.says({ t: 'events', i: 1, e: [created(12)] });
  const { ref } = it.expects({ t: 'subscribe' });
  it.says({ t: 'subscribed', ref, i: 7, epoch: 'e1', seq: 12, events: [created(11), created(12)] });
  it.says({ t: 'events', i: 1, e: [created(13)] });
  it.says({ t: 'events', i: 7, e: [created(13)] });
  expect(image.view.conversations.size).toBe(3);
});

test('R1: after a cut the client catches up by its cursor, also on zero events, and shows the old picture until then', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const { view } = image;
  await it.cut();
  expect(image.view).toBe(view);
  it.greets();
  const { ref, cursor } = it.expects({ t: 'subscribe' });
  expect(cursor).toEqual({ epoch: 'e1', seq: 10 });
  expect(image.view).toBe(view);
  it.says({ t: 'subscribed', ref, i: 3, epoch: 'e1', seq: 10, events: [] });
  expect(image.view).toBe(view);
  it.says({ t: 'events', i: 3, e: [created(11)] });
  expect(image.view.conversations.size).toBe(2);
});

test('R1: a reset replaces everything at once, and unchanged entries keep their identity', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'), conversation('c2'));
  const sizes = new Set<number>();
  image.subscribe(() => sizes.add(image.view.conversations.size));
  const before = image.view.conversations.get('c1');
  await it.cut();
  it.greets();
  const { ref } = it.expects({ t: 'subscribe' });
  it.says({
    t: 'subscribed',
    ref,
    i: 1,
    epoch: 'e2',
    seq: 3,
    conversations: [conversation('c1'), conversation('c3')],
  });
  it.says({ t: 'events', i: 1, e: [created(4)] });
  expect([...image.view.conversations.keys()]).toEqual(['c1', 'c3', 'c4']);
  expect(image.view.conversations.get('c1')).toBe(before);
  it.says({ t: 'reset', i: 1, epoch: 'e3', seq: 1, conversations: [conversation('c1')] });
  expect([...image.view.conversations.keys()]).toEqual(['c1']);
  expect(sizes).not.toContain(0);
});

test('R1: a catch-up with a hole or of another life is not believed: everything anew', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  await it.cut();
  it.greets();
  const first = it.expects({ t: 'subscribe' });
  it.says({
    t: 'subscribed',
    ref: first.ref,
    i: 1,
    epoch: 'e1',
    seq: 13,
    events: [created(11), created(13)],
  });
  const second = it.expects({ t: 'subscribe' });
  expect(second.cursor).toBeUndefined();
  it.says({
    t: 'subscribed',
    ref: second.ref,
    i: 1,
    epoch: 'e1',
    seq: 13,
    conversations: [conversation('c9')],
  });
  expect([...image.view.conversations.keys()]).toEqual(['c9']);
});

test('entries keep their identity while they do not change', () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'), conversation('c2'));
  const before = image.view.conversations;
  it.says({ t: 'events', i: 1, e: [moved(11, 'c2', 50)] });
  const after = image.view.conversations;
  expect(after.get('c1')).toBe(before.get('c1'));
  expect(after.get('c2')).not.toBe(before.get('c2'));
  image.createConversation({ x: 1, y: 1 }, 'Hi');
  expect(image.view.conversations.get('c2')).toBe(after.get('c2'));
  const pending = [...image.view.conversations.values()].at(-1);
  it.says({ t: 'events', i: 1, e: [moved(12, 'c1', 50)] });
  expect([...image.view.conversations.values()].at(-1)).toBe(pending);
  expect(image.view.conversations.get('c2')).toBe(after.get('c2'));
});

test('one image watched twice is one subscription, released with the last holder', () => {
  const it = new Dialogue();
  const first = it.watch(conversation('c1'));
  const second = it.client.image('pic');
  it.expectsNothing();
  expect(second.view).toBe(first.view);
  first.release();
  first.release();
  it.expectsNothing();
  second.release();
  it.expects({ t: 'unsubscribe', i: 1 });
});

test('a released holder asks for nothing any more', async () => {
  const it = new Dialogue();
  const image = it.watch();
  it.client.image('pic');
  image.release();
  const { result } = image.createConversation({ x: 1, y: 1 }, 'Hi');
  expect(await result).toMatchObject({ ok: false, refusal: { code: 'not-subscribed' } });
  it.expectsNothing();
});

test('an image released while it is asked for is let go when the answer comes, unless it is wanted again', () => {
  const it = new Dialogue();
  const other = it.client.image('other');
  it.greets();
  it.shows([]);
  const image = it.client.image('pic');
  image.release();
  const { ref } = it.expects({ t: 'subscribe', urlId: 'pic' });
  it.says({ t: 'subscribed', ref, i: 2, epoch: 'e1', seq: 0, conversations: [] });
  it.expects({ t: 'unsubscribe', i: 2 });
  const again = it.client.image('pic');
  const asked = it.expects({ t: 'subscribe', urlId: 'pic' });
  again.release();
  const third = it.client.image('pic');
  it.says({
    t: 'subscribed',
    ref: asked.ref,
    i: 2,
    epoch: 'e1',
    seq: 0,
    conversations: [conversation('c1')],
  });
  it.expectsNothing();
  expect(third.view.count).toBe(1);
  expect(other.view.status).toBe('ready');
});

test('two images share one line and keep apart', () => {
  const it = new Dialogue();
  const one = it.watch();
  const two = it.client.image('two');
  const { ref } = it.expects({ t: 'subscribe', urlId: 'two' });
  it.says({ t: 'subscribed', ref, i: 2, epoch: 'e1', seq: 0, conversations: [] });
  it.says({ t: 'events', i: 2, e: [created(1)] });
  expect([one.view.count, two.view.count]).toEqual([0, 1]);
  expect(it.environment.sockets).toHaveLength(1);
});

test('F1: an image one may not watch says so; one refused for now is asked for again', async () => {
  const it = new Dialogue();
  const image = it.client.image('pic');
  it.greets();
  const first = it.expects({ t: 'subscribe' });
  it.says({
    t: 'refused',
    ref: first.ref,
    error: { code: 'rate-limited', message: '', retry: true, retryAfterMs: 3000 },
  });
  expect(image.view.status).toBe('loading');
  await it.environment.advance(3000);
  const second = it.expects({ t: 'subscribe' });
  const error = { code: 'not-allowed', message: 'No.', retry: false } as const;
  it.says({ t: 'refused', ref: second.ref, error });
  expect(image.view).toMatchObject({ status: 'refused', refusal: error });
});

test('an image whose subscription the server ends says so, and tries again with the next line', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  it.says({ t: 'unsubscribed', i: 1, error: { code: 'banned', message: 'No.', retry: false } });
  expect(image.view.status).toBe('refused');
  await it.cut();
  it.greets();
  const { ref } = it.expects({ t: 'subscribe' });
  it.says({ t: 'subscribed', ref, i: 1, epoch: 'e1', seq: 10, events: [] });
  expect(image.view.status).toBe('ready');
});

test('a frame of many events is drawn once', () => {
  const it = new Dialogue();
  const image = it.watch();
  let told = 0;
  image.subscribe(() => told++);
  it.says({ t: 'events', i: 1, e: Array.from({ length: 100 }, (_, at) => created(11 + at)) });
  expect(told).toBe(1);
  expect(image.view.count).toBe(100);
});
