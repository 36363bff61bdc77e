import type { Operation } from '@imagechat/protocol/catalog';
import type { MessageDown, MessageUp } from '@imagechat/protocol/messages';
import { PROTOCOL_VERSION } from '@imagechat/protocol/version';

type Heard<Type extends MessageDown['t']> = Extract<MessageDown, { t: Type }>;

/** How a connection ended. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** One live connection as a test holds it: says frames, hears frames. Ends with the scope (`using`). */
export class WsDialogue implements Disposable {
  /** Resolves when the connection is over. */
  readonly closed: Promise<Closed>;
  /** Frames as they came, for tests about bytes. */
  readonly raw: string[] = [];
  readonly #ws: WebSocket;
  readonly #heard: string[] = [];
  #waiting: { resolve(text: string): void; reject(error: Error): void } | undefined;
  #end: Closed | undefined;

  constructor(ws: WebSocket) {
    this.#ws = ws;
    const { promise, resolve } = Promise.withResolvers<Closed>();
    this.closed = promise;
    ws.addEventListener('message', ({ data }) => this.#hear(String(data)));
    ws.addEventListener('close', ({ code, reason }) => {
      this.#end = { code, reason };
      this.#waiting?.reject(closedError(this.#end));
      resolve(this.#end);
    });
  }

  /** Sends a frame: an object as JSON, text and bytes as they are. */
  says(frame: MessageUp | string | Uint8Array<ArrayBuffer>): void {
    this.#ws.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame));
  }

  /** The next frame, which must be of this type. Rejects when it is another one, or when the connection closes first. */
  async next<Type extends MessageDown['t']>(type: Type): Promise<Heard<Type>> {
    const text = await this.#next();
    const message = JSON.parse(text) as MessageDown;
    if (message.t !== type) throw new Error(`expected ${type}, heard ${text}`);
    return message as Heard<Type>;
  }

  /** The first frame of this type; what came before it stays to be heard. */
  async hears<Type extends MessageDown['t']>(type: Type): Promise<Heard<Type>> {
    const others: string[] = [];
    for (;;) {
      const text = await this.#next();
      const message = JSON.parse(text) as MessageDown;
      if (message.t === type) {
        this.#heard.unshift(...others);
        return message as Heard<Type>;
      }
      others.push(text);
    }
  }

  /** The next frame as it came. */
  text(): Promise<string> {
    return this.#next();
  }

  /** The first frame of one of these types; what came before it is not heard any more. */
  async hearsAny(types: readonly MessageDown['t'][]): Promise<MessageDown> {
    for (;;) {
      const message = JSON.parse(await this.#next()) as MessageDown;
      if (types.includes(message.t)) return message;
    }
  }

  /** Submits and hears the ack; it and the operation's own event may come in either order. */
  async submits(i: number, operation: Operation): Promise<Heard<'ack'>> {
    this.says({ t: 'submit', i, operation });
    return this.hears('ack');
  }

  /** Says hello and hears the answer. */
  async hello(tenantId = 'demo', token?: string): Promise<Heard<'hello'>> {
    this.says({ t: 'hello', v: PROTOCOL_VERSION, tenantId, ...(token === undefined ? {} : { token }) });
    return this.next('hello');
  }

  /** Subscribes and hears the answer. */
  async watches(urlId: string, cursor?: { epoch: string; seq: number }): Promise<Heard<'subscribed'>> {
    this.says({ t: 'subscribe', ref: 1, urlId, ...(cursor ? { cursor } : {}) });
    return this.next('subscribed');
  }

  /** Hears that everything said so far was read: an `alive` that comes back, with nothing before it. */
  async isAlive(): Promise<void> {
    this.says({ t: 'alive' });
    await this.next('alive');
  }

  [Symbol.dispose](): void {
    this.#ws.close();
  }

  #hear(text: string): void {
    this.raw.push(text);
    if (this.#waiting) this.#waiting.resolve(text);
    else this.#heard.push(text);
    this.#waiting = undefined;
  }

  #next(): Promise<string> {
    const heard = this.#heard.shift();
    if (heard !== undefined) return Promise.resolve(heard);
    if (this.#end) return Promise.reject(closedError(this.#end));
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#waiting = { resolve, reject };
    return promise;
  }
}

/** Bun's client takes headers, which browsers' and so the DOM's types do not; that is how a test is a page. */
const BunWebSocket = WebSocket as unknown as new (
  url: string,
  options?: {
    readonly headers: Readonly<Record<string, string>>;
    readonly tls: { readonly rejectUnauthorized: boolean };
  },
) => WebSocket;

/** Opens a connection; with an origin, as a page of that origin. Rejects when the handshake is refused. */
export async function wsConnect(url: string, origin?: string): Promise<WsDialogue> {
  // Certificates of tests are signed by themselves.
  const tls = { rejectUnauthorized: false };
  const ws = new BunWebSocket(url, { headers: origin === undefined ? {} : { origin }, tls });
  const dialogue = new WsDialogue(ws);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  ws.addEventListener('open', () => resolve());
  void dialogue.closed.then((end) => reject(closedError(end)));
  await promise;
  return dialogue;
}

function closedError({ code, reason }: Closed): Error {
  return new Error(`the connection was closed: ${code} ${reason}`);
}
