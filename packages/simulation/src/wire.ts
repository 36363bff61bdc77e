import { Lane, type Pace } from './lane.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What the end of a wire hears. After `closed` it hears nothing more. */
export interface Ear {
  heard(frame: string): void;
  closed(code: number): void;
  /** Whether this end answers a ping of RFC 6455 now: browsers do by themselves, machines that sleep do not. */
  answersPings?(): boolean;
}

/** When each end notices a cut, in ms; `never` is for time-outs of its own to find out (half-open). */
export interface Cut {
  readonly client: number | 'never';
  readonly server: number | 'never';
}

/** The code an end is told when the other one vanished. */
const VANISHED = 1006;

/** What a wire is made of. */
export interface WireParts {
  readonly time: VirtualTime;
  /** How long the next frame takes, in ms. */
  latency(): number;
  /** How fast the client's end takes what it is sent. */
  readonly pace?: Pace;
  /** What may wait for the client's end at the server's, in bytes (K1). */
  readonly buffer?: number;
  /** What becomes of a reader who is slower than that; anything but a close is a hole. */
  readonly overflow?: 'close' | 'drop';
}

/** One connection between a page and a hub. */
export class Wire {
  readonly #parts: WireParts;
  readonly #up: Lane;
  readonly #down: Lane;
  #client: Ear | undefined;
  #server: Ear | undefined;
  #cut = false;

  constructor(parts: WireParts) {
    const { time, latency, pace } = parts;
    this.#parts = parts;
    this.#up = new Lane(time, latency);
    this.#down = new Lane(time, latency, pace);
  }

  /** True until both ends know that it is over. */
  get held(): boolean {
    return this.#client !== undefined || this.#server !== undefined;
  }

  /** Bytes that wait for the client's end. */
  get waiting(): number {
    return this.#down.waiting;
  }

  /** True while frames arrive. */
  get carries(): boolean {
    return !this.#cut && this.#client !== undefined && this.#server !== undefined;
  }

  /** Joins the two ends. */
  join(client: Ear, server: Ear): void {
    this.#client = client;
    this.#server = server;
  }

  /** The client sends a frame. */
  sendUp(frame: string): void {
    if (this.#client) this.#up.carry(() => this.#server?.heard(frame));
  }

  /** The server sends a frame. When too much would wait for its reader, the connection ends as it does in Bun, with 1006 (K1). */
  sendDown(frame: string): void {
    if (!this.#server) return;
    const { buffer = Number.POSITIVE_INFINITY, latency, overflow } = this.#parts;
    const { waiting } = this.#down;
    if (waiting === 0 || waiting + frame.length <= buffer)
      this.#down.carry(() => this.#client?.heard(frame), frame.length);
    else if (overflow !== 'drop') this.cut({ client: latency(), server: 0 });
  }

  /** The server asks for a sign of life; `answered` is called when it arrives. */
  ping(answered: () => void): void {
    if (!this.#server) return;
    this.#down.carry(() => {
      if (this.#client?.answersPings?.()) this.#up.carry(answered);
    });
  }

  /** The client closes: it hears nothing more; the server hears what is on its way, then of the close. */
  closeUp(code: number): void {
    if (!this.#client) return;
    this.#client = undefined;
    this.#up.carry(() => this.#tell('server', code));
  }

  /** The server closes. */
  closeDown(code: number): void {
    if (!this.#server) return;
    this.#server = undefined;
    this.#down.carry(() => this.#tell('client', code));
  }

  /** Frames on their way are lost, in both directions; each end notices when it does. */
  cut({ client, server }: Cut): void {
    if (this.#cut) return;
    this.#cut = true;
    this.#up.cut();
    this.#down.cut();
    if (client !== 'never') this.#parts.time.after(client, () => this.#tell('client', VANISHED));
    if (server !== 'never') this.#parts.time.after(server, () => this.#tell('server', VANISHED));
  }

  #tell(end: 'client' | 'server', code: number): void {
    const ear = end === 'client' ? this.#client : this.#server;
    if (end === 'client') this.#client = undefined;
    else this.#server = undefined;
    ear?.closed(code);
  }
}
