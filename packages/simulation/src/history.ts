import type { Actor } from '@imagechat/core/access';
import { PUBLIC, eyesOf } from '@imagechat/core/eyes';
import { answerKey } from '@imagechat/core/ports/storage';
import type { Conversation } from '@imagechat/protocol/conversation';
import { UUID_PATTERN } from '@imagechat/protocol/ids';
import type { Ack, MessageDown, MessageUp, SubmitBody, ThreadPage } from '@imagechat/protocol/messages';
import type { Refusal } from '@imagechat/protocol/refusal';
import type { Request, Response } from './front-door.ts';
import type { ImageBook } from './image-book.ts';
import { judgeSnapshot, judgeThreadPage } from './law-check.ts';
import type { LogBook } from './log-book.ts';
import { readToken } from './made-identity.ts';
import { PageCheck, type PageConnection } from './page-check.ts';
import { type Accepted, StreamCheck, isRefusal } from './stream-check.ts';
import type { Temper } from './temper.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a history is held against. */
export interface HistoryParts {
  readonly trace: Trace;
  readonly book: LogBook;
  readonly time: VirtualTime;
  readonly temper: Temper;
  readonly tenants: readonly string[];
  /** Writes every frame into the trace. */
  readonly frames: boolean;
}

/** One connection under observation, at both ends. */
export interface ConnectionTap {
  readonly tenantId: string;
  readonly check: StreamCheck;
  /** The page sends, the server receives, the server sends, the page receives. */
  said(frame: string): void;
  up(frame: string): void;
  down(frame: string): void;
  heard(frame: string): void;
}

/** One HTTP exchange under observation. */
export interface ExchangeTap {
  arrived(): void;
  answered(response: Response): void;
}

/** Everything any of our HTTP answers may hold; which of it follows from the address. */
type HttpAnswer = Omit<ThreadPage, 't' | 'ref'> &
  Pick<Ack, 'at'> & { readonly conversations: readonly Conversation[]; readonly error?: Refusal };

/**
 * Watches the whole world from between its parts and holds what it sees against the rules. It believes neither hubs nor clients: what
 * was written it knows from the {@link LogBook}, what was said from the wires.
 */
