import type { Clock } from '@imagechat/core/ports/clock';
import type { Retention } from '@imagechat/core/ports/retention';
import type { Outcome, Storage, Submission } from '@imagechat/core/ports/storage';
import { answerKey } from '@imagechat/core/ports/storage';
import type { FullEvent } from '@imagechat/protocol/catalog';
import type { Cursor } from '@imagechat/protocol/cursor';
import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import { ImageBook, MODERATORS } from './image-book.ts';
import type { Trace } from './trace.ts';

/** The book as it was at some moment. */
export type BookCopy = readonly ImageBook[];

/** What a book is made of. */
export interface BookParts {
  readonly trace: Trace;
  /** What the storage goes by. */
  readonly clock: Pick<Clock, 'now'>;
  readonly epoch: string;
}

/**
 * The truth of a made world, told by nobody: it stands right before storage and writes down what goes in and what comes out,
 * before anything can be lost on the way back. Every life of the database has its own part (E1).
 */
export class LogBook {
  readonly #lives = new Map<string, Map<string, ImageBook>>();
  readonly #trace: Trace;
  readonly #clock: Pick<Clock, 'now'>;
  /** Every event there ever was, by what names it. */
  readonly #ever = new Map<string, string>();
  #epoch: string;

  constructor({ trace, clock, epoch }: BookParts) {
    this.#trace = trace;
    this.#clock = clock;
    this.#epoch = epoch;
    this.#lives.set(epoch, new Map());
  }

  /** The life of the database that goes on now. */
  get epoch(): string {
    return this.#epoch;
  }

  /** Every life there was, the present one among them. */
  get epochs(): readonly string[] {
    return [...this.#lives.keys()];
  }

  /** Everything written in this life, by image. */
  images(): readonly ImageBook[] {
    return [...(this.#lives.get(this.#epoch)?.values() ?? [])];
  }

  /** One image's part of a life, the present one unless told otherwise; empty when nothing was written about it. */
  image(key: ImageKey, epoch = this.#epoch): ImageBook {
    const life = this.#lives.get(epoch);
    const text = imageKeyText(key);
    const known = life?.get(text);
    if (known) return known;
    const book = new ImageBook(key, life ? epoch : `no life was called ${epoch}`);
    life?.set(text, book);
    return book;
  }

  /** Whether a cursor is of a later life than another, or further on in the same. */
  isAfter(cursor: Cursor, other: Cursor): boolean {
    if (cursor.epoch === other.epoch) return cursor.seq > other.seq;
    return this.epochs.indexOf(cursor.epoch) > this.epochs.indexOf(other.epoch);
  }

  /** What a copy of the storage made now holds. */
  copy(): BookCopy {
    return this.images().map((image) => image.copy(this.#epoch));
  }

  /** From now on the storage is what that copy holds, under this name: what was accepted since is lost, and that is all that is. */
  restore(copy: BookCopy, epoch: string): void {
    this.#epoch = epoch;
    this.#lives.set(epoch, new Map(copy.map((image) => [imageKeyText(image.key), image.copy(epoch)])));
  }

  /** The logs are cut (L1). */
  cut(keep: Retention): void {
    for (const image of this.images()) image.cut(keep);
  }

  /** The same storage, under observation. */
  watch(storage: Storage): Storage {
    return {
      submit: async (group) => {
        const outcomes = await storage.submit(group);
        for (const [at, outcome] of outcomes.entries()) {
          const submission = group[at];
          if (submission) this.#wrote(submission, outcome);
        }
        return outcomes;
      },
      snapshot: (image) => storage.snapshot(image),
      eventsAfter: (image, after, most) => storage.eventsAfter(image, after, most),
      thread: (image, id, before, most, eyes) => storage.thread(image, id, before, most, eyes),
      heads: (images) => storage.heads(images),
      close: () => storage.close(),
    };
  }

  #wrote(submission: Submission, outcome: Outcome): void {
    if (!outcome.accepted) return;
    const { actor, image, operation } = submission;
    const book = this.image(image);
    const key = answerKey(actor.id, operation.broadcastId);
    const before = book.answers.get(key);
    const { event } = outcome;
    if (!event) {
      if (before !== outcome.cursor.seq)
        this.#trace.breach('O2', `a repeat of ${key} is answered with ${outcome.cursor.seq}, not ${before}`);
      return;
    }
    if (before !== undefined) this.#trace.breach('O2', `${key} took effect twice: ${before}, ${event.seq}`);
    if (event.seq !== book.head + 1 || outcome.cursor.epoch !== book.epoch)
      this.#trace.breach('O1', `seq ${event.seq} of ${outcome.cursor.epoch} follows ${book.head}`);
    if (event.by !== actor.id || event.at !== this.#clock.now() || event.name !== actor.name)
      this.#trace.breach('A1', `event ${event.seq} is not stamped by the server: ${JSON.stringify(event)}`);
    this.#judgeUndo(book, event);
    this.#judgeName(book, event);
    book.push({ submission, event, text: JSON.stringify(event) }, key);
    this.#trace.note(
      `log ${image.tenantId}/${image.urlId} ${event.seq}: ${operation.type} ${short(event.id)} by ${actor.id}`,
    );
  }

  #judgeUndo(book: ImageBook, event: FullEvent): void {
    if (event.type !== 'image-chat-updated' || event.change !== 'moved' || event.undoes === undefined) return;
    const placed = book.state(book.head, MODERATORS)?.conversations.get(event.id)?.placeSeq;
    if (placed !== event.undoes)
      this.#trace.breach('O5', `move ${event.seq} takes back ${event.undoes}, but the place is of ${placed}`);
  }

  /** E1: a cursor names one place in one history; where history rewound, the epoch must be another. */
  #judgeName({ epoch, head, key }: ImageBook, event: FullEvent): void {
    const cursor = `${key.tenantId}/${key.urlId}/${epoch}.${event.seq}`;
    const other = this.#ever.get(cursor);
    if (other !== undefined && event.seq === head + 1)
      this.#trace.breach('E1', `${cursor} is ${event.broadcastId}, and was ${other} before`);
    this.#ever.set(cursor, event.broadcastId);
  }
}

/** The end of an id, for people to tell ids apart. */
export function short(id: string): string {
  return id.slice(-6);
}
