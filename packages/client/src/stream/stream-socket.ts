import { RETRY_MS } from '@imagechat/protocol/limits';
import type {
  HelloDown,
  HelloUp,
  Identify,
  LoadThread,
  MessageDown,
  MessageUp,
  StreamBody,
  Submit,
} from '@imagechat/protocol/messages';
import { STREAM } from '@imagechat/protocol/stream';
import type { ClientSocket, Environment, Release, SocketEvents } from '../api.ts';
import { surface } from '../emitter.ts';
import { isFields, refusalIn } from '../http.ts';
import { readMessage } from '../message-down.ts';
import { EventStream } from './event-stream.ts';
import { StreamImages } from './stream-images.ts';
import { StreamRequests } from './stream-requests.ts';

/** The close code of a line that ends without a word. */
const LOST = 1006;
/** Silence after which a stream is asked for anew: a beat, and what it may be late. */
const SILENCE_MS = STREAM.beatMs + 5_000;
/** A stream that ends sooner than this after its hello was cut; a later one may have had its time. */
const SHORT_MS = 5_000;
/** How long a hidden page stays on a stream it asks for: enough for the answers. */
const GLIMPSE_MS = 3_000;

/** What a request for a stream tells. Nothing comes after `ended`, nor before `postStream` has returned. */
export interface StreamEvents {
  /** A piece of the answer's text. */
  text(piece: string): void;
  /** The answer is over, or the line; `body` is the JSON of an answer that was no stream. */
  ended(body?: unknown): void;
}

/** The world outside as the stream carrier needs it. */
export interface StreamEnvironment extends Environment {
  /** Posts to `/v1/stream` and tells what is answered, until released. */
  postStream(body: StreamBody, events: StreamEvents): Release;
  /** Whether the page can be seen: browsers allow six connections a host over all tabs, and a stream is one. */
  visible(): boolean;
  /** Calls whenever `visible` has changed. */
  onVisible(changed: () => void): Release;
}

/** One request for a stream. */
interface Request {
  /** Who asks to be spoken for from this one on. */
  readonly identify: Identify | undefined;
  stop: Release;
  greetedAt?: number;
}

/**
 * The carrier for networks that let no WebSocket through (W11), looking like a socket to its owner: frames down come from a request that is
 * answered bit by bit; frames up become the body of the next such request, or requests of their own. A stream that ended is followed by
 * another from the cursors on. A hidden page lets go of its stream without its owner noticing; what is missed comes when it is seen again.
 */
export class StreamSocket implements ClientSocket {
  readonly environment: StreamEnvironment;
  readonly #events: SocketEvents;
  readonly #images = new StreamImages();
  readonly #requests = new StreamRequests(this);
  readonly #unwatch: Release;
  /** Who speaks on the stream of now. */
  #hello: HelloUp = { t: 'hello', v: 0, tenantId: '' };
  #identify: Identify | undefined;
  /** The server has said hello on this line. */
  #greeted = false;
  #request: Request | undefined;
  #soon: Release | undefined;
  #watchdog: Release | undefined;
  #heardAt = 0;
  #over = false;