export class History {
  readonly #parts: HistoryParts;
  /** The first answer to every accepted broadcastId, by image and actor (O2). */
  readonly #answers = new Map<string, Accepted['answer']>();
  #connections = 0;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  /** A page begins, or begins anew. */
  page(tenantId: string, name: string): PageCheck {
    return new PageCheck({ ...this.#parts, tenantId, name });
  }

  /** A page opened a line, whatever carries it. */
  carrier(page: PageCheck, queues: boolean): Pick<ConnectionTap, 'said' | 'heard'> {
    const end: PageConnection = {
      latest: new Map(),
      asked: new Map(),
      numbers: new Map(),
      queues,
      eyes: PUBLIC,
      heardAt: this.#parts.time.now(),
    };
    return {
      said: (frame) => page.said(end, JSON.parse(frame) as MessageUp),
      heard: (frame) => page.heard(end, JSON.parse(frame) as MessageDown),
    };
  }

  /** A page opened a connection; strangers have no page to be checked. */
  connection(tenantId: string, name: string, page?: PageCheck): ConnectionTap {
    const { frames, temper, trace } = this.#parts;
    const { catchUpEvents = 1000, threadPage = 50 } = temper.settings;
    const where = `${name}#${++this.#connections}`;
    const check = new StreamCheck({
      ...this.#parts,
      tenantId,
      name: where,
      foreign: this.#foreign(tenantId),
      catchUpEvents,
      threadPage,
      accepted: (ack) => this.#accepted(ack),
    });
    const carrier = page && this.carrier(page, false);
    /** Handed to the socket and not heard yet. */
    const underWay: string[] = [];
    const write = (sign: string, frame: string): void => {
      if (frames) trace.note(`${where} ${sign} ${frame}`);
    };
    return {
      tenantId,
      check,
      said: (frame) => {
        carrier?.said(frame);
        const { token } = JSON.parse(frame) as { token?: string };
        if (token !== undefined) check.speaks(readToken(token).actor.id);
      },
      up: (frame) => {
        write('->', frame);
        const message = readUp(frame);
        if (message) check.up(message);
      },
      down: (frame) => {
        write('<-', frame);
        underWay.push(frame);
        check.down(frame, JSON.parse(frame) as MessageDown);
      },
      heard: (frame) => {
        if (underWay.shift() !== frame)
          trace.breach('K1', `${where}: something was dropped before ${frame}, and the line goes on`);
        carrier?.heard(frame);
      },
    };
  }

  /** An HTTP exchange begins. */
  exchange(tenantId: string, name: string, request: Request): ExchangeTap {
    const { frames, trace } = this.#parts;
    const where = `${name} ${request.method} ${request.path}`;
    return {
      arrived: () => {
        if (frames) trace.note(`${where} -> ${request.body ?? ''}`);
      },
      answered: (response) => {
        if (frames) trace.note(`${where} <- ${response.status} ${response.body}`);
        if (this.#foreign(tenantId).some((foreign) => response.body.includes(foreign)))
          trace.breach('A1', `${where}: a foreign tenant's: ${response.body}`);
        this.#judgeResponse(tenantId, where, request, response);
      },
    };
  }

  #judgeResponse(tenantId: string, where: string, { path, token, body }: Request, response: Response): void {
    const { book, trace } = this.#parts;
    const answer = JSON.parse(response.body) as HttpAnswer;
    const actor = token === undefined ? undefined : readToken(token).actor;
    if (response.status !== 200) {
      if (!isRefusal(answer.error)) trace.breach('F1', `${where}: ${response.body}`);
      return;
    }
    const fields = new Map((path.split('?')[1] ?? '').split('&').map((pair) => pairOf(pair)));
    if (path.includes('/operations')) {
      const { urlId, operation } = JSON.parse(body ?? '{}') as SubmitBody;
      const image = book.image({ tenantId, urlId }, answer.epoch);
      const actors = new Set(actor ? [actor.id] : []);
      const { broadcastId } = operation;
      this.#accepted({ image, broadcastId, actors, answer, where });
      return;
    }
    const image = book.image({ tenantId, urlId: fields.get('urlId') ?? '' }, answer.epoch);
    this.#judgeRead(image, where, { path, before: fields.get('before'), actor }, response);
  }

  /** What is read over HTTP is the fold as its reader sees it (S1), and nothing of what was never public for others (V1). */
  #judgeRead(
    image: ImageBook,
    where: string,
    { path, before, actor }: { path: string; before: string | undefined; actor: Actor | undefined },
    response: Response,
  ): void {
    const { temper, trace } = this.#parts;
    const answer = JSON.parse(response.body) as HttpAnswer;
    const eyes = actor ? eyesOf(actor) : PUBLIC;
    const leak = image.secrets.leak(response.body, eyes.kind === 'moderators', actor?.id ?? '');
    if (leak !== undefined) trace.breach('V1', `${where}: ${leak} is told: ${response.body}`);
    const asked = {
      id: answer.id,
      before: before === undefined ? undefined : Number(before),
      most: temper.settings.threadPage ?? 50,
    };
    const says = path.includes('/snapshot')
      ? judgeSnapshot(image, answer, answer.conversations, eyes)
      : path.includes('/threads/') && judgeThreadPage(image, answer, asked, eyes);
    if (says) trace.breach('S1', `${where}: ${says}`);
  }

  /** O2, and the promise: what is acknowledged is written, once, and always answered the same. */
  #accepted({ image, broadcastId, actors, answer, where }: Accepted): void {
    const { trace } = this.#parts;
    const { epoch, seq, at } = answer;
    const event = image.written[seq - 1]?.event;
    if (event?.broadcastId !== broadcastId.toLowerCase() || !actors.has(event.by) || event.at !== at) {
      const says = `${broadcastId} is acknowledged at ${epoch}.${seq}, where ${JSON.stringify(event)} is written`;
      trace.breach('O2', `${where}: ${says}`);
      return;
    }
    const key = `${epoch}/${image.key.tenantId}/${image.key.urlId}/${answerKey(event.by, event.broadcastId)}`;
    const known = this.#answers.get(key);
    // For as long as the log is kept; an answer that was long under way may be to what was cut off it meanwhile.
    if (seq <= image.floor) return;
    const first = known && known.seq > image.floor ? known : undefined;
    if (first && (first.epoch !== epoch || first.seq !== seq || first.at !== at))
      trace.breach('O2', `${where}: ${key} was first answered ${first.seq}, now ${seq}`);
    this.#answers.set(key, first ?? { epoch, seq, at });
  }

  #foreign(tenantId: string): readonly string[] {
    return this.#parts.tenants.filter((tenant) => tenant !== tenantId);
  }
}

/** A frame as its sender meant it; undefined for one whose answer cannot name it (W3). */
function readUp(frame: string): MessageUp | undefined {
  try {
    const message = JSON.parse(frame) as MessageUp | null;
    if (message === null || typeof message !== 'object') return undefined;
    if (message.t === 'submit' && !UUID_PATTERN.test(message.operation?.broadcastId)) return undefined;
    if ('ref' in message && !(Number.isSafeInteger(message.ref) && message.ref >= 0)) return undefined;
    return message;
  } catch {
    return undefined;
  }
}

function pairOf(pair: string): [string, string] {
  const [name = '', value = ''] = pair.split('=');
  return [name, decodeURIComponent(value)];
}
