import type { Hub } from '@imagechat/core/hub';
import type { Limiter } from '@imagechat/core/ports/limiter';
import { tooFast } from '@imagechat/core/too-fast';
import { CLOSE } from '@imagechat/protocol/close-codes';
import { LIMITS } from '@imagechat/protocol/limits';
import type { MessageDown } from '@imagechat/protocol/messages';
import { refuse } from '@imagechat/protocol/refusal';
import { refusalResponse } from '../http/refusal-response.ts';
import type { Requester } from '../requester.ts';
import { BunSocket, type LiveData } from './bun-socket.ts';

/** What may wait for a slow reader, in bytes; beyond, its connection is closed and it catches up by its cursor (K1). */
const BACKPRESSURE_BYTES = 1024 * 1024;

/** Bun's own idle limit in seconds; well above the hub's sweep, which knows what was received (T1). */
const IDLE_SECONDS = 180;

/** Over how many ms those who are told to come back are spread: a storm of this length is what a small server takes. */
const STORM_SPREAD_MS = 5000;

const BINARY = refuse('invalid-input', 'Frames are JSON text, not binary.');
const TOO_LARGE = refuse('too-large', `A frame can have at most ${LIMITS.frameBytes} bytes.`);

/** What the live channel stands on. */
export interface LiveParts {
  readonly hub: Hub;
  readonly limiter: Limiter;
  /** From 0 up to 1: spreads those who are told to come back. */
  readonly random: () => number;
  /** True once the server is about to stop. */
  readonly draining: () => boolean;
}

/** The two halves of `/v1/live`: the handshake, and what Bun calls for each connection. */
export interface LiveChannel {
  /** Answers the handshake; undefined when the connection was taken over. */
  upgrade(request: Request, server: Bun.Server<LiveData>, from: Requester): Response | undefined;
  readonly websocket: Bun.WebSocketHandler<LiveData>;
}

/** The WebSocket side of the server: sizes and rates are checked here, everything else is the session's. */
export function liveChannel(parts: LiveParts): LiveChannel {
  return {
    upgrade: (request, server, from) => upgrade(parts, request, server, from),
    websocket: {
      maxPayloadLength: LIMITS.hardFrameBytes,
      backpressureLimit: BACKPRESSURE_BYTES,
      closeOnBackpressureLimit: true,
      idleTimeout: IDLE_SECONDS,
      perMessageDeflate: false,
      open(ws) {
        if (ws.data.comeBackInMs !== undefined) {
          turnAway(ws, ws.data.comeBackInMs);
          return;
        }
        ws.data.session = parts.hub.connect(new BunSocket(ws), ws.data.from);
      },
      message(ws, message) {
        const { session } = ws.data;
        if (typeof message !== 'string') session?.refuseFrame(BINARY, message.byteLength);
        else if (bytesOf(message) > LIMITS.frameBytes) session?.refuseFrame(TOO_LARGE, message.length);
        else session?.receive(message);
      },
      pong(ws) {
        ws.data.session?.answered();
      },
      close(ws) {
        ws.data.session?.closed();
        delete ws.data.session;
      },
    },
  };
}

function upgrade(
  { limiter, draining, random }: LiveParts,
  request: Request,
  server: Bun.Server<LiveData>,
  from: Requester,
): Response | undefined {
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
    const refusal = refuse('invalid-input', 'This address is for WebSocket connections.');
    return refusalResponse(refusal, {
      status: 426,
      headers: { upgrade: 'websocket', connection: 'upgrade' },
    });
  }
  if (draining()) {
    return refusalResponse(refuse('unavailable', 'The server is restarting. Try again in a moment.', 1000));
  }
  const wait = limiter.take('handshake', from.address);
  if (wait > 0) return refusalResponse(tooFast(wait));
  const crowd = limiter.take('arrival', 'all');
  // A page cannot read the answer to a failed handshake, so who comes in a storm is let in and told when to come back.
  const comeBackInMs = crowd > 0 ? { comeBackInMs: Math.ceil(crowd + random() * STORM_SPREAD_MS) } : {};
  if (server.upgrade(request, { data: { from, ...comeBackInMs } })) return undefined;
  return refusalResponse(refuse('invalid-input', 'This is not a WebSocket handshake.'));
}

function turnAway(ws: Bun.ServerWebSocket<LiveData>, comeBackInMs: number): void {
  const message: MessageDown = { t: 'refused', error: tooFast(comeBackInMs) };
  ws.send(JSON.stringify(message));
  ws.close(CLOSE.busy, 'too many arrivals just now');
}

function bytesOf(text: string): number {
  // A UTF-16 unit is at most three bytes, so most frames need no counting.
  return text.length * 3 <= LIMITS.frameBytes ? text.length : Buffer.byteLength(text);
}
