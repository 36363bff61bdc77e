import type { Socket } from 'node:net';
import { Relay } from './relay.ts';

/** One connection through a fault proxy. All times in milliseconds. */
export interface FaultLine {
  /** Counts the proxy's connections from 1. */
  readonly id: number;
  /** False once it ended or was cut. */
  readonly isOpen: boolean;
  /** Cuts it: the client's side is reset. */
  cut(): void;
  /** Hands the next data down, or up, but for its last bytes, so that a frame ends in its middle; then cuts, and tells so. */
  cutInFrame(direction: 'down' | 'up', cut?: () => void): void;
  /** While on, the line stands but nothing passes either way; what was sent meanwhile arrives afterwards. */
  blackHole(on: boolean): void;
  /** Lets so many bytes a second down; all of them again without a number. */
  drip(bytesPerSecond: number | undefined): void;
}

/** Hears what goes over one connection, as it is taken from its sender. */
export interface LineTap {
  up?(bytes: Buffer): void;
  down?(bytes: Buffer): void;
  /** The server's side of it is gone. */
  gone?(): void;
}

/** What a line needs of its proxy. */
export interface LineHost {
  /** How long what is read now waits. */
  delay(): number;
  passed(direction: 'up' | 'down', bytes: number): void;
  /** The line is over. */
  ended(line: ProxyLine): void;
}

/** The two directions of one connection. */
export class ProxyLine implements FaultLine {
  readonly id: number;
  readonly #host: LineHost;
  readonly #client: Socket;
  readonly #target: Socket;
  readonly #up: Relay;
  readonly #down: Relay;
  #held = { all: false, down: false, here: false };
  #draining = false;
  #isOpen = true;
  /** A side failed while the line was held. */
  #broken = false;

  constructor(id: number, host: LineHost, client: Socket, target: Socket, tap: LineTap = {}) {
    this.id = id;
    this.#host = host;
    this.#client = client;
    this.#target = target;
    // Heard before it is handed on.
    client.on('data', (bytes: Buffer) => tap.up?.(bytes));
    target.on('data', (bytes: Buffer) => tap.down?.(bytes));
    target.on('close', () => tap.gone?.());
    const delay = () => host.delay();
    this.#up = new Relay(client, target, delay, (bytes) => host.passed('up', bytes));
    this.#down = new Relay(target, client, delay, (bytes) => host.passed('down', bytes));
    for (const socket of [client, target]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.#failed());
      socket.on('close', () => this.#closed());
    }
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  cut(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#host.ended(this);
    if (!this.#draining) {
      this.#up.stop();
      this.#down.stop();
      return;
    }
    this.#up.deafen();
    this.#down.deafen();
    this.#client.resetAndDestroy();
    this.#target.end();
  }

  cutInFrame(direction: 'down' | 'up', cut?: () => void): void {
    const relay = direction === 'down' ? this.#down : this.#up;
    relay.breakNext(() => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      this.#host.ended(this);
      this.#up.deafen();
      this.#down.deafen();
      // A reset could overtake the bytes just written; an end comes after them.
      this.#client.end();
      this.#target.end();
      if (!this.#draining) this.#client.once('close', () => this.#target.resetAndDestroy());
      cut?.();
    });
  }

  blackHole(on: boolean): void {
    this.#held.here = on;
    this.#hold();
  }

  drip(bytesPerSecond: number | undefined): void {
    this.#down.drip(bytesPerSecond);
  }

  /** The same for all lines of the proxy; `all`: both ways. */
  hold(held: { readonly all: boolean; readonly down: boolean }): void {
    this.#held = { ...this.#held, ...held };
    this.#hold();
  }

  /** Everything the server says is taken from it at once, and when the line is cut up to its end. */
  drains(on: boolean): void {
    this.#draining = on;
    this.#down.greedy(on);
  }

  #hold(): void {
    const { all, down, here } = this.#held;
    this.#up.hold(all || here);
    this.#down.hold(all || here || down);
    if (this.#broken && !all && !here) this.cut();
  }

  /** A dead line cannot carry the news of a reset; the other side hears of it afterwards. */
  #failed(): void {
    if (this.#held.all || this.#held.here) this.#broken = true;
    else this.cut();
  }

  #closed(): void {
    if (!this.#isOpen || !this.#up.finished || !this.#down.finished) return;
    this.#isOpen = false;
    this.#host.ended(this);
  }
}
