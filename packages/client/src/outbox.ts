import type { ImageEvent, Operation } from '@imagechat/protocol/catalog';
import type { Cursor } from '@imagechat/protocol/cursor';
import { RETRY_MS } from '@imagechat/protocol/limits';
import type { ImageFacts, SubmitBody } from '@imagechat/protocol/messages';
import type { Refusal } from '@imagechat/protocol/refusal';
import type { Answer } from './answer.ts';
import type { Release, Result } from './api.ts';
import { offline, timedOut, unavailable } from './http.ts';
import type { Link } from './link.ts';

/** Shortest pause before an operation is asked again that the server may have. */
const PAUSE_MS = 1_000;

/** The first answer to an operation. */
export interface Accepted {
  readonly cursor: Cursor;
  readonly at: number;
}

/** An operation shown on top of what is confirmed: in flight, or accepted while its event is still on the way (O3). */
export interface Pending {
  readonly operation: Operation;
  /** Server time and the image's seq when it was asked, to guess its event by. */
  readonly at: number;
  readonly seq: number;
  readonly accepted: Accepted | undefined;
}

/**
 * Where an operation in flight is: `held` until a name is taken, `ready` to go, on the `socket`, on `http`, `parked`: it was on a
 * socket that was cut and HTTP has no line either, so only the next socket can tell (O4), or `disputed`: the socket refused what is
 * still on its way over HTTP, where it may be accepted (O2).
 */
type Way = 'held' | 'ready' | 'socket' | 'http' | 'parked' | 'disputed';

interface Entry extends Pending {
  accepted: Accepted | undefined;
  way: Way;
  /** It was on a socket that was cut, or on two ways at once: the server may have it. */
  doubtful: boolean;
  /** The token was renewed for it once. */
  renewed: boolean;
  /** Its exchanges over HTTP that have not ended. */
  posts: number;
  /** What the socket refused it with while `disputed`. */
  refused?: Refusal;
  /** Ends the pause before it is asked again. */
  rest?: Release;
  readonly stop: Release;
  readonly result: Promise<Result>;
  readonly resolve: (result: Result) => void;
}

/** What an outbox needs to know of its image. */
export interface OutboxOwner {
  readonly urlId: string;
  readonly facts: ImageFacts | undefined;
  /** The image's number on the live line; `soon` while the line is live and the number is asked for. */
  readonly number: number | 'soon' | undefined;
  readonly cursor: Cursor | undefined;
  /** What is shown of a conversation changed. */
  touched(conversationId: string): void;
}

/**
 * The operations of one image that are not history yet, in the order they were asked; they go out in that order. Each ends once, within
 * 10 s of being asked: accepted, refused, `offline` or `timed-out` (O4). Nothing is queued: only what was on a socket when it was cut is said again,
 * under the same broadcastId (O2).
 */
export class Outbox {
  readonly #link: Link;
  readonly #image: OutboxOwner;
  #entries: readonly Entry[] = [];
  /** Operations that were given up, by broadcastId: how they were accepted nevertheless, once that is known (O4). */
  readonly #given = new Map<string, Accepted | undefined>();

  constructor(link: Link, image: OutboxOwner) {
    this.#link = link;
    this.#image = image;
  }

  /** In the order they were asked. */
  get pending(): readonly Pending[] {
    return this.#entries;
  }

  /** True while an operation waits for its answer. */
  get busy(): boolean {
    return this.#entries.some((entry) => !entry.accepted);
  }