  constructor(environment: StreamEnvironment, events: SocketEvents) {
    this.environment = environment;
    this.#events = events;
    this.#unwatch = environment.onVisible(() => {
      if (!environment.visible()) this.#pause();
      else if (!this.#request) this.#openSoon();
    });
    this.#later(() => events.opened());
  }

  /** Who speaks from now on: what is said after an identify is said as that, as on a socket. */
  get hello(): HelloUp {
    return this.#identify ? { ...this.#hello, token: this.#identify.token } : this.#hello;
  }

  send(frame: string, wanted?: () => boolean): void {
    const message = JSON.parse(frame) as MessageUp;
    if (message.t === 'alive') this.#alive();
    else if (message.t === 'submit' || message.t === 'thread') this.#ask(message, wanted);
    // That one is here is said with the request for a stream; where one types has no way up here (P1).
    else if (message.t !== 'presence' || this.#images.isHere(message.i)) {
      if (message.t === 'hello') this.#hello = message;
      if (message.t === 'identify') this.#identify = message;
      if (message.t === 'subscribe') this.#images.add(message);
      if (message.t === 'unsubscribe') this.#images.remove(message.i);
      this.#openSoon();
    }
  }

  close(): void {
    this.#over = true;
    this.#soon?.();
    this.#unwatch();
    this.#requests.stop();
    this.#pause();
  }

  tell(message: MessageDown): void {
    if (!this.#over) this.#events.received(JSON.stringify(message));
  }

  lost(code = LOST): void {
    if (this.#over) return;
    this.close();
    this.#events.closed(code);
  }

  /** What is to come after its call has returned. */
  #later(task: () => void): void {
    this.environment.after(0, () => {
      if (!this.#over) task();
    });
  }

  #ask(message: Submit | LoadThread, wanted?: () => boolean): void {
    const image = this.#images.get(message.i);
    // Let go of in the same turn; nobody waits for the answer.
    if (!image) return;
    if (message.t === 'submit') this.#requests.submit(image, message.operation, wanted);
    else this.#requests.thread(image, message);
  }

  /** Whether the line lives is known by what came of late; after a sleep it is asked. A hidden page is on no line that could be dead. */
  #alive(): void {
    const request = this.#request;
    const fresh = this.environment.now() - this.#heardAt < SILENCE_MS;
    if (request ? fresh : !this.environment.visible()) this.#later(() => this.tell({ t: 'alive' }));
    else if (!request || request.greetedAt !== undefined) this.#openSoon();
  }

  /** Asks for another stream, once for all that is said in a turn. */
  #openSoon(): void {
    this.#soon ??= this.environment.after(0, () => {
      this.#soon = undefined;
      this.#open();
    });
  }

  /** Asks for a stream of everything watched now, in place of the one there is. */
  #open(): void {
    this.#pause();
    const identify = this.#identify;
    const stream = new EventStream();
    const request: Request = { identify, stop: () => undefined };
    const isOn = (): boolean => this.#request === request;
    this.#request = request;
    request.stop = this.environment.postStream(
      { hello: this.hello, subscribe: this.#images.ask(identify !== undefined) },
      {
        text: (piece) => {
          if (isOn()) this.#watch();
          for (const { event, data } of stream.take(piece)) if (isOn()) this.#heard(request, event, data);
        },
        ended: (body) => {
          if (isOn()) this.#ended(request, body);
        },
      },
    );
    this.#watchdog = this.environment.after(RETRY_MS, () => this.lost());
  }

  /** Lets go of the stream, if there is one. */
  #pause(): void {
    this.#watchdog?.();
    this.#request?.stop();
    this.#request = undefined;
  }

  /** Something came; the next thing must come in time. */
  #watch(): void {
    this.#heardAt = this.environment.now();
    this.#watchdog?.();
    this.#watchdog = this.environment.after(SILENCE_MS, () => this.#open());
  }

  #heard(request: Request, event: string, data: string): void {
    if (event === 'close') {
      this.lost(codeIn(data));
      return;
    }
    if (event !== 'message') return;
    const message = readMessage(data);
    try {
      if (message) {
        this.#told(request, message);
        return;
      }
    } catch (error) {
      (this.environment.failed ?? surface)(error);
    }
    // A server that speaks nonsense may speak sense next time.
    this.lost();
  }

  #told(request: Request, message: MessageDown): void {
    const told = message.t === 'hello' ? this.#helloed(request, message) : this.#images.translate(message);
    if (told) this.tell(told);
  }

  /** The stream lives. Its owner hears that once as a hello, later as a sign of life or the answer to its identify. */
  #helloed(request: Request, hello: HelloDown): MessageDown {
    const { environment } = this;
    const { identify } = request;
    request.greetedAt = environment.now();
    if (!environment.visible())
      environment.after(GLIMPSE_MS, () => {
        if (this.#request === request && !environment.visible()) this.#pause();
      });
    if (!this.#greeted) {
      this.#greeted = true;
      return hello;
    }
    if (!identify) return { t: 'alive' };
    this.#identified(identify);
    this.#hello = { ...this.#hello, token: identify.token };
    return { t: 'identified', ref: identify.ref, actor: hello.actor };
  }

  #identified(identify: Identify): void {
    if (this.#identify === identify) this.#identify = undefined;
  }

  #ended({ greetedAt, identify }: Request, body: unknown): void {
    const { environment } = this;
    const error = isFields(body) ? refusalIn(body) : undefined;
    this.#pause();
    if (greetedAt !== undefined && environment.now() - greetedAt >= SHORT_MS) {
      if (environment.visible()) this.#open();
    } else if (error && identify) {
      // Who spoke before speaks on.
      this.#identified(identify);
      this.tell({ t: 'refused', ref: identify.ref, error });
      this.#openSoon();
    } else if (error && !this.#greeted && error.code !== 'not-found') this.tell({ t: 'refused', error });
    else this.lost();
  }
}

/** The code a stream's last word gives; that of a line that ends without one where there is none. */
function codeIn(data: string): number {
  try {
    const why: unknown = JSON.parse(data);
    return (isFields(why) && Number(why.code)) || LOST;
  } catch {
    return LOST;
  }
}
