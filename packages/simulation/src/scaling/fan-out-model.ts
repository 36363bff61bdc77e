import { Batcher } from '@imagechat/core/batcher';
import { HUB_SETTINGS } from '@imagechat/core/settings';
import { Random } from '../random.ts';
import { VirtualTime } from '../virtual-time.ts';
import type { UnitCosts } from './unit-costs.ts';

/** One image, who looks at it, and what happens on it. */
export interface FanOutLoad {
  readonly viewers: number;
  /** Processes the viewers are spread over, each with a core. */
  readonly nodes: number;
  /** On average; they come by chance, not in step. */
  readonly eventsPerSecond: number;
  readonly seconds: number;
  readonly seed: string;
}

/** What came of it. */
export interface FanOutResult {
  /** From an operation's arrival to a viewer having its event, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** Part of the time in which a process, and the bus's shard, had something to do; 1 and more is too much. */
  readonly nodeLoad: number;
  readonly busLoad: number;
  /** Frames each viewer gets a second. */
  readonly frames: number;
  /** All viewers together. */
  readonly deliveriesPerSecond: number;
}

/** Something that does one thing after the other. */
class Server {
  busyMs = 0;
  #freeAt = 0;

  /** Does what takes `ms` as soon as it can. @returns when it is done */
  does(now: number, ms: number): number {
    this.#freeAt = Math.max(now, this.#freeAt) + ms;
    this.busyMs += ms;
    return this.#freeAt;
  }
}

/** A process: hears of an event, waits for company as the real one does (B1), hands a frame to its viewers. */
class Node {
  readonly server = new Server();
  readonly #time: VirtualTime;
  readonly #start: number;
  readonly #batcher: Batcher;
  readonly #costs: UnitCosts;
  readonly #viewers: number;
  /** When each event that waits began, in order. */
  readonly #waiting: number[] = [];
  /** How long each event took. */
  readonly latencies: number[] = [];
  frames = 0;

  constructor(time: VirtualTime, viewers: number, costs: UnitCosts) {
    this.#time = time;
    this.#start = time.now();
    this.#viewers = viewers;
    this.#costs = costs;
    this.#batcher = new Batcher(time, HUB_SETTINGS, {
      publish: (events) => this.#publish(events.length),
      viewers: () => viewers,
    });
  }

  /** The bus hands over an event that began at a time. */
  hear(began: number): void {
    this.#waiting.push(began);
    this.server.does(this.#now(), this.#costs.hear);
    this.#batcher.add('{"an event":"of about as many characters as they have"}');
  }

  #publish(events: number): void {
    const { deliver, encode } = this.#costs;
    const done = this.server.does(this.#now(), encode + deliver * this.#viewers);
    this.frames++;
    // Viewers get it one after the other: half of them in half of that time.
    const middle = done - (deliver * this.#viewers) / 2;
    for (const began of this.#waiting.splice(0, events)) this.latencies.push(middle - began, done - began);
  }

  #now(): number {
    return this.#time.now() - this.#start;
  }
}

/**
 * Plays one image's fan-out: operations arrive somewhere, are committed, go to the bus's one shard for this image, from there to every process with a viewer, and
 * from each to its own viewers. Batching is the real one; what things cost is given.
 */
export async function runFanOut(load: FanOutLoad, costs: UnitCosts): Promise<FanOutResult> {
  const { nodes: count, seconds, viewers } = load;
  const time = new VirtualTime();
  const start = time.now();
  const bus = new Server();
  const nodes = Array.from({ length: count }, () => new Node(time, viewers / count, costs));
  for (const began of arrivals(load))
    time.after(began + costs.commit + costs.hop, () => {
      const now = time.now() - start;
      const taken = bus.does(now, costs.busTake);
      for (const node of nodes) {
        const handed = bus.does(taken, costs.busHand) + costs.hop;
        time.after(handed - now, () => node.hear(began));
      }
    });
  await time.advance(seconds * 1000);
  const latencies = nodes.flatMap((node) => node.latencies).sort((a, b) => a - b);
  const at = (part: number): number => latencies[Math.floor((latencies.length - 1) * part)] ?? 0;
  const total = (read: (node: Node) => number): number => nodes.reduce((sum, node) => sum + read(node), 0);
  const frames = total((node) => node.frames) / count / seconds;
  return {
    p50: at(0.5),
    p99: at(0.99),
    nodeLoad: total((node) => node.server.busyMs) / count / (seconds * 1000),
    busLoad: bus.busyMs / (seconds * 1000),
    frames,
    deliveriesPerSecond: frames * viewers,
  };
}

/** Times in ms, by chance and on average as often as asked. */
function arrivals({ eventsPerSecond, seconds, seed }: FanOutLoad): number[] {
  const random = new Random(seed);
  const times: number[] = [];
  for (let at = 0; ; ) {
    at += (-Math.log(1 - random.share()) * 1000) / eventsPerSecond;
    if (at >= seconds * 1000) return times;
    times.push(at);
  }
}
