import fc from 'fast-check';
import { type FullEvent, type Operation, type Stamp, factOf } from '../catalog.ts';
import type { Comment } from '../comment.ts';
import { type Conversation, openingLine, roundPlace } from '../conversation.ts';
import type { WrittenComment } from '../written.ts';

/** What moderators do follows from who may see what, which is core's to know and to test (V1). */
type Kind = Exclude<
  Operation['type'],
  | 'approve-comment'
  | 'hide-comment'
  | 'flag-comment'
  | 'restore-comment'
  | 'restore-conversation'
  | 'disown-conversation'
  | 'forget-person'
>;

/** What somebody does, drawn at random; `pick` chooses among what there is. */
export interface Step {
  readonly kind: Kind;
  readonly pick: number;
  readonly actor: number;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

const EMOJI = ['👍', '🎉', '❤️'];

/** Comments come and go often, conversations seldom: a thread must live to be paged. */
const KINDS = Object.entries({
  'create-conversation': 2,
  'move-conversation': 1,
  'resolve-conversation': 1,
  'reopen-conversation': 1,
  'delete-conversation': 0.5,
  'add-comment': 12,
  'edit-comment': 4,
  'delete-comment': 5,
  react: 4,
  'lock-conversation': 1,
  'unlock-conversation': 1,
} satisfies Record<Kind, number>).map(([kind, share]) => ({
  arbitrary: fc.constant(kind as Kind),
  weight: share * 2,
}));

/** Sequences of steps that fill, empty and delete conversations. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.oneof(...KINDS),
    pick: fc.nat(),
    actor: fc.nat(2),
    x: fc.double({ min: 0, max: 100, noNaN: true }),
    y: fc.double({ min: 0, max: 100, noNaN: true }),
    text: fc.string({ unit: 'grapheme', maxLength: 120 }),
  }),
  { maxLength: 80, size: 'max' },
);

interface Row {
  readonly id: string;
  readonly created: Stamp;
  place: { x: number; y: number; seq: number };
  resolved: boolean;
  locked: boolean;
  /** Every comment ever added; `alone` when there was no other at that time. */
  readonly comments: { comment: Comment; readonly marks: Set<string>; alone: boolean; removed: boolean }[];
}

/**
 * An image kept as rows, the way a database would: it never folds events and never calls a reducer, so what it tells
 * at any time is a second opinion on what the reducers make of its events.
 */
export class ImageModel {
  readonly events: FullEvent[] = [];
  readonly #rows = new Map<string, Row>();
  #lastId = 0;

  /** An image with a first conversation of so many comments already. */
  constructor(comments = 0) {
    const step = { pick: 1, actor: 0, x: 0, y: 0, text: 'first' };
    for (let at = 0; at < comments; at++) {
      this.perform({ ...step, kind: at === 0 ? 'create-conversation' : 'add-comment' });
    }
  }

  /** Does a step; undefined when there is nothing to do it to. */
  perform(step: Step): FullEvent | undefined {
    const operation = this.#operation(step);
    if (!operation) return undefined;
    const seq = this.events.length + 1;
    const stamp: Stamp = {
      seq,
      broadcastId: this.#newId(),
      at: 1_790_000_000_000 + seq * 1000,
      by: `actor-${step.actor}`,
      name: `Actor ${step.actor}`,
    };
    const event = asServed(factOf(operation, stamp), step.pick);
    this.#store(operation, stamp, event);
    this.events.push(event);
    return event;
  }

