import { Hub, type HubParts } from '@imagechat/core/hub';
import { MemoryFanout } from '@imagechat/core/memory/fanout';
import type { Bus } from '@imagechat/core/ports/bus';
import type { Clock } from '@imagechat/core/ports/clock';
import type { Fanout } from '@imagechat/core/ports/fanout';
import type { Storage } from '@imagechat/core/ports/storage';
import type { UsageTotal } from '@imagechat/core/ports/usage';
import type { HubSettings } from '@imagechat/core/settings';
import type { StreamBody } from '@imagechat/protocol/messages';
import { decodeFrame } from '@imagechat/protocol/schemas/decode';
import type { FaultyBus, FaultyExchange } from './faulty-bus.ts';
import { FaultyStorage } from './faulty-storage.ts';
import type { MadeIdentity } from './made-identity.ts';
import { MadeStream } from './made-stream.ts';
import { Metering } from './metering.ts';
import type { Random } from './random.ts';
import type { ServerTap } from './server-tap.ts';
import { ShiftedClock } from './shifted-clock.ts';
import type { Weather } from './temper.ts';
import type { Trace } from './trace.ts';
import type { RunTap } from './usage-check.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Ear, Wire } from './wire.ts';

/** What every process of a world shares. */
export interface ProcessParts {
  readonly storage: Storage;
  readonly exchange: FaultyExchange;
  readonly identity: MadeIdentity;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly weather: Weather;
  readonly trace: Trace;
  readonly settings: Partial<HubSettings>;
  readonly usage: RunTap;
  /** Keeps what a run counted (M1). */
  save(run: string, totals: readonly UsageTotal[]): Promise<void>;
  /** Changes what a process is made of: how a test breaks one on purpose. */
  readonly spoil?: (parts: HubParts) => HubParts;
}

/** A request for a stream, as it arrives. */
export interface StreamRequest {
  readonly address: string;
  readonly body: string;
  readonly tap: ServerTap;
  /** Takes the server's end of the wire before anything is said. */
  join(ear: Ear): void;
}

/** One hub with its own timers, storage connection and bus connection, that can be killed at any moment. */
export class HubProcess {
  readonly name: string;
  readonly hub: Hub;
  readonly bus: FaultyBus;
  readonly clock: ShiftedClock;
  readonly metering: Metering;
  readonly #fanout = new MemoryFanout();
  readonly #wires = new Map<Wire, ServerTap>();
  readonly #streams = new Set<MadeStream>();
  readonly #parts: ProcessParts;
  /** Exchanges under way: what to do when this process dies in the middle. */
  readonly #exchanges = new Set<() => void>();
  #alive = true;

