import type { MessageDown, StreamBody, Subscribe } from '@imagechat/protocol/messages';
import { PROTOCOL_VERSION } from '@imagechat/protocol/version';

type Heard<Type extends MessageDown['t']> = Extract<MessageDown, { t: Type }>;

/** What a request for a stream is made of; everything has a default but the images. */
export interface StreamAsked {
  readonly token?: string;
  readonly tenantId?: string;
  readonly origin?: string;
  readonly subscribe?: readonly Subscribe[];
}

/** A stream as a test holds it: hears messages of a text/event-stream. Ends with the scope (`using`). */
export class StreamDialogue implements Disposable {
  readonly response: Response;
  /** The text as it came, up to what was heard. */
  raw = '';
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #decoder = new TextDecoder();
  readonly #abort: AbortController;
  #rest = '';

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
  }

  /** Asks for a stream, whatever the answer is. */
  static async open(server: string, asked: StreamAsked = {}): Promise<StreamDialogue> {
    const abort = new AbortController();
    const { origin } = asked;
    const response = await fetch(`${server}/v1/stream`, {
      method: 'POST',
      body: JSON.stringify(streamBodyOf(asked)),
      headers: { 'content-type': 'application/json', ...(origin === undefined ? {} : { origin }) },
      signal: abort.signal,
    });
    return new StreamDialogue(response, abort);
  }

  /** The next message's lines; undefined at the end. Rejects when the line is cut. */
  async block(): Promise<string | undefined> {
    if (!this.response.body) return undefined;
    this.#reader ??= this.response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    for (;;) {
      const end = this.#rest.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 2);
        return block;
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      const text = this.#decoder.decode(value, { stream: true });
      this.raw += text;
      this.#rest += text;
    }
  }

  /** The next frame's text, which must be a message of its own. */
  async frame(): Promise<string> {
    const block = await this.block();
    if (!block?.startsWith('data: ') || block.includes('\n')) throw new Error(`no frame: ${block}`);
    return block.slice('data: '.length);
  }

  /** The next frame, which must be of this type. */
  async next<Type extends MessageDown['t']>(type: Type): Promise<Heard<Type>> {
    const text = await this.frame();
    const message = JSON.parse(text) as MessageDown;
    if (message.t !== type) throw new Error(`expected ${type}, heard ${text}`);
    return message as Heard<Type>;
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }
}

/** The body of a request for a stream. */
export function streamBodyOf({ token, tenantId = 'demo', subscribe = [] }: StreamAsked): StreamBody {
  const hello = {
    t: 'hello',
    v: PROTOCOL_VERSION,
    tenantId,
    ...(token === undefined ? {} : { token }),
  } as const;
  return { hello, subscribe };
}
