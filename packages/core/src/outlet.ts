import type { Socket } from './ports/fanout.ts';
import type { Meter } from './ports/meter.ts';

/** The sending half of a session: everything that leaves it to one subscriber is counted here (M1). */
export class Outlet {
  /** Origin host of the page; '' for no browser. */
  readonly site: string;
  readonly #socket: Socket;
  readonly #meter: Meter;
  readonly #one: ReadonlyMap<string, number>;
  #tenantId: string | undefined;

  constructor(socket: Socket, meter: Meter, site: string) {
    this.#socket = socket;
    this.#meter = meter;
    this.site = site;
    this.#one = new Map([[site, 1]]);
  }

  /** From here on the session is the tenant's, and so is what it costs. */
  belongsTo(tenantId: string): void {
    if (this.#tenantId !== undefined) return;
    this.#tenantId = tenantId;
    this.#meter.connected(tenantId, this.site, 1);
  }

  /** Sends a frame with so many events in it. */
  send(frame: string, events = 0): void {
    this.#socket.send(frame);
    if (this.#tenantId === undefined) return;
    this.#meter.handed({ tenantId: this.#tenantId, recipients: this.#one, frame, events });
  }

  /** Sends what is not counted: the answer to an `alive`, and what is said to somebody who is not a tenant's yet. */
  sendUncounted(frame: string): void {
    this.#socket.send(frame);
  }

  /** Comments were read on this session. */
  fetched(comments: number): void {
    if (this.#tenantId !== undefined) this.#meter.fetched(this.#tenantId, this.site, comments);
  }

  join(topic: string): void {
    this.#socket.join(topic);
  }

  leave(topic: string): void {
    this.#socket.leave(topic);
  }

  /** The session is over. */
  ended(): void {
    if (this.#tenantId !== undefined) this.#meter.connected(this.#tenantId, this.site, -1);
    this.#tenantId = undefined;
  }

  /** Asks for a sign of life; pings are not counted. */
  ping(): void {
    this.#socket.ping();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }
}
