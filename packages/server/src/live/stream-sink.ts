import { encode } from '@imagechat/core/frames';
import type { FrameSink } from '@imagechat/core/memory/fanout';
import type { Session } from '@imagechat/core/session';
import type { MessageDown } from '@imagechat/protocol/messages';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';

const encoder = new TextEncoder();
const BEAT = encode({ t: 'alive' });

/** Ends a stream; what waits for its reader is thrown away with `cut`. */
type Ending = 'end' | 'cut';

/** One response that frames are written to as they come, as a text/event-stream (W11). */
export class StreamSink implements FrameSink {
  /** The response's body. */
  readonly body: ReadableStream<Uint8Array>;
  /** Settles with the first thing said: undefined after a hello, else why there will be no stream. */
  readonly greeted: Promise<Refusal | undefined>;
  readonly #greet: (refusal: Refusal | undefined) => void;
  readonly #most: number;
  readonly #ended: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #session: Session | undefined;
  #beatAt: number;
  #begun = false;
  #over = false;

  /**
   * @param now in ms
   * @param most bytes that may wait for a slow reader (K1)
   * @param ended called once when nothing more will be written
   */
  constructor(now: number, most: number, ended: () => void) {
    this.#beatAt = now;
    this.#most = most;
    this.#ended = ended;
    const { promise, resolve } = Promise.withResolvers<Refusal | undefined>();
    this.greeted = promise;
    this.#greet = resolve;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => this.gone(),
      },
      { highWaterMark: 0, size: (bytes) => bytes?.byteLength ?? 0 },
    );
  }

  /** Who is behind it; to be told right after it is known. */
  set session(session: Session) {
    this.#session = session;
  }

  receive(frame: string): void {
    if (!this.#begun) this.#greet(refusalIn(frame));
    this.#begun = true;
    this.#write(encoded(frame));
  }

  /** The server ends the session: says with which code, as the last thing (W5). */
  closed(code: number, reason: string): void {
    this.#greet(refuse('unknown-type', `There is no stream: ${reason}.`));
    this.#write(encoder.encode(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`));
    this.#end('end');
  }

  /** Nothing is heard of the reader but that it takes what it is given. */
  pinged(): void {
    if (this.#waiting === 0) this.#session?.answered();
  }

  /** Says something if the last time was `everyMs` ago, so that both ends notice a dead line. */
  beat(now: number, everyMs: number): void {
    if (now - this.#beatAt < everyMs) return;
    this.#beatAt = now;
    this.#write(encoded(BEAT));
  }

  /** The reader is to come again: its time is over. */
  retire(): void {
    this.#session?.closed();
    this.#end('end');
  }

  /** The reader is gone. */
  gone(): void {
    this.#greet(refuse('unavailable', 'The connection was closed.'));
    this.#session?.closed();
    this.#end('cut');
  }

  /** Bytes that wait for the reader. */
  get #waiting(): number {
    return -(this.#controller?.desiredSize ?? 0);
  }

  #write(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#controller?.enqueue(bytes);
    // Closed, never skipped; it catches up by its cursor.
    if (this.#waiting > this.#most) this.gone();
  }

  #end(ending: Ending): void {
    if (this.#over) return;
    this.#over = true;
    this.#ended();
    try {
      if (ending === 'end') this.#controller?.close();
      // Without a reason Bun resets the connection without a word on stderr.
      else this.#controller?.error();
    } catch {
      // The other end was quicker.
    }
  }
}

let last = { frame: '', bytes: encoder.encode('') };

/** A frame as a message of the stream; one that goes to many is encoded once (O3). JSON has no line ends. */
function encoded(frame: string): Uint8Array {
  if (last.frame !== frame) last = { frame, bytes: encoder.encode(`data: ${frame}\n\n`) };
  return last.bytes;
}

function refusalIn(frame: string): Refusal | undefined {
  const message = JSON.parse(frame) as MessageDown;
  return message.t === 'refused' ? message.error : undefined;
}
