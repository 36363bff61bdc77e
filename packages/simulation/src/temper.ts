import type { HubSettings } from '@imagechat/core/settings';
import type { Random } from './random.ts';

/** What can go wrong by itself, with the probability of each. */
export interface Rates {
  /** A storage call takes up to two seconds instead of a few ms. */
  readonly slowStorage: number;
  /** A commit fails and nothing was written. */
  readonly failedCommit: number;
  /** A commit is written and its answer lost (O2). */
  readonly lostCommit: number;
  readonly failedRead: number;
  /** A message of the bus never reaches one of the other hubs. */
  readonly lostMessage: number;
  readonly doubledMessage: number;
  /** A message of the bus takes up to two seconds, so that others overtake it. */
  readonly lateMessage: number;
  /** An HTTP exchange fails before the server saw it. */
  readonly lostRequest: number;
  /** An HTTP exchange fails after the server did what it asks. */
  readonly lostAnswer: number;
  /** The server says "too fast". */
  readonly tooFast: number;
}

/** The bigger things that break, relative to each other. */
export type Frequencies = Readonly<Record<keyof typeof OFTEN, number>>;

/** How often each is chosen in a world that is prone to it: those of the first list always are, of the second about half of the worlds. */
const OFTEN = {
  cut: 6,
  halfOpen: 3,
  offline: 4,
  noNetwork: 4,
  sleep: 3,
  reload: 2,
  kill: 3,
  stop: 2,
  busAway: 4,
  restore: 2,
  slowReader: 4,
  noSockets: 5,
  hide: 3,
  cutLogs: 3,
  serverClock: 3,
  pageClock: 3,
} as const;

/** Nothing of this breaks. */
export const NO_TROUBLES: Frequencies = {
  cut: 0,
  halfOpen: 0,
  offline: 0,
  noNetwork: 0,
  sleep: 0,
  reload: 0,
  kill: 0,
  stop: 0,
  busAway: 0,
  restore: 0,
  slowReader: 0,
  noSockets: 0,
  hide: 0,
  cutLogs: 0,
  serverClock: 0,
  pageClock: 0,
};

/** The nature of one world: how big it is, what it is prone to. */
export interface Temper {
  readonly hubs: number;
  readonly pages: number;
  readonly tenants: number;
  readonly images: number;
  readonly steps: number;
  /** Slowest way of a frame between a page and a hub, in ms. */
  readonly latency: number;
  /** How far a page's clock is off at most, in ms. */
  readonly skew: number;
  /** Steps come in bursts this far apart at most, in ms. */
  readonly pace: number;
  /** Life of a session token in ms. */
  readonly tokenMs: number;
  /** Share of steps that break something bigger: a line, a bus, a process, a page asleep. */
  readonly trouble: number;
  readonly troubles: Frequencies;
  /** Strangers tell others that they are here (P1). */
  readonly presence: boolean;
  /** Pages can do without sockets (W11). */
  readonly streams: boolean;
  /** What a server keeps for a slow reader, in bytes (K1). */
  readonly buffer: number;
  /** Share of operations that are hostile: old ids, repeats, other people's things. */
  readonly hostile: number;
  readonly rates: Rates;
  readonly settings: Partial<HubSettings>;
}

const CALM: Rates = {
  slowStorage: 0,
  failedCommit: 0,
  lostCommit: 0,
  failedRead: 0,
  lostMessage: 0,
  doubledMessage: 0,
  lateMessage: 0,
  lostRequest: 0,
  lostAnswer: 0,
  tooFast: 0,
};

/** Draws a nature. Each fault is absent from about half the worlds, so that none always hides another. */
export function drawTemper(random: Random): Temper {
  const rate = (most: number): number => (random.chance(0.5) ? 0 : random.share() * most);
  const rates: Rates = {
    slowStorage: rate(0.3),
    failedCommit: rate(0.2),
    lostCommit: rate(0.2),
    failedRead: rate(0.2),
    lostMessage: rate(0.5),
    doubledMessage: rate(0.3),
    lateMessage: rate(0.5),
    lostRequest: rate(0.3),
    lostAnswer: rate(0.3),
    tooFast: random.chance(0.8) ? 0 : random.share() * 0.05,
  };
  const streams = random.fork('streams').chance(0.5);
  return {
    hubs: random.between(1, 3),
    pages: random.between(2, 5),
    tenants: random.chance(0.3) ? 2 : 1,
    images: random.between(1, 3),
    steps: random.between(20, 200),
    latency: random.oneOf(2, 20, 100, 400),
    skew: random.oneOf(0, 3000, 3_600_000),
    pace: random.oneOf(5, 50, 400, 2000),
    tokenMs: random.chance(0.2) ? random.between(15_000, 60_000) : 43_200_000,
    trouble: random.oneOf(0, 0.05, 0.15, 0.3),
    hostile: random.oneOf(0, 0.1, 0.4),
    rates,
    settings: drawSettings(random),
    troubles: drawTroubles(random, streams),
    buffer: random.oneOf(1000, 4000, 16_000),
    streams,
    presence: random.fork('presence').chance(0.5),
  };
}

function drawTroubles(random: Random, streams: boolean): Frequencies {
  const often = (kind: keyof typeof OFTEN): number => (random.chance(0.5) ? OFTEN[kind] : 0);
  return {
    ...OFTEN,
    restore: often('restore'),
    slowReader: often('slowReader'),
    noSockets: streams ? OFTEN.noSockets : 0,
    hide: streams ? often('hide') : 0,
    cutLogs: often('cutLogs'),
    serverClock: often('serverClock'),
    pageClock: often('pageClock'),
  };
}

/** Small bounds in some worlds, so that what lies beyond them is reached. */
function drawSettings(random: Random): Partial<HubSettings> {
  return {
    ...(random.chance(0.3) ? { catchUpEvents: random.between(1, 12) } : {}),
    ...(random.chance(0.5) ? { threadPage: random.between(1, 6) } : {}),
    ...(random.chance(0.3) ? { groupSize: random.between(1, 4) } : {}),
    ...(random.chance(0.3)
      ? { batchEvents: random.between(1, 4), batchMinMs: random.oneOf(1, 40, 200) }
      : {}),
    ...(random.chance(0.3) ? { tailEvents: random.between(1, 8) } : {}),
    ...(random.chance(0.3) ? { snapshotEvents: random.between(0, 4) } : {}),
    ...(random.chance(0.1) ? { queueSize: random.between(1, 3) } : {}),
  };
}

/** Decides, each time, whether something goes wrong; `clear()` ends all of it. */
export class Weather {
  readonly #random: Random;
  #rates: Rates;

  constructor(rates: Rates, random: Random) {
    this.#rates = rates;
    this.#random = random;
  }

  /** True when this happens now. */
  strikes(fault: keyof Rates): boolean {
    const rate = this.#rates[fault];
    return rate > 0 && this.#random.chance(rate);
  }

  /** From now on nothing goes wrong by itself. */
  clear(): void {
    this.#rates = CALM;
  }
}