  /** Takes an operation on its way, once however often it is asked (O2); fails at once without a line (O4). */
  submit(operation: Operation): Promise<Result> {
    const { environment, connection, session } = this.#link;
    const { state } = connection;
    const { broadcastId, id } = operation;
    const known = this.#find(broadcastId);
    if (known) return known.result;
    const given = this.#given.get(broadcastId);
    if (given) return Promise.resolve({ ok: true, ...given });
    if (state.is === 'stopped') return Promise.resolve({ ok: false, refusal: state.refusal });
    if (!environment.online()) return Promise.resolve({ ok: false, refusal: offline() });
    let resolve: Entry['resolve'] = () => undefined;
    const result = new Promise<Result>((settle) => {
      resolve = settle;
    });
    const entry: Entry = {
      operation,
      at: this.#link.serverNow(),
      seq: this.#image.cursor?.seq ?? 0,
      accepted: undefined,
      way: session.naming ? 'held' : 'ready',
      doubtful: false,
      renewed: false,
      posts: 0,
      stop: environment.after(RETRY_MS, () => this.#refuse(entry, timedOut())),
      result,
      resolve,
    };
    this.#entries = [...this.#entries, entry];
    this.#image.touched(id);
    void session.naming?.then((refusal) => this.#named(entry, refusal));
    this.#go();
    return result;
  }

  /** Sends whatever may go now. */
  pump(): void {
    const { is } = this.#link.connection.state;
    for (const entry of this.#entries) {
      if (entry.accepted || entry.way === 'socket' || entry.way === 'disputed') continue;
      if (entry.way === 'held') return;
      const { number } = this.#image;
      if (is === 'live' && typeof number === 'number') {
        // Also what is on HTTP: said twice it counts once (O2), and HTTP may hang on a dead line.
        this.#send(entry, number);
        continue;
      }
      if (entry.way === 'http' || entry.way === 'parked' || (is === 'live' && number === 'soon')) return;
      void this.#post(entry);
      return;
    }
  }

  /** The line was cut: what was on it is doubtful and tried over HTTP; a stopped line fails everything. */
  cut(): void {
    const { state } = this.#link.connection;
    if (state.is === 'stopped') this.close(state.refusal);
    for (const entry of this.#entries) {
      if (entry.way !== 'socket') continue;
      entry.way = 'ready';
      entry.doubtful = true;
    }
    this.pump();
  }

  /** The server accepted an operation; false when it is not one of ours in flight. */
  accept(broadcastId: string, accepted: Accepted): boolean {
    const entry = this.#find(broadcastId);
    if (!entry || entry.accepted) return false;
    this.#accept(entry, accepted);
    // It stays on top until its event has been applied (O3), which may have happened with a snapshot.
    const { cursor } = this.#image;
    if (cursor && isWithin(entry, cursor)) this.#remove(entry);
    this.#image.touched(entry.operation.id);
    return true;
  }

  /** The server refused an operation, which is taken back; false when it is not one of ours in flight. */
  refuse(broadcastId: string, refusal: Refusal): boolean {
    const entry = this.#find(broadcastId);
    if (!entry || entry.accepted) return false;
    if (isOpen(entry, refusal)) this.#later(entry, refusal);
    else if (entry.posts > 0) {
      entry.way = 'disputed';
      entry.refused = refusal;
    } else this.#refuse(entry, refusal);
    return true;
  }

  /**
   * Events were applied, up to `cursor`: our own among them are no longer pending, answered or not (O3).
   * @returns the conversations they are about
   */
  applied(events: readonly ImageEvent[], cursor: Cursor): readonly string[] {
    const own = new Map<string, Accepted>();
    for (const event of events) {
      if (event.type === undefined) continue;
      const accepted = { cursor: { epoch: cursor.epoch, seq: event.seq }, at: event.at };
      own.set(event.broadcastId, accepted);
      if (this.#given.has(event.broadcastId)) this.#given.set(event.broadcastId, accepted);
    }
    const settled = this.#entries.filter((entry) => {
      const accepted = own.get(entry.operation.broadcastId);
      if (accepted && !entry.accepted) this.#accept(entry, accepted);
      return isWithin(entry, cursor);
    });
    this.#entries = this.#entries.filter((entry) => !settled.includes(entry));
    return settled.map((entry) => entry.operation.id);
  }

  /** Everything confirmed was replaced: what was accepted is in it, or lost with the life of the log it was accepted in (E1). */
  replaced(cursor: Cursor): void {
    this.#entries = this.#entries.filter(
      (entry) =>
        !entry.accepted || (entry.accepted.cursor.epoch === cursor.epoch && !isWithin(entry, cursor)),
    );
    this.#given.clear();
  }

  /** Fails all that waits for an answer. */
  close(refusal: Refusal): void {
    for (const entry of this.#entries) if (!entry.accepted) this.#refuse(entry, refusal);
  }

  #send(entry: Entry, i: number): void {
    const { connection } = this.#link;
    if (entry.way === 'http') entry.doubtful = true;
    entry.way = 'socket';
    connection.send({ t: 'submit', i, operation: entry.operation }, this.#wanted(entry));
    connection.expectAnswer();
  }

  async #post(entry: Entry): Promise<void> {
    const { operation } = entry;
    entry.way = 'http';
    const { urlId, facts } = this.#image;
    const body: SubmitBody = { urlId, ...(facts ? { facts } : {}), operation };
    entry.posts++;
    const answer = await this.#link.ask('operations', body, this.#wanted(entry));
    entry.posts--;
    this.#posted(entry, answer);
  }

