import type { FullEvent, ImageEvent, Operation } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import type { Conversation } from '@imagechat/protocol/conversation';
import type { WrittenText } from '@imagechat/protocol/written';
import { type Journal, short } from './journal.ts';

/**
 * Refusals that only deciding an operation gives. What was accepted before is never decided again (O2), so they say for good that it did
 * not happen; others may follow an earlier try that did.
 */
export const DECIDED: ReadonlySet<string> = new Set([
  'not-found',
  'not-allowed',
  'id-taken',
  'overtaken',
  'name-needed',
  'empty-comment',
  'comment-too-big',
  'invalid-input',
]);

/** The server's answer to an operation that it accepted. */
export interface Acceptance {
  readonly epoch: string;
  readonly seq: number;
  readonly at: number;
}

/** One operation from the moment it left its page, or was refused there. */
export interface Ask {
  readonly broadcastId: string;
  readonly person: string;
  readonly urlId: string;
  /** Undefined as long as it was never said. */
  operation: Operation | undefined;
  /** How often it was said, on sockets and over HTTP. */
  sent: number;
  accepted: Acceptance | undefined;
  /** Codes of all refusals the server gave. */
  readonly refusals: string[];
  /** What the client told its user in the end: `accepted`, or the refusal's code. */
  result: string | undefined;
}

/** Whole state as somebody was given it. */
export interface SeenSnapshot {
  readonly seq: number;
  readonly conversations: readonly Conversation[];
  readonly who: string;
}

/** A page of comments as somebody was given it. */
export interface SeenPage {
  readonly seq: number;
  readonly id: string;
  readonly before: number | undefined;
  readonly comments: readonly Comment[];
  readonly earlier: boolean;
  readonly who: string;
}

/** All that was heard of one image, by anybody. */
export interface ImagePages {
  /** The first wording heard of each event, by seq. */
  readonly events: Map<number, { readonly text: string; readonly event: ImageEvent }>;
  readonly snapshots: SeenSnapshot[];
  readonly pages: SeenPage[];
}

/** What happened to lines and subscriptions, in numbers. */
export interface Counts {
  connections: number;
  reconnects: number;
  catchUps: number;
  caughtUpEvents: number;
  resets: number;
  eventsHeard: number;
  repeatsDropped: number;
  viewsCompared: number;
  repeatsAsked: number;
  /** Operations that went out once more after their event had answered them: they were on their way already, and count once (O2). */
  saidAfterAnswer: number;
}

/** All that was seen on the wires: the material of the checks at the end. */
export class Book {
  readonly asks = new Map<string, Ask>();
  readonly counts: Counts = {
    connections: 0,
    reconnects: 0,
    catchUps: 0,
    caughtUpEvents: 0,
    resets: 0,
    eventsHeard: 0,
    repeatsDropped: 0,
    viewsCompared: 0,
    repeatsAsked: 0,
    saidAfterAnswer: 0,
  };
  readonly images = new Map<string, ImagePages>();
  /** Actor ids by person. */
  readonly actors = new Map<string, string>();
  epoch: string | undefined;
  /** Numbers of events by the operation they follow from. */
  readonly #numbers = new Map<string, number>();
  readonly #journal: Journal;
  readonly #onSent: () => void;

  /** `onSent` is called when an operation left its page for the first time. */
  constructor(journal: Journal, onSent: () => void) {
    this.#journal = journal;
    this.#onSent = onSent;
  }

  image(urlId: string): ImagePages {
    let image = this.images.get(urlId);
    if (!image) {
      image = { events: new Map(), snapshots: [], pages: [] };
      this.images.set(urlId, image);
    }
    return image;
  }

  /** An operation somebody asked for, said or not. */
  ask(person: string, urlId: string, broadcastId: string): Ask {
    let ask = this.asks.get(broadcastId);
    if (!ask) {
      const nothingYet = { operation: undefined, sent: 0, accepted: undefined, result: undefined };
      ask = { broadcastId, person, urlId, ...nothingYet, refusals: [] };
      this.asks.set(broadcastId, ask);
    }
    return ask;
  }

  /** An operation left its page. */
  said(person: string, urlId: string, operation: Operation): void {
    const ask = this.ask(person, urlId, operation.broadcastId);
    ask.operation = operation;
    ask.sent += 1;
    if (ask.result === 'accepted') this.counts.saidAfterAnswer += 1;
    else if (ask.result !== undefined)
      this.#journal.breach('not in time', `${short(operation.broadcastId)} is sent after its end`, [person]);
    if (ask.sent === 1) this.#onSent();
  }

  /** The server says that an operation is durable. */
  acked(person: string, broadcastId: string, { epoch, seq, at }: Acceptance): void {
    this.inEpoch(epoch, person);
    const ask = this.asks.get(broadcastId);
    if (!ask) {
      this.#journal.breach('not asked for', `an ack of ${broadcastId}, which nobody asked`, [person]);
      return;
    }
    const first = ask.accepted;
    if (first && (first.seq !== seq || first.at !== at))
      this.#journal.breach(
        'doubled',
        `${broadcastId} was acknowledged at ${first.seq}, and again at ${seq}`,
        [person],
        [short(broadcastId)],
      );
    ask.accepted = first ?? { epoch, seq, at };
  }

  /** The server refused an operation. */
  refused(broadcastId: string, code: string): void {
    this.asks.get(broadcastId)?.refusals.push(code);
  }

  /** An event was heard. Everyone hears the same, but for texts that were deleted since (O3, L1). */
  heard(person: string, urlId: string, event: ImageEvent): void {
    const { events } = this.image(urlId);
    const text = JSON.stringify(event);
    const first = events.get(event.seq);
    if (first && first.text !== text && withoutText(first.text) !== withoutText(text))
      this.#journal.breach('state differs', `${urlId} ${event.seq} is ${first.text} and ${text}`, [person]);
    if (event.type !== undefined) this.#numbered(person, urlId, event);
    // A wording with its text says more than one without.
    if (!first || text.length > first.text.length) events.set(event.seq, { text, event });
  }

  #numbered(person: string, urlId: string, { broadcastId, seq }: FullEvent): void {
    const before = this.#numbers.get(broadcastId);
    if (before !== undefined && before !== seq)
      this.#journal.breach('doubled', `${urlId}: ${broadcastId} is event ${before}, and ${seq}`, [person]);
    if (before === undefined) this.#numbers.set(broadcastId, seq);
  }

  /** One life of the log: nothing in a torture run may begin another (E1). */
  inEpoch(epoch: string, person: string): void {
    this.epoch ??= epoch;
    if (epoch !== this.epoch)
      this.#journal.breach('lost', `the epoch is ${epoch}, and was ${this.epoch}`, [person]);
  }
}

/** An event's JSON as it is once what was written is taken out. */
function withoutText(json: string): string {
  const { comment, ...event } = JSON.parse(json) as { comment?: WrittenText };
  if (!comment) return JSON.stringify(event);
  const { body: _, text: __, ...rest } = comment;
  return JSON.stringify({ ...event, comment: rest });
}
