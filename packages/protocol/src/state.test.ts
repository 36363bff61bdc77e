import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { type ImageEvent, type NewImageChat, type Operation, factOf } from './catalog.ts';
import type { Conversation } from './conversation.ts';
import { EMPTY_IMAGE, type ImageState, applyEvent, commentCount, imageStateOf } from './state.ts';
import { ImageModel, steps } from './testing/image-model.ts';

const stamp = { seq: 7, broadcastId: 'b', at: 1000, by: 'ada', name: 'Ada' };
const started: NewImageChat = {
  ...stamp,
  type: 'new-image-chat',
  id: 'c1',
  x: 10,
  y: 20,
  comment: { id: 'm1', text: ' Hello\n  there ' },
};

/** The image after Ada started c1 and whatever followed. */
function after(...events: ImageEvent[]): ImageState {
  return [started, ...events].reduce(applyEvent, EMPTY_IMAGE);
}

function c1(state: ImageState): Conversation | undefined {
  return state.conversations.get('c1');
}

const added = (seq: number, id: string, text = id): ImageEvent => ({
  ...stamp,
  seq,
  by: 'ben',
  name: 'Ben',
  type: 'image-chat-updated',
  id: 'c1',
  change: 'comment-added',
  comment: { id, text },
});

const removed = (seq: number, id: string): ImageEvent => ({
  ...stamp,
  seq,
  type: 'image-chat-updated',
  id: 'c1',
  change: 'comment-removed',
  comment: { id },
});

/** As it arrives at the other end. */
function sent<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

test('S1: a snapshot at any cursor plus the events after it is the state now', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const model = new ImageModel();
      const snapshots = [model.conversations()];
      for (const step of sequence) if (model.perform(step)) snapshots.push(model.conversations());
      for (const [cursor, snapshot] of snapshots.entries()) {
        const state = sent(model.events.slice(cursor)).reduce(applyEvent, imageStateOf(sent(snapshot)));
        expect([...state.conversations]).toEqual([...imageStateOf(model.conversations()).conversations]);
        expect(commentCount(state)).toBe(model.conversations().reduce((sum, { count }) => sum + count, 0));
      }
    }),
    { numRuns: 150 },
  );
});

test('S1: states are never mutated, so a state kept aside stays what it was', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const model = new ImageModel();
      let state = EMPTY_IMAGE;
      for (const step of sequence) {
        const event = model.perform(step);
        if (!event) continue;
        const before = JSON.stringify([...state.conversations]);
        const next = applyEvent(state, event);
        expect(JSON.stringify([...state.conversations])).toBe(before);
        state = next;
      }
      expect(EMPTY_IMAGE.conversations.size).toBe(0);
    }),
  );
});

test("S1: the first comment opens a conversation with its line, and its author is the event's actor", () => {
  expect(c1(after())).toEqual({
    id: 'c1',
    x: 10,
    y: 20,
    placeSeq: 7,
    resolved: false,
    by: 'ada',
    name: 'Ada',
    createdAt: 1000,
    count: 1,
    latestSeq: 7,
    opening: { commentId: 'm1', by: 'ada', name: 'Ada', line: 'Hello there' },
  });
});

test('S1: the opening goes with its comment and comes back only once the conversation was empty', () => {
  const answered = [added(8, 'm2'), removed(9, 'm1')];
  expect(c1(after(...answered))).toMatchObject({ count: 1, latestSeq: 8, opening: null });
  expect(c1(after(...answered, added(10, 'm3')))).toMatchObject({ count: 2, latestSeq: 10, opening: null });
  const emptied = [...answered, removed(10, 'm2')];
  expect(c1(after(...emptied))).toMatchObject({ count: 0, latestSeq: 8, opening: null });
  expect(c1(after(...emptied, added(11, 'm3')))).toMatchObject({
    count: 1,
    latestSeq: 11,
    opening: { commentId: 'm3', by: 'ben', name: 'Ben', line: 'm3' },
  });
});

