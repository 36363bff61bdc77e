import { type Eyes, PUBLIC, eyesKey } from '@imagechat/core/eyes';
import type { ActorInfo } from '@imagechat/protocol/actor';
import type { ImageEvent } from '@imagechat/protocol/catalog';
import type { Cursor } from '@imagechat/protocol/cursor';
import type {
  Ack,
  Events,
  LoadThread,
  MessageDown,
  MessageUp,
  Refused,
  Reset,
  Subscribe,
  Subscribed,
  ThreadPage,
} from '@imagechat/protocol/messages';
import { REFUSALS, type Refusal } from '@imagechat/protocol/refusal';
import type { ImageBook } from './image-book.ts';
import { judgeCatchUp, judgeEventText, judgeSnapshot, judgeThreadPage } from './law-check.ts';
import type { LogBook } from './log-book.ts';
import { PresenceCheck } from './presence-check.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What checking a connection needs to know of its world. */
export interface StreamParts {
  readonly trace: Trace;
  readonly book: LogBook;
  readonly time: VirtualTime;
  readonly tenantId: string;
  /** Names the connection to people. */
  readonly name: string;
  /** What no frame of this tenant may hold: whatever others say has their tenant's name in it. */
  readonly foreign: readonly string[];
  readonly catchUpEvents: number;
  readonly threadPage: number;
  /** An operation was accepted: the answers of all connections are held together (O2). */
  accepted(ack: Accepted): void;
}

/** An ack with all that names what it is an answer to. */
export interface Accepted {
  readonly image: ImageBook;
  readonly broadcastId: string;
  /** Who may have said it on this connection. */
  readonly actors: ReadonlySet<string>;
  readonly answer: { readonly epoch: string; readonly seq: number; readonly at: number };
  readonly where: string;
}

interface Asked {
  readonly subscribe: Subscribe;
  /** Who asked sees through these eyes. */
  readonly eyes: Eyes;
  readonly head: number;
}

