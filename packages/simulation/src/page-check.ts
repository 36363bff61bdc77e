import type { ImageView, Result, Submitted, ThreadView } from '@imagechat/client/api';
import { type Eyes, PUBLIC, eyesKey } from '@imagechat/core/eyes';
import type { Cursor } from '@imagechat/protocol/cursor';
import { LIMITS } from '@imagechat/protocol/limits';
import type { MessageDown, MessageUp, Subscribed } from '@imagechat/protocol/messages';
import type { Refusal } from '@imagechat/protocol/refusal';
import { alike } from './alike.ts';
import type { ImageBook } from './image-book.ts';
import { isShownRight } from './law-check.ts';
import { type LogBook, short } from './log-book.ts';
import { eyesTold, isRefusal } from './stream-check.ts';
import type { Breach, Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How much longer than promised an answer may take, in ms: timers of one instant run one after the other. */
const SLACK_MS = 50;

/** Beyond `aliveMs`, the silence after which a line is taken for dead (T1). */
const GRACE_MS = 10_000;

/**
 * Refusals that only deciding the operation gives. What was accepted before is never decided again (O2), so whoever hears one of
 * them knows that it did not happen; the others say nothing about an earlier try of the same operation (O4).
 */
const DECIDED: ReadonlySet<string> = new Set([
  'not-found',
  'not-allowed',
  'id-taken',
  'overtaken',
  'name-needed',
]);

/** What checking a page needs to know of its world. */
export interface PageCheckParts {
  readonly trace: Trace;
  readonly book: LogBook;
  readonly time: VirtualTime;
  readonly tenantId: string;
  readonly name: string;
}

/** One operation of a page, from the moment it was asked. */
interface Ask {
  readonly broadcastId: string;
  readonly urlId: string;
  readonly at: number;
  /** The browser said that there is no network. */
  readonly offline: boolean;
  sent: boolean;
  result: Result | undefined;
}

/** What one end of a connection knows of it: which image has which number, by what was asked last. */
export interface PageConnection {
  readonly latest: Map<string, number>;
  readonly asked: Map<number, string>;
  readonly numbers: Map<number, string>;
  /** It posts operations one after the other, as a stream does (W11). */
  readonly queues: boolean;
  /** Through whose eyes it sees (V1). */
  eyes: Eyes;
  /** When something was heard on it last. */
  heardAt: number;
}

/** Watches one page at its own end: what it sends and hears, what it promises its user, what it shows. */
export class PageCheck {
  readonly #parts: PageCheckParts;
  readonly #asks = new Map<string, Ask>();
  /** How far this page has heard of each image it watches, by what arrived. */
  readonly #positions = new Map<string, Cursor & { readonly eyes: Eyes }>();
  /** Operations sent before the call that asks for them has returned. */
  readonly #early = new Set<string>();
  /** When operations were handed to a line that queues them. */
  readonly #handed = new Map<string, number>();
  /** The connection something was said on last. */
  #line: PageConnection | undefined;
  #wokeAt = 0;

  constructor(parts: PageCheckParts) {
    this.#parts = parts;
  }

  /** Operations without an answer. */
  get pending(): number {
    return [...this.#asks.values()].filter(({ result }) => !result).length;
  }

  /** Somebody asked for something. */
  asked(urlId: string, submitted: Submitted, offline: boolean): void {
    const { broadcastId } = submitted;
    const { time } = this.#parts;
    const ask: Ask = { broadcastId, urlId, at: time.now(), offline, sent: false, result: undefined };
    ask.sent = this.#early.delete(broadcastId);
    if (ask.sent && offline) this.#breach('O4', `${short(broadcastId)} was sent while offline`);
    this.#asks.set(broadcastId, ask);
    void submitted.result.then((result) => this.#answered(ask, result));
  }

  /** The page slept until now: its timers stood still. */
  woke(): void {
    this.#wokeAt = this.#parts.time.now();
  }

  /** The page sends a frame. */
  said(on: PageConnection, message: MessageUp): void {
    this.#line = on;
    if (message.t === 'submit') {
      this.#handed.delete(message.operation.broadcastId);
      this.sent(message.operation.broadcastId);
      if (on.queues) this.#handed.set(message.operation.broadcastId, this.#parts.time.now());
    }
    if (message.t !== 'subscribe') return;
    const { urlId, cursor, ref } = message;
    on.latest.set(urlId, ref);
    on.asked.set(ref, urlId);
    const position = this.#positions.get(urlId);
    if (cursor && (position?.epoch !== cursor.epoch || position.seq < cursor.seq))
      this.#breach('R1', `${urlId}: asks from ${cursor.seq} on, having heard up to ${position?.seq}`);
  }

  /** Looks at a page that holds its line for alive: it must have heard something not long ago (T1). */
  judgeSilence(): void {
    const silence = this.#parts.time.now() - Math.max(this.#line?.heardAt ?? 0, this.#wokeAt);
    if (this.#line && silence > LIMITS.aliveMs + GRACE_MS + SLACK_MS)
      this.#breach('T1', `takes its line for alive after ${silence} ms of silence`);
  }

  /** The page sends an operation, over whatever carries it. */
  sent(broadcastId: string): void {
    const ask = this.#asks.get(broadcastId);
    if (!ask) {
      this.#early.add(broadcastId);
      return;
    }
    if (ask.offline) this.#breach('O4', `${short(broadcastId)} was queued while offline`);
    // A stream posts one after the other: what it was handed in time may leave it later, but not for long (W11).
    const waited = this.#parts.time.now() - (this.#handed.get(broadcastId) ?? Number.NEGATIVE_INFINITY);
    if (ask.result && waited > LIMITS.retryMs + SLACK_MS)
      this.#breach('O4', `${short(broadcastId)} is sent after it was answered`);
    ask.sent = true;
  }

  /** The page hears a frame. */
  heard(on: PageConnection, message: MessageDown): void {
    on.heardAt = this.#parts.time.now();
    if (message.t === 'hello' || message.t === 'identified') on.eyes = eyesTold(message.actor);
    if (message.t === 'subscribed') this.#placed(on, message);
    else if (message.t === 'reset' || message.t === 'events') {
      const urlId = on.numbers.get(message.i);
      const position = urlId === undefined ? undefined : this.#positions.get(urlId);
      if (urlId === undefined || !position) return;
      const { epoch, seq } = message.t === 'reset' ? message : position;
      if (message.t === 'reset') this.#positions.set(urlId, { epoch, seq, eyes: on.eyes });
      else this.#positions.set(urlId, { ...position, seq: after(seq, message.e) });
    }
  }

  #placed(on: PageConnection, message: Subscribed): void {
    const urlId = on.asked.get(message.ref);
    // An answer to an older request than the last is not what the page goes by.
    if (urlId === undefined || on.latest.get(urlId) !== message.ref) return;
    on.numbers.set(message.i, urlId);
    // What only goes on was seen through the eyes of before.
    const { eyes } = message.events ? (this.#positions.get(urlId) ?? on) : on;
    this.#positions.set(urlId, { epoch: message.epoch, seq: message.seq, eyes });
  }

  /** The law S1 on the screen: with nothing under way, what is drawn is the fold of what was heard. */
  judgeView(urlId: string, view: ImageView): void {
    const position = this.#positions.get(urlId);
    if (view.status !== 'ready' || !position || this.#underWay(urlId, position)) return;
    const { epoch, seq, eyes } = position;
    const shown = [...view.conversations.values()].map(({ pending, ...conversation }) => {
      if (pending)
        this.#breach('S1', `${urlId}: ${short(conversation.id)} is pending with nothing under way`);
      return conversation;
    });
    const image = this.#image(urlId, epoch);
    if (seq > image.head)
      this.#breach('E1', `${urlId}: stands at ${epoch}.${seq}, where that life ended at ${image.head}`);
    else if (!isShownRight(image, seq, shown, eyes))
      this.#breach('S1', `${urlId}: shows at ${epoch}.${seq} for ${eyesKey(eyes)} ${JSON.stringify(shown)}`);
    const count = shown.reduce((sum, conversation) => sum + conversation.count, 0);
    if (view.count !== count)
      this.#breach('S1', `${urlId}: counts ${view.count} comments, there are ${count}`);
  }

  /** At rest: the page has heard of everything in the present life of the log, and shows it. What is wrong, or undefined. */
  unrest(urlId: string, view: ImageView): Breach | undefined {
    const { epoch, head } = this.#image(urlId);
    const position = this.#positions.get(urlId);
    if (view.status !== 'ready') return { rule: 'R4', says: `${urlId} is ${view.status}` };
    if (position?.epoch !== epoch)
      return { rule: 'E1', says: `${urlId} lives in ${position?.epoch}, the log in ${epoch}` };
    if (position.seq !== head) return { rule: 'R4', says: `${urlId} is at ${position.seq} of ${head}` };
    return undefined;
  }

  /** At rest: what the server refused has not happened. Without an answer, or with a broken one, it may have (O4). */
  judgeRefusals(): void {
    for (const { broadcastId, result, urlId } of this.#asks.values()) {
      if (!result || result.ok || !DECIDED.has(result.refusal.code)) continue;
      const { floor, written } = this.#image(urlId);
      // What was cut from the log is forgotten, and decided anew (L1).
      if (written.some(({ event }) => event.broadcastId === broadcastId && event.seq > floor))
        this.#breach(
          'O2',
          `${short(broadcastId)} was refused with ${result.refusal.code}, yet it is in the log`,
        );
    }
  }

  /** At rest: an open conversation shows what storage has of it from its oldest comment on. */
  judgeThread(urlId: string, id: string, view: ThreadView): string | undefined {
    const image = this.#image(urlId);
    const { eyes } = this.#positions.get(urlId) ?? { eyes: PUBLIC };
    const all = image.comments(id, image.head, eyes);
    if (!all) return view.status === 'gone' ? undefined : `a deleted conversation is ${view.status}`;
    if (view.status !== 'ready') return `thread ${short(id)} is ${view.status}`;
    const expected = view.earlier ? all.slice(all.length - view.comments.length) : all;
    const shown = view.comments.map(({ pending: _, ...comment }) => comment);
    if (alike(expected, shown)) return undefined;
    return `thread ${short(id)} shows ${JSON.stringify(view)}, there is ${JSON.stringify(all)}`;
  }

  /** The client threw at a frame: a bug of its own, or a frame that lied about its shape. */
  threw(error: unknown): void {
    this.#breach('W2', `threw at a frame: ${error}`);
  }

  #answered(ask: Ask, result: Result): void {
    const { time, trace, name } = this.#parts;
    const what = `${name} ${short(ask.broadcastId)}`;
    ask.result = result;
    const took = time.now() - ask.at;
    trace.note(
      `${what} ${result.ok ? `accepted at ${result.cursor.seq}` : `refused: ${result.refusal.code}`}`,
    );
    if (took > LIMITS.retryMs + SLACK_MS && this.#wokeAt <= ask.at)
      this.#breach('O4', `${what} was answered after ${took} ms`);
    if (result.ok) this.#judgeAcceptance(ask, result, what);
    else this.#judgeRefusal(ask, result.refusal, `${what} after ${took} ms`);
  }

  #judgeAcceptance(ask: Ask, { at, cursor }: Extract<Result, { ok: true }>, what: string): void {
    const event = this.#image(ask.urlId, cursor.epoch).written[cursor.seq - 1]?.event;
    if (event?.broadcastId !== ask.broadcastId || event.at !== at)
      this.#breach('O2', `${what} was accepted, and is not in the log`);
    if (ask.offline) this.#breach('O4', `${what} was accepted while offline`);
  }

  #judgeRefusal(ask: Ask, refusal: Refusal, what: string): void {
    if (!isRefusal(refusal)) this.#breach('F1', `${what}: ${JSON.stringify(refusal)}`);
    const atOnce = ask.at === this.#parts.time.now();
    if (ask.offline && !(atOnce && refusal.code === 'offline'))
      this.#breach('O4', `${what}: asked offline, refused with ${refusal.code}`);
  }

  #underWay(urlId: string, { epoch, seq }: Cursor): boolean {
    for (const ask of this.#asks.values()) {
      if (ask.urlId !== urlId) continue;
      if (!ask.result) return true;
      if (ask.result.ok && this.#parts.book.isAfter(ask.result.cursor, { epoch, seq })) return true;
    }
    return false;
  }

  /** The image in a life of the log, the present one unless told otherwise. */
  #image(urlId: string, epoch?: string): ImageBook {
    return this.#parts.book.image({ tenantId: this.#parts.tenantId, urlId }, epoch);
  }

  #breach(rule: string, says: string): void {
    this.#parts.trace.breach(rule, `${this.#parts.name}: ${says}`);
  }
}

function after(seq: number, events: readonly { readonly seq: number }[]): number {
  return events.reduce((last, event) => (event.seq === last + 1 ? event.seq : last), seq);
}
