import type { ImageEvent } from '@imagechat/protocol/catalog';
import type { Conversation } from '@imagechat/protocol/conversation';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { LoadThread, MessageDown, MessageUp, Subscribe, Subscribed } from '@imagechat/protocol/messages';
import type { Book } from './book.ts';
import { type BreachKind, type Journal, short } from './journal.ts';
import { ReferenceImage } from './reference-image.ts';

/** Missed events up to which a server owes them one by one; beyond, everything anew is right (hub settings, R1). */
const CATCH_UP = 1000;

/** What a person's client holds of an image, as the wire says it must. */
export interface Position {
  readonly epoch: string;
  readonly state: ReferenceImage;
}

/**
 * Listens at one client, where its socket ends: follows the twelve steps of SPEC.md §2 on its own and so knows what the client must hold,
 * whatever connections came and went. Notes every promise of the stream that was broken.
 */
export class ClientTap {
  readonly person: string;
  readonly positions = new Map<string, Position>();
  readonly #book: Book;
  readonly #journal: Journal;

  constructor(person: string, book: Book, journal: Journal) {
    this.person = person;
    this.#book = book;
    this.#journal = journal;
  }

  /** A new connection of this client. */
  connection(): ConnectionTap {
    const { connections } = this.#book.counts;
    this.#book.counts.connections = connections + 1;
    return new ConnectionTap(connections + 1, this, this.#book, this.#journal);
  }

  /** The seq that was heard of an image last; -1 before the first. */
  seq(urlId: string): number {
    return this.positions.get(urlId)?.state.seq ?? -1;
  }
}

/** Listens on one connection. */
export class ConnectionTap {
  readonly #id: number;
  readonly #client: ClientTap;
  readonly #book: Book;
  readonly #journal: Journal;
  readonly #subscribes = new Map<number, Subscribe>();
  /** The newest request for each image; only its answer counts (W8). */
  readonly #latest = new Map<string, number>();
  readonly #threads = new Map<number, LoadThread & { readonly urlId: string; readonly seq: number }>();
  readonly #numbers = new Map<number, string>();

  constructor(id: number, client: ClientTap, book: Book, journal: Journal) {
    this.#id = id;
    this.#client = client;
    this.#book = book;
    this.#journal = journal;
  }

  /** The seq that live events under this number must begin with to be news; undefined while there is none they are for. */
  next(i: number): number | undefined {
    const urlId = this.#numbers.get(i);
    if (urlId === undefined || this.#latest.has(urlId)) return undefined;
    const { state } = this.#client.positions.get(urlId) ?? {};
    return state && state.seq + 1;
  }

  /** Whether the client still waits for the answer to this subscribe. */
  awaits(ref: number): boolean {
    const asked = this.#subscribes.get(ref);
    return asked !== undefined && this.#latest.get(asked.urlId) === ref;
  }

  /** The client says something. */
  up(frame: string): void {
    const message = JSON.parse(frame) as MessageUp;
    switch (message.t) {
      case 'subscribe':
        this.#asksFor(message);
        break;
      case 'submit': {
        const urlId = this.#numbers.get(message.i) ?? '';
        const { broadcastId, type } = message.operation;
        this.#note(`-> ${type} ${short(broadcastId)} on ${urlId}`);
        this.#book.said(this.#client.person, urlId, message.operation);
        break;
      }
      case 'thread': {
        const urlId = this.#numbers.get(message.i) ?? '';
        this.#threads.set(message.ref, { ...message, urlId, seq: this.#client.seq(urlId) });
        break;
      }
      case 'hello':
      case 'identify':
      case 'unsubscribe':
      case 'alive':
        break;
    }
  }

  /** The client hears something. @returns the images it is about */
  down(frame: string): readonly string[] {
    const message = JSON.parse(frame) as MessageDown;
    const { person } = this.#client;
    switch (message.t) {
      case 'hello':
        this.#book.actors.set(person, message.actor.id || (this.#book.actors.get(person) ?? ''));
        this.#note('<- hello');
        return [];
      case 'identified':
        this.#book.actors.set(person, message.actor.id);
        return [];
      case 'subscribed':
        return this.#subscribed(message);
      case 'events':
        return this.#live(message.i, message.e);
      case 'reset': {
        const urlId = this.#numbers.get(message.i);
        if (urlId === undefined) return [];
        this.#book.counts.resets += 1;
        this.#whole(urlId, message, message.conversations);
        return [urlId];
      }
      case 'ack':
        this.#note(`<- ack ${short(message.broadcastId)} at ${message.seq}`);
        this.#book.acked(person, message.broadcastId, message);
        return [];
      case 'refused':
        this.#note(`<- refused ${short(message.broadcastId ?? '')}: ${message.error.code}`);
        if (message.broadcastId) this.#book.refused(message.broadcastId, message.error.code);
        return [];
      case 'thread':
        this.#page(message);
        return [];
      default:
        return [];
    }
  }

  #asksFor(subscribe: Subscribe): void {
    const { ref, urlId, cursor } = subscribe;
    this.#subscribes.set(ref, subscribe);
    this.#latest.set(urlId, ref);
    const held = this.#client.positions.get(urlId);
    this.#note(`-> subscribe ${urlId} from ${cursor?.seq ?? 'the start'}`);
    if (cursor && (cursor.epoch !== held?.epoch || cursor.seq !== held.state.seq))
      this.#breach(
        'state differs',
        `${urlId}: the client stands at ${cursor.seq}, it heard ${held?.state.seq}`,
      );
  }

