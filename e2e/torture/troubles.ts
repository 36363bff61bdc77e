import type { Random } from '@imagechat/simulation/random';
import type { FaultLine } from '../support/fault-line.ts';
import type { FaultProxy } from '../support/fault-proxy.ts';
import type { ServerProcess } from '../support/server-process.ts';
import type { HandedOut } from './handed-out.ts';
import type { Journal } from './journal.ts';
import type { Person } from './person.ts';

/** How much trouble there is to be, over how many operations. */
export interface TroublePlan {
  readonly operations: number;
  readonly kills: number;
  readonly cuts: number;
  /** Lives of the server that last longer than usage takes to be saved, and how long that is, in ms. */
  readonly longLives: number;
  readonly longLifeMs: number;
}

/** What troubles are made in. */
export interface TroubleParts {
  readonly plan: TroublePlan;
  readonly random: Random;
  readonly server: ServerProcess;
  readonly proxy: FaultProxy;
  readonly handed: HandedOut;
  readonly journal: Journal;
  readonly people: readonly Person[];
  /** Those who fall asleep now and then. */
  readonly sleepers: readonly Person[];
  /** The server's runs that have written totals down so far. */
  readonly runs: () => ReadonlySet<string>;
}

/** What happened, in numbers. */
export interface TroubleCounts {
  /** Each of them hit operations under way. */
  kills: number;
  cuts: number;
  readonly cutsBy: Record<CutKind, number>;
  blackHoles: number;
  drips: number;
  sleeps: number;
}

/** Ways to cut a line. */
export type CutKind =
  | 'reset'
  | 'in mid-frame down'
  | 'in mid-frame up'
  | 'out of a black hole'
  | 'all at once';

/** How often, among line troubles, which. */
const WEIGHTS = {
  reset: 40,
  'in mid-frame down': 22,
  'in mid-frame up': 12,
  'out of a black hole': 8,
  'all at once': 1,
  blackHole: 6,
  drip: 6,
  sleep: 2,
  weather: 4,
} as const;

/** Breaks lines and kills the server, paced by the operations that are said, so that it happens in mid-traffic. */
export class Troubles {
  readonly counts: TroubleCounts = {
    kills: 0,
    cuts: 0,
    cutsBy: {
      reset: 0,
      'in mid-frame down': 0,
      'in mid-frame up': 0,
      'out of a black hole': 0,
      'all at once': 0,
    },
    blackHoles: 0,
    drips: 0,
    sleeps: 0,
  };
  readonly #parts: TroubleParts;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** Lines that are to be cut in mid-frame when something comes. */
  readonly #armed = new Set<number>();
  #said = 0;
  #nextKill: number;
  #nextCut: number;
  #killing: Promise<void> | undefined;
  #over = false;

  constructor(parts: TroubleParts) {
    this.#parts = parts;
    this.#nextKill = this.#next(parts.plan.kills, 0);
    this.#nextCut = this.#next(parts.plan.cuts, 0);
  }

  /** Operations said so far. */
  get said(): number {
    return this.#said;
  }

