import type { FrameSink } from '@imagechat/core/memory/fanout';
import type { Session } from '@imagechat/core/session';
import type { MessageDown, StreamBody } from '@imagechat/protocol/messages';
import { refuse } from '@imagechat/protocol/refusal';
import { STREAM } from '@imagechat/protocol/stream';
import type { Random } from './random.ts';
import type { ServerTap } from './server-tap.ts';
import type { Wire } from './wire.ts';

/** What the answer to a request for a stream begins with when it is one; else it is the body of a refusal. */
export const STREAM_BEGINS = '200';

/** Pulses come every five seconds, and are not to miss a beat. */
const BEAT_MS = STREAM.beatMs - 6000;

/** What a stream is made of. */
export interface StreamSinkParts {
  readonly wire: Wire;
  readonly tap: ServerTap;
  readonly random: Random;
  readonly body: StreamBody;
  /** In ms, of the process's clock. */
  readonly now: number;
  /** Nothing will be written any more. */
  ended(stream: MadeStream): void;
}

/** The server's end of a stream (W11): the frames of a session, as the text of an answer that comes in pieces. */
export class MadeStream implements FrameSink {
  readonly #parts: StreamSinkParts;
  readonly #until: number;
  #session: Session | undefined;
  #beatAt: number;
  #begun = false;
  #over = false;

  constructor(parts: StreamSinkParts) {
    this.#parts = parts;
    this.#beatAt = parts.now;
    this.#until = parts.now + STREAM.lifeMs * (0.75 + parts.random.share() / 2);
  }

  /** Speaks to a session as the request says. */
  begin(session: Session): void {
    this.#session = session;
    this.#say(this.#parts.body.hello);
  }

  receive(frame: string): void {
    if (this.#over) return;
    this.#parts.tap.down(frame);
    const message = JSON.parse(frame) as MessageDown;
    if (!this.#begun && message.t === 'refused') {
      this.#refuse(message.error);
      return;
    }
    if (!this.#begun) {
      this.#begun = true;
      this.#parts.wire.sendDown(STREAM_BEGINS);
      void Promise.resolve().then(() => {
        for (const subscribe of this.#parts.body.subscribe) this.#say(subscribe);
      });
    }
    this.#write(`data: ${frame}\n\n`);
  }

  closed(code: number, reason: string): void {
    if (this.#over) return;
    if (!this.#begun) this.#refuse(refuse('unknown-type', `There is no stream: ${reason}.`));
    else {
      this.#write(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
      this.#end();
    }
  }

  /** Nothing is heard of the reader but that it takes what it is given. */
  pinged(): void {
    if (this.#parts.wire.waiting === 0) this.#session?.answered();
  }

  /** Keeps the line awake, and ends it when its time is over. */
  pulse(now: number): void {
    if (now >= this.#until) {
      this.#session?.closed();
      this.#end();
    } else if (this.#begun && now - this.#beatAt >= BEAT_MS) {
      this.#beatAt = now;
      this.receive(JSON.stringify({ t: 'alive' }));
    }
  }

  /** The reader is gone. */
  gone(): void {
    this.#session?.closed();
    this.#over = true;
    this.#parts.ended(this);
  }

  #say(message: StreamBody['hello'] | StreamBody['subscribe'][number]): void {
    if (this.#over) return;
    const frame = JSON.stringify(message);
    this.#parts.tap.up(frame);
    this.#session?.receive(frame);
  }

  #refuse(error: unknown): void {
    this.#parts.wire.sendDown(JSON.stringify({ error }));
    this.#end();
    void Promise.resolve().then(() => this.#session?.closed());
  }

  /** Networks cut text wherever they like. */
  #write(text: string): void {
    const { random, wire } = this.#parts;
    const at = random.chance(0.3) ? random.between(1, text.length - 1) : text.length;
    for (const piece of [text.slice(0, at), text.slice(at)]) if (piece) wire.sendDown(piece);
  }

  #end(): void {
    this.#over = true;
    this.#parts.wire.closeDown(1000);
    this.#parts.ended(this);
  }
}
