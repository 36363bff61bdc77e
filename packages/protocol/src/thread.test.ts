import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { FullEvent, ImageEvent } from './catalog.ts';
import { ImageModel, type Step, steps } from './testing/image-model.ts';
import { type Thread, applyToThread, commentEffect } from './thread.ts';

/** Everything the model says of a conversation, from the oldest loaded comment on. */
function truth(model: ImageModel, id: string, floor: number): Thread['comments'] | undefined {
  return model.comments(id)?.filter(({ seq }) => seq >= floor);
}

function play(thread: Thread | null, events: readonly ImageEvent[]): Thread | null {
  return events.reduce<Thread | null>((at, event) => at && applyToThread(at, event), thread);
}

function oldest({ comments, earlier }: Thread): number {
  return earlier ? (comments[0]?.seq ?? 0) : 0;
}

/** Runs the first steps, then hands over, with a conversation to look at. */
function midway(sequence: Step[], share: number): { model: ImageModel; rest: Step[]; ids: string[] } {
  const model = new ImageModel(8);
  const cut = Math.floor(sequence.length * share);
  for (const step of sequence.slice(0, cut)) model.perform(step);
  return { model, rest: sequence.slice(cut), ids: model.conversations().map(({ id }) => id) };
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

test('S1: a page of comments plus the events after it is the thread now, from the oldest one loaded on', () => {
  fc.assert(
    fc.property(steps, share, fc.integer({ min: 1, max: 4 }), (sequence, part, most) => {
      const { model, rest, ids } = midway(sequence, part);
      const cursor = model.events.length;
      const threads = ids.map((id) => ({
        conversationId: id,
        ...(model.page(id, most) ?? { comments: [], earlier: false }),
      }));
      for (const step of rest) model.perform(step);
      for (const thread of threads) {
        const now = play(thread, model.events.slice(cursor));
        expect(now?.comments).toEqual(truth(model, thread.conversationId, oldest(thread)));
      }
    }),
    { numRuns: 500 },
  );
});

test('W6: earlier pages, read at other cursors, join into the same thread', () => {
  const cuts = fc.tuple(share, share, share);
  fc.assert(
    fc.property(steps, cuts, fc.integer({ min: 1, max: 3 }), (sequence, parts, most) => {
      const [first, asked, read] = parts
        .toSorted((a, b) => a - b)
        .map((part) => Math.floor(part * sequence.length));
      const model = new ImageModel(8);
      const readers: Reader[] = [];
      for (const [at, step] of sequence.entries()) {
        if (at === first)
          for (const { id } of model.conversations()) readers.push(new Reader(model, id, most));
        if (at === asked) for (const reader of readers) reader.askEarlier();
        if (at === read) for (const reader of readers) reader.serverReads(model, most);
        const event = model.perform(step);
        if (event) for (const reader of readers) reader.arrives(event);
      }
      for (const reader of readers) reader.check(model);
    }),
    { numRuns: 500 },
  );
});

/** A client that keeps rule W6 to the letter; its second page comes as late as it can. */
class Reader {
  readonly #id: string;
  #thread: Thread | null;
  #floor: number;
  #asking: { before: number; held: FullEvent[]; page?: Thread & { readonly seq: number } } | undefined;

  constructor(model: ImageModel, id: string, most: number) {
    this.#id = id;
    const page = { conversationId: id, ...(model.page(id, most) ?? { comments: [], earlier: false }) };
    this.#thread = page;
    this.#floor = oldest(page);
  }

  askEarlier(): void {
    const first = this.#thread?.comments[0];
    if (first && this.#thread?.earlier) this.#asking = { before: first.seq, held: [] };
  }

  serverReads(model: ImageModel, most: number): void {
    if (!this.#asking) return;
    const page = model.page(this.#id, most, this.#asking.before);
    if (page) this.#asking.page = { conversationId: this.#id, ...page, seq: model.events.length };
  }

  arrives(event: FullEvent): void {
    if (this.#thread) this.#thread = applyToThread(this.#thread, event);
    this.#asking?.held.push(event);
  }

  check(model: ImageModel): void {
    this.#join();
    expect(this.#thread?.comments).toEqual(truth(model, this.#id, this.#floor));
  }

  #join(): void {
    const { held = [], page } = this.#asking ?? {};
    if (!page || !this.#thread) return;
    const changes = held.filter(
      (event) => event.seq > page.seq && !('change' in event && event.change === 'comment-added'),
    );
    const joined = play(page, changes);
    this.#floor = oldest(page);
    this.#thread = { ...this.#thread, comments: [...(joined?.comments ?? []), ...this.#thread.comments] };
  }
}

test('W6: taking again what a page holds already does no harm once the position has reached it', () => {
  fc.assert(
    fc.property(steps, share, (sequence, part) => {
      const { model, rest, ids } = midway(sequence, part);
      const position = model.events.length;
      for (const step of rest) model.perform(step);
      for (const id of ids) {
        const page = model.page(id, 50);
        if (!page) continue;
        const again = play({ conversationId: id, ...page }, model.events.slice(position));
        expect(again?.comments.toSorted((a, b) => a.seq - b.seq)).toEqual(page.comments);
      }
    }),
  );
});

test('W7: events of other conversations, bare ones and those from the future leave a thread alone', () => {
  const thread: Thread = { conversationId: 'c1', comments: [], earlier: false };
  const stamp = { seq: 3, broadcastId: 'b', at: 5, by: 'ada', name: 'Ada' };
  const foreign: unknown[] = [
    { seq: 3 },
    { ...stamp, type: 'deleted-image-chat', id: 'c2' },
    { ...stamp, type: 'image-chat-updated', id: 'c1', change: 'hidden', comment: { id: 'm1' } },
    { ...stamp, type: 'pinned-image-chat', id: 'c1' },
    { ...stamp, type: 'image-chat-updated', id: 'c1', change: 'resolved' },
  ];
  for (const event of foreign) expect(applyToThread(thread, event as ImageEvent)).toBe(thread);
});

test('a thread ends with its conversation', () => {
  const thread: Thread = { conversationId: 'c1', comments: [], earlier: true };
  const gone: ImageEvent = {
    seq: 3,
    broadcastId: 'b',
    at: 5,
    by: 'ada',
    name: 'Ada',
    type: 'deleted-image-chat',
    id: 'c1',
  };
  expect(applyToThread(thread, gone)).toBeNull();
  expect(commentEffect(gone)).toBeUndefined();
});
