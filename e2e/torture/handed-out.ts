import { wireBytes } from '@imagechat/core/usage-meter';
import type { MessageDown } from '@imagechat/protocol/messages';
import type { LineTap } from '../support/fault-line.ts';
import { FrameReader } from '../support/web-socket-frames.ts';

/** What was sent to the subscribers of one site, counted on the wire (M1). */
export interface SiteTotals {
  messages: number;
  bytes: number;
  fetched: number;
  framesSaved: number;
}

/** One run of the server process, from one start to the next end. */
export interface Life {
  /** Everything the server sent was taken from it, so that the sums are exact. */
  exact: boolean;
  /** The name under which it wrote totals down, once known. */
  run: string | undefined;
  readonly startedAt: number;
  endedAt: number | undefined;
  readonly sites: Map<string, SiteTotals>;
  /** Sums over all sites but {@link STREAM_SITE} as they grew, in steps of at least a quarter of a second. */
  readonly growth: { readonly at: number; readonly messages: number; readonly bytes: number }[];
}

const STEP_MS = 250;

/** Longest head of an answer. */
const MOST_HEAD = 8192;

/**
 * The site of those whose network lets no socket through. What a response holds when its line is cut was handed out and never written, so
 * their sums are not exact.
 */
export const STREAM_SITE = 'filtered.localhost';

/** Counts what a server hands to its sockets, by listening at the proxy's end of them: independent of how the server counts. */
export class HandedOut {
  readonly lives: Life[] = [];
  /** Ids of the proxy's lines that are WebSockets past their handshake. */
  readonly sockets = new Set<number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The server starts. */
  begins(exact: boolean): void {
    const life = { exact, run: undefined, startedAt: this.#now(), endedAt: undefined };
    this.lives.push({ ...life, sites: new Map(), growth: [] });
  }

  /** The server is gone. */
  ends(): void {
    const life = this.lives.at(-1);
    if (life) life.endedAt ??= this.#now();
  }

  /** These runs have written totals down; one that is new is that of the life that ended last. */
  wrote(runs: ReadonlySet<string>): void {
    const known = new Set(this.lives.map(({ run }) => run));
    const life = this.lives.findLast(({ endedAt }) => endedAt !== undefined);
    if (life) life.run ??= [...runs].find((run) => !known.has(run));
  }

  /** Listens on a line of the life that runs now. */
  tap(line: number): LineTap {
    const life = this.lives.at(-1);
    if (!life) return {};
    let site = '';
    let head = '';
    let read: ((bytes: Buffer) => void) | undefined;
    return {
      up: (bytes) => {
        if (!read) site = siteIn(bytes.toString('latin1')) ?? site;
      },
      down: (bytes) => {
        if (read) {
          read(bytes);
          return;
        }
        head += bytes.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        const reader = end < 0 ? undefined : this.#reader(head.slice(0, end), life, site);
        if (reader) {
          this.sockets.add(line);
          read = reader;
          reader(Buffer.from(head.slice(end + 4), 'latin1'));
        }
        // Other answers are plain HTTP, which is not counted; another may follow on the same line.
        if (end >= 0 || head.length > MOST_HEAD) head = '';
      },
      gone: () => void this.sockets.delete(line),
    };
  }

  /** Reads the rest of an answer that is a carrier's; undefined for every other answer. */
  #reader(head: string, life: Life, site: string): ((bytes: Buffer) => void) | undefined {
    let greeted = false;
    const frame = (payload: Buffer, size: number): void => {
      greeted ||= payload.toString('latin1', 0, 12) === '{"t":"hello"';
      if (greeted) this.#count(life, site, payload, size);
    };
    if (/^HTTP\/1\.1 101/.test(head)) {
      const frames = new FrameReader();
      return (bytes) => {
        for (const { opcode, payload, size } of frames.read(bytes)) if (opcode === 1) frame(payload, size);
      };
    }
    if (!/^content-type: text\/event-stream/im.test(head)) return undefined;
    let rest = '';
    return (bytes) => {
      const blocks = (rest + bytes.toString('latin1')).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        // Sizes of chunks may stand before it (RFC 9112 §7.1). Why a stream ends is no frame, as on a socket.
        if (block.includes('event: close\n')) continue;
        const data = /(?:^|\n)data: (\{.*\})$/.exec(block)?.[1];
        const payload = Buffer.from(data ?? '', 'latin1');
        if (data !== undefined) frame(payload, wireBytes(payload.length));
      }
    };
  }

  /** Frames to a subscriber, but for the answers to `alive`. */
  #count(life: Life, site: string, payload: Buffer, size: number): void {
    const text = payload.toString('latin1');
    if (text === '{"t":"alive"}') return;
    const totals = life.sites.get(site) ?? { messages: 0, bytes: 0, fetched: 0, framesSaved: 0 };
    life.sites.set(site, totals);
    const events = eventsIn(text, payload);
    totals.messages += events;
    totals.bytes += size;
    totals.framesSaved += Math.max(0, events - 1);
    if (text.startsWith('{"t":"thread"')) totals.fetched += commentsIn(payload);
    this.#grow(life);
  }

  #grow({ growth, sites }: Life): void {
    const last = growth.at(-1);
    const now = this.#now();
    if (last && now - last.at < STEP_MS) return;
    const sums = [...sites].filter(([site]) => site !== STREAM_SITE).map(([, totals]) => totals);
    const sum = (key: 'messages' | 'bytes') => sums.reduce((total, each) => total + each[key], 0);
    growth.push({ at: now, messages: sum('messages'), bytes: sum('bytes') });
  }
}

/** The site of a handshake's origin; undefined when it names none. */
function siteIn(request: string): string | undefined {
  return /^origin:\s*[a-z]+:\/\/(\S+)/im.exec(request)?.[1];
}

function eventsIn(text: string, payload: Buffer): number {
  // Quotes inside texts are escaped, so this begins an event and nothing else.
  if (text.startsWith('{"t":"events"')) return text.split('{"seq":').length - 1;
  if (!text.startsWith('{"t":"subscribed"')) return 0;
  const message = JSON.parse(payload.toString()) as Extract<MessageDown, { t: 'subscribed' }>;
  return message.events?.length ?? 0;
}

function commentsIn(payload: Buffer): number {
  return (JSON.parse(payload.toString()) as Extract<MessageDown, { t: 'thread' }>).comments.length;
}