  /** Whether somebody still waits for its answer. */
  #wanted(entry: Entry): () => boolean {
    return () => !entry.accepted && this.#find(entry.operation.broadcastId) === entry;
  }

  #posted(entry: Entry, answer: Answer): void {
    const { broadcastId } = entry.operation;
    if (answer.ok) {
      const accepted = acceptedIn(answer.body);
      if (accepted) this.accept(broadcastId, accepted);
      else if (entry.way === 'http') this.#unanswered(entry, unavailable());
    } else if (entry.way === 'disputed') this.#judge(entry, answer);
    else if (entry.way === 'http' && this.#find(broadcastId)) this.#refused(entry, answer);
    this.pump();
  }

  /** Both ways refused; without an answer over HTTP it may have been accepted there, and that is what is said (O4). */
  #judge(entry: Entry, { refusal, reached }: Extract<Answer, { ok: false }>): void {
    if (entry.posts === 0 && this.#find(entry.operation.broadcastId))
      this.#refuse(entry, (reached && entry.refused) || refusal);
  }

  #refused(entry: Entry, { refusal, reached }: Extract<Answer, { ok: false }>): void {
    if (!reached || refusal.code === 'unavailable') this.#unanswered(entry, refusal);
    else if (refusal.code === 'invalid-token' && !entry.renewed && this.#link.session.token) {
      // The next exchange renews it first.
      entry.renewed = true;
      entry.way = 'ready';
      this.#link.session.stale = true;
    } else if (isOpen(entry, refusal)) this.#later(entry, refusal);
    else this.#refuse(entry, refusal);
  }

  /** Asks again with the next line, or after a while; the 10 s an operation may take go on (O4). */
  #later(entry: Entry, { retryAfterMs = 0 }: Refusal): void {
    entry.way = 'parked';
    entry.rest?.();
    entry.rest = this.#link.environment.after(Math.max(PAUSE_MS, retryAfterMs), () => {
      if (entry.way === 'parked') this.#go();
    });
  }

  /** No line at all: what may have been accepted before the cut waits for the next socket, the rest has failed (O4). */
  #unanswered(entry: Entry, refusal: Refusal): void {
    entry.way = 'ready';
    for (const other of this.#entries) {
      if (other.way !== 'ready') continue;
      if (other.doubtful) other.way = 'parked';
      else this.#refuse(other, refusal);
    }
  }

  /** Something new wants out: HTTP is tried again, from the oldest on. */
  #go(): void {
    for (const entry of this.#entries) if (entry.way === 'parked') entry.way = 'ready';
    this.pump();
  }

  #named(entry: Entry, refusal: Refusal | undefined): void {
    entry.way = 'ready';
    if (refusal) this.#refuse(entry, refusal);
    this.#go();
  }

  #accept(entry: Entry, accepted: Accepted): void {
    entry.accepted = accepted;
    entry.stop();
    entry.resolve({ ok: true, ...accepted });
  }

  #refuse(entry: Entry, refusal: Refusal): void {
    entry.stop();
    this.#remove(entry);
    this.#given.set(entry.operation.broadcastId, undefined);
    entry.resolve({ ok: false, refusal });
    this.#image.touched(entry.operation.id);
  }

  #find(broadcastId: string): Entry | undefined {
    return this.#entries.find((entry) => entry.operation.broadcastId === broadcastId);
  }

  #remove(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }
}

/** True when a refusal came before the operation was decided, so that it says nothing about an earlier try that may have been accepted (O2). */
function isOpen(entry: Entry, { code }: Refusal): boolean {
  return entry.doubtful && (code === 'rate-limited' || code === 'unavailable' || code === 'invalid-token');
}

/** True when what was accepted is part of the state at `cursor`. */
function isWithin({ accepted }: Pending, cursor: Cursor): boolean {
  return accepted?.cursor.epoch === cursor.epoch && accepted.cursor.seq <= cursor.seq;
}

function acceptedIn({ epoch, seq, at }: { readonly [field: string]: unknown }): Accepted | undefined {
  return typeof epoch === 'string' && typeof seq === 'number' && typeof at === 'number'
    ? { cursor: { epoch, seq }, at }
    : undefined;
}
