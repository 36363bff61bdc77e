import type { FrontDoor, Request, Response } from './front-door.ts';
import type { HubProcess } from './hub-process.ts';
import type { Random } from './random.ts';
import type { ServerTap } from './server-tap.ts';
import type { Weather } from './temper.ts';
import type { VirtualTime } from './virtual-time.ts';
import { type Cut, type Ear, Wire } from './wire.ts';

/** What a page's way to the servers is made of. */
export interface LineParts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly weather: Weather;
  /** Slowest way of a frame, in ms. */
  readonly latency: number;
  readonly address: string;
  /** What a server keeps for a slow reader, in bytes, and what it does about a slower one (K1). */
  readonly buffer: number;
  readonly overflow?: 'close' | 'drop';
  /** The processes that are there now. */
  servers(): readonly HubProcess[];
  readonly frontDoor: FrontDoor;
}

/** A page's end of a connection being made. */
export interface LineEnd extends Ear {
  opened(): void;
}

/** Who watches an HTTP exchange at the server's end. */
export interface HttpTap {
  /** The request arrived. */
  arrived(): void;
  /** The server answers. */
  answered(response: Response): void;
}

/** A page's network: every socket and every HTTP exchange of it goes this way, and breaks with it. */
export class Line {
  readonly #parts: LineParts;
  readonly #wires = new Set<Wire>();
  #up = true;
  /** Bytes a ms. */
  #pace = Number.POSITIVE_INFINITY;
  #sockets = true;
  /** Grows with every cut, so that an exchange knows that it fell into one. */
  #cuts = 0;

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  /** Whether the network is there. */
  get up(): boolean {
    return this.#up;
  }

  /** Opens a connection to one of the servers; tells how it went later. */
  open(end: LineEnd, tap: ServerTap): { send(frame: string): void; close(code: number): void } {
    const { time, random, address } = this.#parts;
    const wire = this.#wire();
    let over = false;
    time.after(2 * this.#latency(), () => {
      if (over) return;
      const server = this.#sockets ? this.#server() : undefined;
      if (server) {
        this.#remember(wire);
        wire.join(end, server.accept(wire, address, tap));
        end.opened();
      } else if (!random.chance(0.2)) {
        // The others hang, until the page gives up.
        end.closed(1006);
      }
    });
    return {
      send: (frame) => wire.sendUp(frame),
      close: (code) => {
        over = true;
        wire.closeUp(code);
      },
    };
  }

  /** Asks one of the servers for a stream (W11), and tells what is answered until released. */
  stream(body: string, end: Ear, tap: ServerTap): () => void {
    const { time, weather, address } = this.#parts;
    const wire = this.#wire();
    let over = false;
    time.after(2 * this.#latency(), () => {
      if (over) return;
      const server = weather.strikes('lostRequest') ? undefined : this.#server();
      if (server) {
        this.#remember(wire);
        server.stream(wire, { address, body, tap, join: (ear) => wire.join(end, ear) });
      } else end.closed(1006);
    });
    return () => {
      over = true;
      wire.closeUp(1000);
    };
  }

  /** One HTTP exchange; rejects when there is no line, soon or after a long while. */
  async exchange(request: Request, tap: HttpTap): Promise<Response> {
    const { time, weather, frontDoor } = this.#parts;
    const cuts = this.#cuts;
    await time.wait(this.#latency());
    const server = this.#server();
    if (!server || cuts !== this.#cuts || weather.strikes('lostRequest')) return this.#fail();
    tap.arrived();
    const response = await server.serve(() => frontDoor.answer(server.hub, request));
    tap.answered(response);
    await time.wait(this.#latency());
    if (cuts !== this.#cuts || weather.strikes('lostAnswer')) return this.#fail();
    return response;
  }

  /** Cuts what is open now; new connections work. */
  cut(cut: Cut): void {
    this.#cuts++;
    for (const wire of this.#wires) wire.cut(cut);
    this.#wires.clear();
  }

  /** The network is gone, with everything on it. */
  goDown(cut: Cut): void {
    this.#up = false;
    this.cut(cut);
  }

  /** The network is back. */
  comeUp(): void {
    this.#up = true;
  }

  /** From now on the page takes what it is sent at this pace, in bytes a ms. */
  reads(pace: number): void {
    this.#pace = pace;
  }

  /** Whether the network lets sockets through; those that are open are cut when it does not any more. */
  letSockets(pass: boolean): void {
    this.#sockets = pass;
    if (!pass) this.cut({ client: 0, server: 0 });
  }

  #wire(): Wire {
    const { buffer, overflow, time } = this.#parts;
    const pace = (): number => this.#pace;
    return new Wire({
      time,
      latency: () => this.#latency(),
      pace,
      buffer,
      ...(overflow ? { overflow } : {}),
    });
  }

  #server(): HubProcess | undefined {
    return this.#up ? this.#parts.random.pick(this.#parts.servers()) : undefined;
  }

  #latency(): number {
    return this.#parts.random.between(1, this.#parts.latency);
  }

  #remember(wire: Wire): void {
    for (const old of this.#wires) if (!old.held) this.#wires.delete(old);
    this.#wires.add(wire);
  }

  async #fail(): Promise<never> {
    const { time, random } = this.#parts;
    await time.wait(random.chance(0.2) ? random.between(1000, 30_000) : random.between(0, 50));
    throw new Error('there is no line');
  }
}
