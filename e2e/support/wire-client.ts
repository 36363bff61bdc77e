import { type Socket, connect } from 'node:net';
import type { ImageEvent, Operation } from '@imagechat/protocol/catalog';
import type { Cursor } from '@imagechat/protocol/cursor';
import { newId } from '@imagechat/protocol/ids';
import type { Ack, MessageDown, MessageUp, Refused, Subscribed } from '@imagechat/protocol/messages';
import { PROTOCOL_VERSION } from '@imagechat/protocol/version';
import { type Frame, FrameReader, encodeFrame } from './web-socket-frames.ts';

/** Where a wire client connects and as whom: somebody new with a name, who a token stands for, or somebody who only looks. */
export interface WireOptions {
  readonly port: number;
  readonly host?: string;
  readonly name?: string;
  readonly token?: string;
  readonly tenantId?: string;
}

/** A frame that came down, read, with its bytes on the wire (header included). */
export interface Heard {
  readonly message: MessageDown;
  readonly bytes: number;
}

type Kind = MessageDown['t'];
type Of<Type extends Kind> = Extract<MessageDown, { t: Type }>;

const entropy = {
  now: () => Date.now(),
  random: (bytes: Uint8Array) => {
    crypto.getRandomValues(bytes);
  },
};

/** An id as clients make them. */
export function freshId(): string {
  return newId(entropy);
}

/** Speaks the live protocol over a bare TCP socket, so that every byte is counted. */
export class WireClient implements AsyncDisposable {
  /** Bytes of WebSocket frames so far, headers included, the handshake not. */
  readonly bytes = { up: 0, down: 0 };
  /** Every frame heard, oldest first. */
  readonly heard: Heard[] = [];
  /** Who it is here; with it one comes back as the same. */
  readonly token: string | undefined;
  /** Resolves when the line is gone. */
  readonly gone: Promise<void>;
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #waiting = new Set<() => void>();
  #isGone = false;
  #lastRef = 0;

  private constructor(socket: Socket, rest: Buffer, token: string | undefined) {
    this.token = token;
    this.#socket = socket;
    this.gone = new Promise((resolve) => {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#isGone = true;
        this.#wake();
        resolve();
      });
    });
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    if (rest.length > 0) this.#take(rest);
  }

  /** Opens a session if there is a name, a socket, and says hello. @throws when any of these is refused */
  static async open(options: WireOptions): Promise<WireClient> {
    const { port, host = '127.0.0.1', name, tenantId = 'demo' } = options;
    const token =
      name === undefined ? options.token : await openSession(`http://${host}:${port}`, tenantId, name);
    const socket = connect({ port, host });
    socket.setNoDelay(true);
    const client = new WireClient(socket, await handshake(socket, `${host}:${port}`), token);
    client.say({ t: 'hello', v: PROTOCOL_VERSION, tenantId, ...(token === undefined ? {} : { token }) });
    await client.hears('hello');
    return client;
  }

  /** Sends a frame. @returns its bytes on the wire, header included */
  say(message: MessageUp): number {
    const frame = encodeFrame(1, Buffer.from(JSON.stringify(message)));
    this.bytes.up += frame.length;
    this.#socket.write(frame);
    return frame.length;
  }

  /** The first frame of a kind, heard already or yet to come, that fits. @throws when the line goes before */
  async hears<Type extends Kind>(
    type: Type,
    fits: (message: Of<Type>) => boolean = () => true,
  ): Promise<Of<Type>> {
    return (await this.hearsWhole(type, fits)).message as Of<Type>;
  }

  /** Like `hears`, with the frame's bytes. */
  async hearsWhole<Type extends Kind>(
    type: Type,
    fits: (message: Of<Type>) => boolean = () => true,
  ): Promise<Heard> {
    return this.#first(`a ${type}`, ({ message }) => message.t === type && fits(message as Of<Type>));
  }

  /** Watches an image; with a cursor, from there on. */
  async watches(urlId: string, cursor?: Cursor): Promise<Subscribed> {
    const ref = ++this.#lastRef;
    this.say({ t: 'subscribe', ref, urlId, ...(cursor ? { cursor } : {}) });
    return this.hears('subscribed', (answer) => answer.ref === ref);
  }

  /** Submits an operation on a watched image and waits for its answer. */
  async submits(i: number, operation: Operation): Promise<Ack | Refused> {
    this.say({ t: 'submit', i, operation });
    const { broadcastId } = operation;
    const answer = await this.#first(
      'an answer',
      ({ message }) =>
        (message.t === 'ack' || message.t === 'refused') && message.broadcastId === broadcastId,
    );
    return answer.message as Ack | Refused;
  }

  /** Every event heard of an image, oldest first. */
  events(i: number): ImageEvent[] {
    return this.heard.flatMap(({ message }) => (message.t === 'events' && message.i === i ? message.e : []));
  }

  /** Cuts the line. */
  async close(): Promise<void> {
    this.#socket.destroy();
    await this.gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #first(what: string, fits: (heard: Heard) => boolean): Promise<Heard> {
    for (let at = 0; ; at++) {
      while (at >= this.heard.length) {
        if (this.#isGone) throw new Error(`the line went before ${what} was heard`);
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
      const heard = this.heard[at];
      if (heard && fits(heard)) return heard;
    }
  }

  #take(bytes: Buffer): void {
    for (const frame of this.#reader.read(bytes)) this.#received(frame);
    this.#wake();
  }

  #received({ opcode, payload, size }: Frame): void {
    this.bytes.down += size;
    if (opcode === 9) this.#socket.write(encodeFrame(10, payload));
    if (opcode === 8) this.#socket.end();
    if (opcode !== 1) return;
    this.heard.push({ message: JSON.parse(payload.toString()) as MessageDown, bytes: size });
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** The whole log of an image as the server holds it, from its first event on, through the front door (R1). */
export async function logOf(port: number, urlId: string): Promise<readonly ImageEvent[]> {
  await using client = await WireClient.open({ port });
  const now = await client.watches(urlId);
  client.say({ t: 'unsubscribe', i: now.i });
  const { events } = await client.watches(urlId, { epoch: now.epoch, seq: 0 });
  if (!events) throw new Error('the server answered a cursor at 0 with a snapshot');
  return events;
}

async function openSession(origin: string, tenantId: string, name: string): Promise<string> {
  const response = await fetch(`${origin}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenantId, name }),
  });
  const body: unknown = await response.json();
  if (typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string') {
    return body.token;
  }
  throw new Error(`no session: ${JSON.stringify(body)}`);
}

/** Asks for a WebSocket (RFC 6455 §4.1). @returns what came after the answer's head */
function handshake(socket: Socket, host: string): Promise<Buffer> {
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  socket.write(
    `GET /v1/live HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  return new Promise((resolve, reject) => {
    let answer: Buffer = Buffer.alloc(0);
    const failed = (error?: Error) => reject(error ?? new Error(`no handshake: ${answer.toString()}`));
    const read = (bytes: Buffer) => {
      answer = Buffer.concat([answer, bytes]);
      const end = answer.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', read).off('error', failed).off('close', failed);
      if (/^HTTP\/1\.1 101 /.test(answer.toString('latin1'))) resolve(answer.subarray(end + 4));
      else reject(new Error(`no handshake: ${answer.toString()}`));
    };
    socket.on('data', read).on('error', failed).on('close', failed);
  });
}
