import type { Hub } from '@imagechat/core/hub';
import type { MemoryFanout } from '@imagechat/core/memory/fanout';
import type { Clock } from '@imagechat/core/ports/clock';
import type { Limiter } from '@imagechat/core/ports/limiter';
import { tooFast } from '@imagechat/core/too-fast';
import type { StreamBody } from '@imagechat/protocol/messages';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { STREAM } from '@imagechat/protocol/stream';
import type { Requester } from '../requester.ts';
import { StreamSink } from './stream-sink.ts';

/** What may wait for a slow reader, in bytes (K1): as on the socket. */
const WAITING_BYTES = 1024 * 1024;

/** A pulse comes every 5 s, so that something is said at least every 15 s. */
const BEAT_MS = STREAM.beatMs - 6_000;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // Asks nginx to hand on each piece as it comes.
  'x-accel-buffering': 'no',
};

/** What the stream channel stands on. */
export interface StreamParts {
  readonly hub: Hub;
  /** Where the streams' sessions get their frames from; part of the hub's. */
  readonly fanout: MemoryFanout;
  readonly limiter: Limiter;
  readonly clock: Pick<Clock, 'now'>;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** True once the server is about to stop. */
  readonly draining: () => boolean;
}

/**
 * `/v1/stream`, the carrier for networks that let no WebSocket through (W11): ordinary sessions whose frames go down as the answer to a
 * request. Nothing comes up; who wants something else asks again.
 */
export class StreamChannel {
  readonly #parts: StreamParts;
  readonly #sinks = new Map<StreamSink, number>();

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  /** Answers a request for a stream: with the stream, or with what the hello was refused with. */
  async open(body: StreamBody, from: Requester, aborted: AbortSignal): Promise<Response | Refusal> {
    const { clock, draining, fanout, hub, limiter, random } = this.#parts;
    if (draining()) return refuse('unavailable', 'The server is restarting. Try again in a moment.', 1000);
    const wait = limiter.take('handshake', from.address);
    if (wait > 0) return tooFast(wait);
    const now = clock.now();
    const sink = new StreamSink(now, WAITING_BYTES, () => this.#sinks.delete(sink));
    // Not all of a storm come back together.
    this.#sinks.set(sink, now + STREAM.lifeMs * (0.75 + random() / 2));
    const session = hub.connect(fanout.socket(sink), from);
    sink.session = session;
    aborted.addEventListener('abort', () => sink.gone());
    if (aborted.aborted) sink.gone();
    session.receive(JSON.stringify(body.hello));
    const refusal = await sink.greeted;
    if (refusal) {
      sink.gone();
      return refusal;
    }
    for (const subscribe of body.subscribe) session.receive(JSON.stringify(subscribe));
    return new Response(sink.body, { headers: HEADERS });
  }

  /** Called every few seconds: keeps quiet lines awake, and asks those to come again whose time is over. */
  pulse(now: number): void {
    for (const [sink, until] of this.#sinks) {
      if (now >= until) sink.retire();
      else sink.beat(now, BEAT_MS);
    }
  }
}