  constructor(name: string, parts: ProcessParts) {
    this.name = name;
    this.#parts = parts;
    this.clock = new ShiftedClock(parts.time);
    const { exchange, identity, random, settings, time, trace, weather } = parts;
    this.bus = exchange.bus();
    const storage = new FaultyStorage({ ...parts, random: random.fork('storage'), alive: () => this.#alive });
    const { usage: tap } = parts;
    const save: ProcessParts['save'] = (run, totals) => storage.save(run, totals);
    this.metering = new Metering({ clock: this.clock, tap, save });
    const chance = random.fork('hub');
    const hubParts: HubParts = {
      storage,
      bus: this.#guarded(this.bus),
      fanout: this.#fanout satisfies Fanout,
      identity,
      clock: this.#guardedClock(time),
      meter: this.metering.meter,
      limiter: { take: () => (weather.strikes('tooFast') ? chance.between(1, 3000) : 0) },
      log: (level, event) => {
        if (level === 'error') trace.note(`${name} logs ${event}`);
      },
      decodeFrame,
      random: () => chance.share(),
      settings,
      onPulse: (now) => {
        for (const stream of this.#streams) stream.pulse(now);
        this.metering.pulse();
      },
    };
    this.hub = new Hub(parts.spoil?.(hubParts) ?? hubParts);
  }

  /** False once it was killed or has stopped. */
  get alive(): boolean {
    return this.#alive;
  }

  /** At rest: whoever asked knows who is here (P1). What is wrong, or undefined. */
  presenceUnrest(): string | undefined {
    const all = Array.from(this.#wires.values(), ({ check }) => check.presence);
    for (const presence of all) {
      const says = presence.unrest(all);
      if (says) return says;
    }
    return undefined;
  }

  /** The server's end of a new connection. */
  accept(wire: Wire, address: string, tap: ServerTap): { heard(frame: string): void; closed(): void } {
    this.#wires.set(wire, tap);
    const bill = this.metering.line(tap.tenantId);
    const socket = this.#fanout.socket({
      receive: (frame) => {
        if (!this.#alive) return;
        bill(frame);
        tap.down(frame);
        wire.sendDown(frame);
      },
      closed: (code) => {
        this.#wires.delete(wire);
        wire.closeDown(code);
      },
      pinged: () => wire.ping(() => session.answered()),
    });
    const session = this.hub.connect(socket, { origin: null, ownOrigin: 'https://made.example', address });
    return {
      heard: (frame) => {
        if (!this.#alive) return;
        tap.up(frame);
        session.receive(frame);
      },
      closed: () => {
        this.#wires.delete(wire);
        if (this.#alive) session.closed();
      },
    };
  }

  /** The server's end of a stream (W11). */
  stream(wire: Wire, { address, body, join, tap }: StreamRequest): void {
    this.#wires.set(wire, tap);
    const bill = this.metering.line(tap.tenantId);
    const stream = new MadeStream({
      wire,
      body: JSON.parse(body) as StreamBody,
      random: this.#parts.random,
      now: this.clock.now(),
      tap: {
        ...tap,
        up: (frame) => tap.up(frame),
        down: (frame) => {
          if (!this.#alive) return;
          bill(frame);
          tap.down(frame);
        },
      },
      ended: () => {
        this.#wires.delete(wire);
        this.#streams.delete(stream);
      },
    });
    this.#streams.add(stream);
    join({
      heard: () => undefined,
      closed: () => {
        this.#wires.delete(wire);
        if (this.#alive) stream.gone();
      },
    });
    const from = { origin: null, ownOrigin: 'https://made.example', address };
    stream.begin(this.hub.connect(this.#fanout.socket(stream), from));
  }

  /** Does a piece of work for an HTTP exchange; rejects when this process dies over it. */
  serve<Value>(work: () => Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const died = (): void => reject(new Error('the connection broke'));
      this.#exchanges.add(died);
      void work()
        .then(resolve, reject)
        .finally(() => this.#exchanges.delete(died));
    });
  }

  /** `kill -9`: whatever it was doing is never finished, and its wires are cut. */
  kill(noticedAfter: number): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#parts.usage.died();
    void this.bus.close();
    for (const wire of this.#wires.keys()) wire.cut({ client: noticedAfter, server: 'never' });
    this.#wires.clear();
    for (const died of this.#exchanges) died();
  }

  /** SIGTERM: answers what was submitted, asks its clients to connect elsewhere, and is gone. */
  async stop(): Promise<void> {
    await this.hub.close();
    await this.metering.close();
    this.kill(0);
  }

  #guardedClock(time: VirtualTime): Clock {
    return {
      now: () => this.clock.now(),
      after: (ms, task) =>
        time.after(ms, () => {
          if (this.#alive) task();
        }),
    };
  }

  #guarded(bus: Bus): Bus {
    return {
      listen: (listener) => bus.listen(listener),
      subscribe: (image) => bus.subscribe(image),
      unsubscribe: (image) => bus.unsubscribe(image),
      publish: (message) => {
        if (this.#alive) bus.publish(message);
      },
      close: () => bus.close(),
    };
  }
}