  #subscribed(message: Subscribed): readonly string[] {
    const asked = this.#subscribes.get(message.ref);
    this.#subscribes.delete(message.ref);
    if (!asked || this.#latest.get(asked.urlId) !== message.ref) return [];
    const { urlId, cursor } = asked;
    this.#latest.delete(urlId);
    this.#numbers.set(message.i, urlId);
    if (!message.events) {
      if (cursor) this.#anew(urlId, cursor, message);
      this.#whole(urlId, message, message.conversations);
      return [urlId];
    }
    this.#caughtUp(urlId, cursor, message, message.events);
    return [urlId];
  }

  /** Everything, although the client had a position: right only when it is too far back. */
  #anew(urlId: string, cursor: Cursor, { epoch, seq }: Cursor): void {
    this.#book.counts.resets += 1;
    if (epoch === cursor.epoch && seq >= cursor.seq && seq - cursor.seq <= CATCH_UP)
      this.#breach('lost', `${urlId}: everything anew at ${seq} for ${cursor.seq}, which is not far back`);
  }

  #caughtUp(urlId: string, cursor: Cursor | undefined, at: Cursor, events: readonly ImageEvent[]): void {
    this.#note(`<- ${urlId} caught up from ${cursor?.seq} to ${at.seq}`);
    this.#book.inEpoch(at.epoch, this.#client.person);
    this.#book.counts.catchUps += 1;
    this.#book.counts.caughtUpEvents += events.length;
    const from = cursor?.seq ?? -1;
    const { state } = this.#client.positions.get(urlId) ?? {};
    for (const [index, event] of events.entries()) {
      if (event.seq !== from + 1 + index)
        this.#breach(
          event.seq <= from ? 'doubled' : 'lost',
          `${urlId}: ${event.seq} in a catch-up from ${from}`,
        );
      this.#book.heard(this.#client.person, urlId, event);
      state?.apply(event);
    }
    if (at.seq !== from + events.length || at.epoch !== cursor?.epoch)
      this.#breach('lost', `${urlId}: ${events.length} events after ${from} end at ${at.seq}`);
  }

  #live(i: number, events: readonly ImageEvent[]): readonly string[] {
    const urlId = this.#numbers.get(i);
    // While a subscribe is under way, what comes for the old number is not for the client (W8).
    if (urlId === undefined || this.#latest.has(urlId)) return [];
    const state = this.#client.positions.get(urlId)?.state;
    if (!state) return [];
    this.#note(`<- ${urlId} ${events.map(({ seq }) => seq).join(' ')}`);
    this.#inOrder(urlId, events);
    for (const event of events) {
      this.#book.counts.eventsHeard += 1;
      this.#book.heard(this.#client.person, urlId, event);
      if (event.seq <= state.seq) this.#book.counts.repeatsDropped += 1;
      else {
        if (event.seq > state.seq + 1)
          this.#breach('lost', `${urlId}: ${event.seq} comes after ${state.seq}: a hole`);
        // The client asks again from where it stands, and so does the reference.
        else state.apply(event);
      }
    }
    return [urlId];
  }

  #inOrder(urlId: string, events: readonly ImageEvent[]): void {
    const wrong = events.findIndex((event, at) => at > 0 && event.seq !== (events[at - 1]?.seq ?? 0) + 1);
    if (wrong < 0) return;
    const [before, here] = [events[wrong - 1]?.seq, events[wrong]?.seq];
    this.#breach(
      before === here ? 'doubled' : 'out of order',
      `${urlId}: ${here} after ${before} in a frame`,
    );
  }

  #whole(urlId: string, { epoch, seq }: Cursor, conversations: readonly Conversation[]): void {
    this.#note(`<- ${urlId} everything at ${seq}`);
    this.#book.inEpoch(epoch, this.#client.person);
    const held = this.#client.positions.get(urlId);
    if (held?.epoch === epoch && seq < held.state.seq)
      this.#breach('lost', `${urlId}: everything at ${seq}, and it was at ${held.state.seq}`);
    this.#book.image(urlId).snapshots.push({ seq, conversations, who: this.#client.person });
    this.#client.positions.set(urlId, { epoch, state: new ReferenceImage(seq, conversations) });
  }

  #page(message: Extract<MessageDown, { t: 'thread' }>): void {
    const asked = this.#threads.get(message.ref);
    this.#threads.delete(message.ref);
    if (!asked) return;
    const { seq, id, comments, earlier } = message;
    this.#book.inEpoch(message.epoch, this.#client.person);
    if (seq < asked.seq) this.#breach('lost', `${asked.urlId}: a page at ${seq}, asked for at ${asked.seq}`);
    const who = this.#client.person;
    this.#book.image(asked.urlId).pages.push({ seq, id, before: asked.before, comments, earlier, who });
  }

  #note(text: string): void {
    this.#journal.note(this.#client.person, `#${this.#id} ${text}`);
  }

  #breach(kind: BreachKind, says: string): void {
    this.#journal.breach(kind, `${this.#client.person}#${this.#id}: ${says}`, [this.#client.person]);
  }
}