/** Watches one connection at the server's end: what arrived there, what was handed to the wire, in what order. */
export class StreamCheck {
  readonly #parts: StreamParts;
  readonly #subscribes = new Map<number, Asked>();
  readonly #threads = new Map<number, { readonly load: LoadThread; readonly seq: number }>();
  readonly #identifies = new Set<number>();
  readonly #submits = new Map<string, { readonly i: number; answersOwed: number }>();
  /** Image and position by the number its frames carry, once that is known here: who guesses numbers is not checked as closely. */
  readonly #streams = new Map<number, { image: ImageBook; at: Cursor }>();
  readonly #actors = new Set<string>();
  /** Through whose eyes this connection sees, by what it was told last (V1). */
  #eyes: Eyes = PUBLIC;
  readonly presence: PresenceCheck;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.presence = new PresenceCheck({ ...parts, actors: this.#actors });
  }

  /** What was asked and not answered (W3). */
  get unanswered(): readonly string[] {
    const submits = [...this.#submits].filter(([, { answersOwed }]) => answersOwed > 0);
    return [
      ...submits.map(([id]) => `submit ${id}`),
      ...Array.from(this.#subscribes.keys(), (ref) => `subscribe ${ref}`),
      ...Array.from(this.#threads.keys(), (ref) => `thread ${ref}`),
      ...Array.from(this.#identifies, (ref) => `identify ${ref}`),
    ];
  }

  /** Somebody speaks on this connection as this actor. */
  speaks(actorId: string): void {
    this.#actors.add(actorId);
  }

  /** A frame arrived at the server. */
  up(message: MessageUp): void {
    this.presence.up(message);
    if (message.t === 'subscribe') {
      const { book, tenantId } = this.#parts;
      const { head } = book.image({ tenantId, urlId: message.urlId });
      this.#subscribes.set(message.ref, { subscribe: message, head, eyes: this.#eyes });
    } else if (message.t === 'thread') {
      const seq = this.#streams.get(message.i)?.at.seq ?? 0;
      this.#threads.set(message.ref, { load: message, seq });
    } else if (message.t === 'identify') {
      this.#identifies.add(message.ref);
    } else if (message.t === 'submit') {
      const broadcastId = message.operation.broadcastId.toLowerCase();
      const answersOwed = (this.#submits.get(broadcastId)?.answersOwed ?? 0) + 1;
      this.#submits.set(broadcastId, { i: message.i, answersOwed });
    }
  }

  /** A frame was handed to the wire. */
  down(frame: string, message: MessageDown): void {
    const { foreign } = this.#parts;
    if (foreign.some((name) => frame.includes(name))) this.#breach('A1', `a foreign tenant's: ${frame}`);
    this.presence.down(message);
    if (message.t === 'hello' || message.t === 'identified') this.#eyes = eyesTold(message.actor);
    this.#judgeLeaks(frame, message);
    switch (message.t) {
      case 'subscribed':
        this.#subscribed(message);
        break;
      case 'events':
        this.#events(message);
        break;
      case 'reset':
        this.#reset(message);
        break;
      case 'ack':
        this.#ack(message);
        break;
      case 'refused':
        this.#refused(message);
        break;
      case 'thread':
        this.#thread(message);
        break;
      case 'identified':
        if (message.ref !== undefined) this.#identifies.delete(message.ref);
        return;
      case 'hello':
      case 'unsubscribed':
      case 'alive':
    }
  }

  #subscribed(message: Subscribed): void {
    const { book, catchUpEvents, tenantId } = this.#parts;
    const asked = this.#subscribes.get(message.ref);
    if (!asked) {
      this.#breach('R1', `nobody asked for ${JSON.stringify(message)}`);
      return;
    }
    this.#subscribes.delete(message.ref);
    const { urlId, cursor } = asked.subscribe;
    const sameEyes = eyesKey(asked.eyes) === eyesKey(this.#eyes);
    const { epoch, seq } = message;
    const image = book.image({ tenantId, urlId }, epoch);
    if (message.events) {
      const says = judgeCatchUp(cursor, message, message.events);
      if (says) this.#breach('R1', says);
      for (const event of message.events) this.#judgeEvent(image, event);
    } else {
      const reachable = cursor?.epoch === epoch && cursor.seq >= image.floor && cursor.seq <= asked.head;
      if (reachable && sameEyes && image.head - cursor.seq <= catchUpEvents)
        this.#breach('R1', `everything anew at ${seq} for ${cursor.seq}, which could be caught up`);
      this.#judge(judgeSnapshot(image, message, message.conversations, this.#eyes));
    }
    this.#streams.set(message.i, { image, at: { epoch, seq } });
  }

  #events({ i, e }: Events): void {
    const stream = this.#streams.get(i);
    if (!stream) {
      this.#breach('R2', `events of image ${i} before its subscription is answered`);
      return;
    }
    for (const event of e) {
      const { epoch, seq } = stream.at;
      if (event.seq > seq + 1) this.#breach('R3', `event ${event.seq} follows ${seq}`);
      stream.at = { epoch, seq: Math.max(seq, event.seq) };
      this.#judgeEvent(stream.image, event, event.seq <= seq);
    }
    const seqs = e.map(({ seq }) => seq);
    if (seqs.some((seq, at) => at > 0 && seq !== (seqs[at - 1] ?? 0) + 1))
      this.#breach('B1', `a batch out of order: ${seqs.join(',')}`);
  }

  #reset(message: Reset): void {
    const stream = this.#streams.get(message.i);
    if (!stream) {
      this.#breach('R2', `a reset of image ${message.i} before its subscription is answered`);
      return;
    }
    const { epoch, seq } = message;
    if (epoch === stream.at.epoch && seq < stream.at.seq)
      this.#breach('R1', `a reset goes back from ${stream.at.seq} to ${seq}`);
    stream.image = this.#parts.book.image(stream.image.key, epoch);
    this.#judge(judgeSnapshot(stream.image, message, message.conversations, this.#eyes));
    stream.at = { epoch, seq };
  }

  #ack({ broadcastId, epoch, seq, at }: Ack): void {
    const { name } = this.#parts;
    const submit = this.#answered(broadcastId);
    if (!submit) {
      this.#breach('O2', `an ack of ${broadcastId}, which was not asked here`);
      return;
    }
    const image = this.#streams.get(submit.i)?.image;
    const answer = { epoch, seq, at };
    if (image) this.#parts.accepted({ image, broadcastId, actors: this.#actors, answer, where: name });
  }

  #refused({ broadcastId, ref, error }: Refused): void {
    if (!isRefusal(error)) this.#breach('F1', `not a refusal: ${JSON.stringify(error)}`);
    if (broadcastId !== undefined && !this.#answered(broadcastId))
      this.#breach('O2', `${broadcastId} is refused, which was not asked here`);
    if (ref === undefined) return;
    this.#subscribes.delete(ref);
    this.#threads.delete(ref);
    this.#identifies.delete(ref);
  }

  #thread(page: ThreadPage): void {
    const asked = this.#threads.get(page.ref);
    if (!asked) {
      this.#breach('S1', `a thread nobody asked for: ${page.id}`);
      return;
    }
    this.#threads.delete(page.ref);
    const { id, before, i } = asked.load;
    if (page.seq < asked.seq)
      this.#breach('W6', `a page at ${page.seq}, asked when ${asked.seq} had been sent`);
    const image = this.#streams.get(i)?.image;
    const { threadPage: most } = this.#parts;
    if (image) this.#judge(judgeThreadPage(image, page, { id, before, most }, this.#eyes));
  }

  #answered(broadcastId: string): { readonly i: number } | undefined {
    const submit = this.#submits.get(broadcastId);
    if (!submit || submit.answersOwed === 0) return undefined;
    submit.answersOwed--;
    return submit;
  }

  /** V1: nothing that was never public is told to anybody but its author and moderators. */
  #judgeLeaks(frame: string, message: MessageDown): void {
    const { book, tenantId } = this.#parts;
    const eyes = this.#eyes;
    // Where somebody says to be typing is their own word, and is held against the image it is said on.
    const of = message.t === 'presence' ? this.#streams.get(message.i)?.image.key : undefined;
    const id = eyes.kind === 'author' ? eyes.id : '';
    // What one said oneself and hears again is no news, also of what is in the log and not delivered yet.
    const people = message.t === 'presence' ? message.people.filter((person) => person.id !== id) : [];
    const told = message.t === 'presence' ? JSON.stringify({ ...message, people }) : frame;
    for (const { key, secrets } of book.images()) {
      if (key.tenantId !== tenantId || (of && of.urlId !== key.urlId)) continue;
      const leak = secrets.leak(told, eyes.kind === 'moderators', id);
      if (leak !== undefined) this.#breach('V1', `${eyesKey(eyes)} is told ${leak}: ${frame}`);
    }
  }

  #judgeEvent(image: ImageBook, event: ImageEvent, isRepeat = false): void {
    const says = judgeEventText(image, event, this.#eyes, isRepeat);
    // What is sent is on the disk (§7 of DESIGN): a number means nothing before the transaction that takes it.
    if (says) this.#breach(event.seq > image.head ? 'O1' : 'O3', says);
  }

  #judge(says: string | undefined): void {
    if (says) this.#breach('S1', says);
  }

  #breach(rule: string, says: string): void {
    this.#parts.trace.breach(rule, `${this.#parts.name}: ${says}`);
  }
}

/** Through whose eyes sees who was told to be this. */
export function eyesTold({ id, rights }: Pick<ActorInfo, 'id' | 'rights'>): Eyes {
  if (rights['approve-comment'] === 'any') return { kind: 'moderators' };
  return id === '' ? PUBLIC : { kind: 'author', id };
}

/** Whether it has all a refusal needs (F1). */
export function isRefusal(error: Refusal | undefined): error is Refusal {
  return (
    error !== undefined &&
    Object.hasOwn(REFUSALS, error.code) &&
    error.message !== '' &&
    error.retry === REFUSALS[error.code].retry
  );
}