  /** All that was planned has happened. */
  get done(): boolean {
    const { operations, kills, cuts } = this.#parts.plan;
    if (this.#over) return true;
    return this.#said >= operations && this.counts.kills >= kills && this.counts.cuts >= cuts;
  }

  /** An operation was said for the first time. */
  operationSaid(): void {
    this.#said += 1;
    if (this.#over || this.#killing) return;
    if (this.#said >= this.#nextKill && this.#isOldEnough()) {
      this.#nextKill = Number.POSITIVE_INFINITY;
      this.#later(this.#parts.random.between(0, 20), () => this.#killInFlight());
    }
    if (this.#said >= this.#nextCut) this.#trouble();
  }

  /** No new trouble from here on; what is broken mends. */
  async end(): Promise<void> {
    this.#over = true;
    await this.#killing;
    for (const timer of this.#timers) clearTimeout(timer);
    const { proxy, sleepers } = this.#parts;
    await proxy.restore();
    proxy.latency(0);
    proxy.jitter(0);
    for (const line of proxy.lines()) {
      line.drip(undefined);
      line.blackHole(false);
    }
    for (const person of sleepers) person.wake();
  }

  /** When, in operations said, the next of so many is due; spread over what is left. */
  #next(planned: number, happened: number): number {
    const left = planned - happened;
    if (left <= 0) return Number.POSITIVE_INFINITY;
    const { operations } = this.#parts.plan;
    const share = Math.max(0, operations - this.#said) / (left + 1);
    return this.#said + Math.max(1, Math.round(share * (0.3 + 1.4 * this.#parts.random.share())));
  }

  /** Some lives are let last until usage was saved in them. */
  #isLong(): boolean {
    const { kills, longLives } = this.#parts.plan;
    const every = Math.max(1, Math.floor(kills / (longLives + 1)));
    const { kills: happened } = this.counts;
    return happened > 0 && happened % every === 0 && happened / every <= longLives;
  }

  #isOldEnough(): boolean {
    const { startedAt = 0 } = this.#parts.handed.lives.at(-1) ?? {};
    return !this.#isLong() || performance.now() - startedAt > this.#parts.plan.longLifeMs;
  }

  /** Kills in the middle of something: with nothing under way just now, at the next operation. */
  #killInFlight(): void {
    const underWay = this.#parts.people.reduce((sum, person) => sum + person.underWay, 0);
    if (underWay === 0) {
      this.#nextKill = this.#said;
      return;
    }
    this.#killing = this.#kill(underWay)
      .catch((error: unknown) => this.#gone(error))
      .finally(() => {
        this.#killing = undefined;
      });
  }

  async #kill(underWay: number): Promise<void> {
    const { handed, journal, plan, proxy, random, server } = this.#parts;
    this.counts.kills += 1;
    journal.note('server', `killed with ${underWay} operations under way`);
    await server.kill('SIGKILL');
    handed.ends();
    // Where there is something to count, it is counted; the last life to its end.
    const exact = this.counts.kills >= plan.kills || this.#isLong() || random.chance(0.6);
    proxy.drains(exact);
    handed.begins(exact);
    await server.restart();
    handed.wrote(this.#parts.runs());
    journal.note('server', 'started again');
    this.#nextKill = this.#next(plan.kills, this.counts.kills);
  }

  /** Without a server there is nothing left to do. */
  #gone(error: unknown): void {
    this.#over = true;
    this.#parts.journal.breach('lost', `the server does not start again: ${error}`);
  }

  #trouble(): void {
    const { random } = this.#parts;
    const kind = random.weighted(WEIGHTS);
    if (kind === 'weather') this.#weather();
    else if (kind === 'sleep') this.#sleep();
    else if (kind === 'all at once') this.#all();
    else {
      const line = random.pick(this.#sockets());
      if (!line) return;
      if (kind === 'blackHole') this.#blackHole(line);
      else if (kind === 'drip') this.#drip(line);
      else this.#cut(kind, line);
    }
    this.#nextCut = this.#next(this.#parts.plan.cuts, this.counts.cuts);
  }

  #cut(kind: CutKind, line: FaultLine): void {
    const { id } = line;
    if (kind === 'in mid-frame down' || kind === 'in mid-frame up') {
      this.#armed.add(id);
      line.cutInFrame(kind === 'in mid-frame down' ? 'down' : 'up', () => this.#wasCut(kind, id));
    } else if (kind === 'out of a black hole') {
      line.blackHole(true);
      this.#armed.add(id);
      this.#later(this.#parts.random.between(200, 3000), () => {
        if (!line.isOpen) return;
        line.cut();
        this.#wasCut(kind, id);
      });
    } else {
      line.cut();
      this.#wasCut(kind, id);
    }
  }

  #wasCut(kind: CutKind, line: number): void {
    this.counts.cuts += 1;
    this.counts.cutsBy[kind] += 1;
    this.#armed.delete(line);
    this.#parts.journal.note('server', `line ${line} is cut: ${kind}`);
  }

  /** Everybody at once, and nobody comes in for a while. */
  #all(): void {
    const { proxy, random } = this.#parts;
    for (const { id } of this.#sockets()) this.#wasCut('all at once', id);
    void proxy.cut();
    this.#later(random.between(100, 800), () => void proxy.restore());
  }

  #blackHole(line: FaultLine): void {
    this.counts.blackHoles += 1;
    line.blackHole(true);
    this.#later(this.#parts.random.between(300, 7000), () => line.blackHole(false));
  }

  #drip(line: FaultLine): void {
    this.counts.drips += 1;
    line.drip(this.#parts.random.between(500, 8000));
    this.#later(this.#parts.random.between(1000, 6000), () => line.drip(undefined));
  }

  #sleep(): void {
    const { random, sleepers } = this.#parts;
    const person = random.pick(sleepers.filter(({ environment }) => !environment.asleep));
    if (!person) return;
    this.counts.sleeps += 1;
    person.environment.sleep();
    this.#later(random.between(2000, 40_000), () => person.wake());
  }

  /** Latency and jitter for everyone. */
  #weather(): void {
    const { proxy, random } = this.#parts;
    proxy.latency(random.oneOf(0, 0, 2, 10, 40));
    proxy.jitter(random.oneOf(0, 0, 5, 20, 60));
  }

  /** WebSockets that can be cut. */
  #sockets(): FaultLine[] {
    const { handed, proxy } = this.#parts;
    return proxy.lines().filter(({ id }) => handed.sockets.has(id) && !this.#armed.has(id));
  }

  #later(ms: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#over) task();
    }, ms);
    this.#timers.add(timer);
  }
}