test('S1: an edit changes the line of the opening alone', () => {
  const edited = (id: string): ImageEvent => ({
    ...stamp,
    seq: 9,
    type: 'image-chat-updated',
    id: 'c1',
    change: 'comment-edited',
    comment: { id, text: 'Better' },
  });
  expect(c1(after(added(8, 'm2'), edited('m2')))?.opening?.line).toBe('Hello there');
  expect(c1(after(added(8, 'm2'), edited('m1')))).toMatchObject({
    latestSeq: 8,
    opening: { commentId: 'm1', name: 'Ada', line: 'Better' },
  });
});

test('O5: a move tells the seq by which an undo must name it', () => {
  const moved: ImageEvent = {
    ...stamp,
    seq: 8,
    type: 'image-chat-updated',
    id: 'c1',
    change: 'moved',
    x: 1,
    y: 2,
  };
  expect(c1(after(moved))).toMatchObject({ x: 1, y: 2, placeSeq: 8 });
  expect(c1(after(moved, added(9, 'm2')))?.placeSeq).toBe(8);
});

test('N1: an image nobody talked about is empty, and a conversation without comments is legal', () => {
  expect([...EMPTY_IMAGE.conversations]).toEqual([]);
  expect(commentCount(EMPTY_IMAGE)).toBe(0);
  const { comment: _, ...bare } = started;
  expect(c1(applyEvent(EMPTY_IMAGE, bare))).toMatchObject({ count: 0, latestSeq: 0, opening: null });
});

test('W7: a bare event, a type or a change from the future, a conversation that is not there: nothing happens', () => {
  const state = after();
  const foreign: unknown[] = [
    { seq: 8 },
    { ...stamp, type: 'pinned-image-chat', id: 'c1' },
    { ...stamp, type: 'image-chat-updated', id: 'c1', change: 'hidden' },
    { ...stamp, type: 'image-chat-updated', id: 'c1', change: 'toString' },
    { ...stamp, type: 'image-chat-updated', id: 'c2', change: 'resolved' },
    { ...stamp, type: 'deleted-image-chat', id: 'c2' },
  ];
  for (const event of foreign) expect(applyEvent(state, event as ImageEvent)).toEqual(state);
});

test('W7: whatever a newer server sends, applying it never throws', () => {
  const event = fc.record(
    {
      seq: fc.nat(),
      type: fc.oneof(fc.constantFrom('image-chat-updated', 'deleted-image-chat'), fc.string()),
      id: fc.constantFrom('c1', 'c2', '__proto__'),
      change: fc.oneof(
        fc.constantFrom('moved', 'resolved', 'reopened', '__proto__', 'constructor'),
        fc.string(),
      ),
    },
    { requiredKeys: ['seq'] },
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      expect((events as ImageEvent[]).reduce(applyEvent, after()).conversations).toBeInstanceOf(Map);
    }),
  );
});

test("S1: one's own pending operation looks like what the server will make of it", () => {
  const operation: Operation = {
    type: 'add-comment',
    broadcastId: 'b',
    id: 'c1',
    comment: { id: 'm2', text: 'Yes' },
  };
  const guess = { seq: 8, broadcastId: 'b', at: 1999, by: 'ada', name: 'Ada' };
  const confirmed = factOf(operation, { ...guess, seq: 12, at: 2345 });
  const pending = c1(applyEvent(after(), factOf(operation, guess)));
  expect(c1(applyEvent(after(), confirmed))).toEqual({ ...pending, latestSeq: 12 } as Conversation);
});

test('S1: a pending operation on what others deleted meanwhile shows nothing', () => {
  const gone = after({ ...stamp, seq: 8, type: 'deleted-image-chat', id: 'c1' });
  const operation: Operation = { type: 'move-conversation', broadcastId: 'b', id: 'c1', x: 1, y: 1 };
  expect(applyEvent(gone, factOf(operation, { ...stamp, seq: 9 })).conversations.size).toBe(0);
});
