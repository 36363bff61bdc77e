import type { Socket } from '@imagechat/core/ports/fanout';
import type { Session } from '@imagechat/core/session';
import type { Requester } from '../requester.ts';

/** What Bun keeps with each WebSocket for us. */
export interface LiveData {
  readonly from: Requester;
  /** Too many came at a time: this one is only told when to come back. */
  readonly comeBackInMs?: number;
  /** From open to close. */
  session?: Session;
}

/** One live connection: Bun's WebSocket as the hub needs it. */
export class BunSocket implements Socket {
  readonly #ws: Bun.ServerWebSocket<LiveData>;

  constructor(ws: Bun.ServerWebSocket<LiveData>) {
    this.#ws = ws;
  }

  send(frame: string): void {
    // Over the back-pressure limit Bun drops the frame and closes the connection with 1006 (K1), which is what we want.
    this.#ws.send(frame);
  }

  join(topic: string): void {
    this.#ws.subscribe(topic);
  }

  leave(topic: string): void {
    this.#ws.unsubscribe(topic);
  }

  ping(): void {
    this.#ws.ping();
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }
}