  /** The snapshot. */
  conversations(): Conversation[] {
    return [...this.#rows.values()].map((row) => {
      const alive = row.comments.filter(({ removed }) => !removed);
      const first = row.comments.findLast(({ alone }) => alone);
      return {
        id: row.id,
        x: row.place.x,
        y: row.place.y,
        placeSeq: row.place.seq,
        resolved: row.resolved,
        by: row.created.by,
        name: row.created.name,
        createdAt: row.created.at,
        count: alive.length,
        latestSeq: row.comments.at(-1)?.comment.seq ?? 0,
        opening: first && !first.removed ? openingOf(first.comment) : null,
        ...(row.locked ? { locked: true } : {}),
      };
    });
  }

  /** A page: the newest `most` comments, or those before a seq. Undefined without the conversation. */
  page(
    id: string,
    most: number,
    before = Number.POSITIVE_INFINITY,
  ): { comments: Comment[]; earlier: boolean } | undefined {
    const all = this.comments(id)?.filter(({ seq }) => seq < before);
    return all && { comments: all.slice(-most), earlier: all.length > most };
  }

  /** All comments of a conversation; undefined without it. */
  comments(id: string): Comment[] | undefined {
    const alive = this.#rows.get(id)?.comments.filter(({ removed }) => !removed);
    return alive?.map(({ comment }) => comment);
  }

  #operation({ kind, pick, x, y, text }: Step): Operation | undefined {
    const broadcastId = '';
    const place = roundPlace({ x, y });
    if (kind === 'create-conversation') {
      const id = this.#newId();
      const comment = pick % 4 === 0 ? {} : { comment: { id: this.#newId(), text } };
      return { type: kind, broadcastId, id, ...place, ...comment };
    }
    const row = pickFrom([...this.#rows.values()], pick);
    if (!row) return undefined;
    const { id } = row;
    const alive = row.comments.filter(({ removed }) => !removed);
    const commentId = pickFrom(alive, pick >> 3)?.comment.id;
    switch (kind) {
      case 'move-conversation':
        return { type: kind, broadcastId, id, ...place };
      case 'add-comment': {
        const answers = pick % 3 === 0 && commentId !== undefined ? { replyTo: commentId } : {};
        return { type: kind, broadcastId, id, comment: { id: this.#newId(), text, ...answers } };
      }
      case 'edit-comment':
        return commentId === undefined
          ? undefined
          : { type: kind, broadcastId, id, comment: { id: commentId, text } };
      case 'delete-comment':
        return commentId === undefined
          ? undefined
          : { type: kind, broadcastId, id, comment: { id: commentId } };
      case 'react':
        return commentId === undefined
          ? undefined
          : {
              type: kind,
              broadcastId,
              id,
              comment: { id: commentId },
              emoji: EMOJI[pick % 3] ?? '',
              on: x < 60,
            };
      default:
        return { type: kind, broadcastId, id };
    }
  }

  #store(operation: Operation, stamp: Stamp, event: FullEvent): void {
    if (operation.type === 'create-conversation') {
      const { id, x, y, comment } = operation;
      const place = { x, y, seq: stamp.seq };
      const row: Row = { id, created: stamp, place, resolved: false, locked: false, comments: [] };
      this.#rows.set(id, row);
      if (comment) addComment(row, servedComment(event) ?? comment, stamp);
      return;
    }
    const row = this.#rows.get(operation.id);
    if (!row) return;
    if (operation.type === 'delete-conversation') this.#rows.delete(row.id);
    else changeRow(row, operation, stamp, servedComment(event));
  }

  #newId(): string {
    return `id-${++this.#lastId}`;
  }
}

function changeRow(row: Row, operation: Operation, stamp: Stamp, served: WrittenComment | undefined): void {
  switch (operation.type) {
    case 'move-conversation':
      row.place = { x: operation.x, y: operation.y, seq: stamp.seq };
      return;
    case 'resolve-conversation':
    case 'reopen-conversation':
      row.resolved = operation.type === 'resolve-conversation';
      return;
    case 'lock-conversation':
    case 'unlock-conversation':
      row.locked = operation.type === 'lock-conversation';
      return;
    case 'add-comment':
      addComment(row, served ?? operation.comment, stamp);
      return;
    case 'edit-comment':
    case 'delete-comment': {
      const entry = row.comments.find(({ comment }) => comment.id === operation.comment.id);
      if (!entry) return;
      if (operation.type === 'delete-comment') entry.removed = true;
      else {
        const { body: _, ...kept } = entry.comment;
        const { text, body }: WrittenComment = served ?? operation.comment;
        entry.comment = { ...kept, text, ...(body ? { body } : {}), editedAt: stamp.at };
      }
      return;
    }
    case 'react': {
      const entry = row.comments.find(({ comment }) => comment.id === operation.comment.id);
      if (!entry) return;
      const key = `${operation.emoji} ${stamp.by}`;
      if (!operation.on) entry.marks.delete(key);
      else entry.marks.add(key);
      entry.comment = withMarks(entry.comment, [...entry.marks]);
    }
  }
}

/** Marks by emoji, emoji in the order of their oldest mark that was never without another. */
function withMarks({ reactions: before = [], ...comment }: Comment, marks: readonly string[]): Comment {
  const all = marks.map((mark) => mark.split(' ') as [string, string]);
  const kinds = new Set([...before.map(({ emoji }) => emoji), ...all.map(([emoji]) => emoji)]);
  const reactions = [...kinds].flatMap((emoji) => {
    const by = all.filter(([each]) => each === emoji).map(([, id]) => id);
    return by.length > 0 ? [{ emoji, by }] : [];
  });
  return reactions.length > 0 ? { ...comment, reactions } : comment;
}

/** The event with what a server adds to some texts: a reading of their marks, the depth of an answer. */
function asServed(event: FullEvent, pick: number): FullEvent {
  const written = servedComment(event);
  if (!written || pick % 2 === 0) return event;
  const body = [{ t: 'p', c: [{ t: 'b', c: [written.text] }] }] as const;
  const depth = written.replyTo === undefined ? {} : { depth: 1 };
  return { ...event, comment: { ...written, body, ...depth } } as FullEvent;
}

function servedComment(event: FullEvent): WrittenComment | undefined {
  const comment = 'comment' in event ? event.comment : undefined;
  return comment && 'text' in comment ? (comment as WrittenComment) : undefined;
}

function addComment(row: Row, { id, text, body, replyTo, depth }: WrittenComment, stamp: Stamp): void {
  const { seq, by, name, at, avatar } = stamp;
  const alone = row.comments.every(({ removed }) => removed);
  const more = { ...(body && { body }), ...(replyTo && { replyTo }), ...(depth && { depth }) };
  const face = avatar === undefined || 'by' in more ? {} : { avatar };
  const comment: Comment = { id, seq, by, name, text, ...face, ...more, createdAt: at, editedAt: null };
  row.comments.push({ comment, marks: new Set(), alone, removed: false });
}

function openingOf({ id, by, name, text }: Comment): Conversation['opening'] {
  return { commentId: id, by, name, line: openingLine(text) };
}

function pickFrom<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % items.length];
}
