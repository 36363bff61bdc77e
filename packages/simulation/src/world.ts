import type { Environment } from '@imagechat/client/api';
import type { Actor } from '@imagechat/core/access';
import type { HubParts } from '@imagechat/core/hub';
import type { Decide, Storage } from '@imagechat/core/ports/storage';
import type { UsageTotal } from '@imagechat/core/ports/usage';
import { decide } from '@imagechat/core/rules/decide';
import { Disk, type DiskCopy } from './disk.ts';
import { FaultyExchange } from './faulty-bus.ts';
import { FrontDoor } from './front-door.ts';
import { History } from './history.ts';
import { HubProcess } from './hub-process.ts';
import { Line } from './line.ts';
import { type BookCopy, LogBook } from './log-book.ts';
import { MadeIdentity, drawSuspicion, writeToken } from './made-identity.ts';
import { Page } from './page.ts';
import { Person } from './person.ts';
import { Random } from './random.ts';
import { ShiftedClock } from './shifted-clock.ts';
import { judgeStorage } from './storage-check.ts';
import { Stranger } from './stranger.ts';
import { type Temper, Weather, drawTemper } from './temper.ts';
import { type Breach, Trace } from './trace.ts';
import { Troubles } from './troubles.ts';
import { type RunTap, type SavedUsage, UsageCheck } from './usage-check.ts';
import { VirtualTime } from './virtual-time.ts';

/** How a test breaks a world on purpose, to see that it is noticed. */
export interface Spoil {
  readonly decide?: (decide: Decide) => Decide;
  readonly storage?: (storage: Storage) => Storage;
  readonly hub?: (parts: HubParts) => HubParts;
  readonly environment?: (environment: Environment) => Environment;
  /** The name of the next life of the log, after so many restores (E1). */
  readonly epoch?: (restores: number) => string;
  /** What becomes of a slow reader (K1). */
  readonly overflow?: 'close' | 'drop';
}

/** Which world to make. */
export interface WorldOptions {
  readonly seed: number;
  /** Writes every frame into the trace. */
  readonly frames?: boolean;
  readonly spoil?: Spoil;
  /** What is not left to the seed. */
  readonly temper?: Partial<Temper>;
}

/** How a world went. */
export interface Report {
  readonly seed: number;
  /** None: all is well. */
  readonly breaches: readonly Breach[];
  readonly trace: readonly string[];
  /** Events written. */
  readonly events: number;
  /** Virtual time from the last trouble's end until everybody was right, in ms. */
  readonly restMs: number;
}

/** Time, in ms, within which everybody is right once nothing breaks any more: a dead line found, a new one made, a lost last event found (R4). */
const REST_MS = 60_000;

const TENANTS = ['tenant-a', 'tenant-b'];
const NAMES = ['Ada', 'Bo', 'Cy', 'Di', 'Ed'];

/** Real hubs and real clients in a made-up world: one seed decides everything that happens in it. */
export class World {
  readonly #options: WorldOptions;
  readonly #random: Random;
  readonly #temper: Temper;
  readonly #time = new VirtualTime();
  readonly #trace = new Trace(this.#time);
  /** What storage goes by. */
  readonly #clock = new ShiftedClock(this.#time);
  readonly #book = new LogBook({ trace: this.#trace, clock: this.#clock, epoch: 'e1' });
  readonly #usage = new UsageCheck(this.#trace, this.#time);
  /** What every process counts, dead ones too. */
  readonly #taps = new Map<HubProcess, RunTap>();
  readonly #weather: Weather;
  readonly #identity: MadeIdentity;
  readonly #exchange: FaultyExchange;
  readonly #disk: Disk;
  readonly #copies: { readonly disk: DiskCopy; readonly book: BookCopy; readonly usage: SavedUsage }[] = [];
  readonly #storage: Storage;
  readonly #tenants: readonly string[];
  readonly #history: History;
  readonly #processes: HubProcess[] = [];
  readonly #people: Person[] = [];
  readonly #strangers: Stranger[] = [];
  readonly #troubles: Troubles;
  #processCount = 0;
  #restores = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    const random = new Random(String(options.seed));
    this.#random = random.fork('world');
    this.#temper = { ...drawTemper(random.fork('temper')), ...options.temper };
    const { rates, tenants, tokenMs } = this.#temper;
    const [time, trace, spoil] = [this.#time, this.#trace, options.spoil ?? {}];
    this.#weather = new Weather(rates, random.fork('weather'));
    this.#identity = new MadeIdentity(time, tokenMs);
    this.#exchange = new FaultyExchange({ time, random: random.fork('bus'), weather: this.#weather });
    this.#disk = new Disk({ decide: spoil.decide?.(decide) ?? decide, clock: this.#clock, epoch: 'e1' });
    const watched = this.#book.watch(this.#disk);
    this.#storage = spoil.storage?.(watched) ?? watched;
    const names = TENANTS.slice(0, tenants);
    this.#tenants = names;
    this.#history = new History({
      trace,
      book: this.#book,
      time,
      temper: this.#temper,
      tenants: names,
      frames: options.frames ?? false,
    });
    for (let place = 0; place < this.#temper.hubs; place++) this.#processes.push(this.#start(place));
    this.#populate(names, random);
    this.#troubles = new Troubles({
      time,
      trace,
      random: random.fork('troubles'),
      people: this.#people,
      processes: this.#processes,
      start: (place) => this.#start(place),
      troubles: this.#temper.troubles,
      buffer: this.#temper.buffer,
      restore: () => this.#restore(),
      cutLogs: () => this.#cutLogs(),
      storageClock: this.#clock,
    });
  }

  /** Lets the world go its way, then heals it, and says how it went. */
  async run(): Promise<Report> {
    this.#trace.note(`seed ${this.#options.seed}: ${JSON.stringify(this.#temper)}`);
    for (const person of this.#people) person.arrive();
    for (let step = 0; step < this.#temper.steps && this.#well; step++) {
      this.#step();
      for (const person of this.#people) person.judgeLine();
      await this.#time.advance(this.#pause());
    }
    this.#trace.note('everything is healed');
    this.#weather.clear();
    this.#troubles.heal();
    const restMs = this.#well ? await this.#rest() : 0;
    if (this.#well) await this.#judgeDisk();
    const events = this.#book.images().reduce((sum, { head }) => sum + head, 0);
    const { breaches, lines } = this.#trace;
    return { seed: this.#options.seed, breaches, trace: lines, events, restMs };
  }

  /** At rest, in one moment: what is on the disk, and what is on the bill. */
  async #judgeDisk(): Promise<void> {
    await judgeStorage(this.#disk, this.#book, this.#trace);
    const living: RunTap[] = [];
    for (const [process, tap] of this.#taps) {
      if (!process.alive) continue;
      void this.#save(tap.name, process.metering.rest());
      living.push(tap);
    }
    await this.#usage.judge(this.#disk, this.#book, living, this.#tenants);
  }

  #save(run: string, totals: readonly UsageTotal[]): Promise<void> {
    this.#usage.wrote(run, totals);
    return this.#disk.save(run, totals);
  }

  get #well(): boolean {
    return this.#trace.breaches.length === 0;
  }

  #step(): void {
    const random = this.#random;
    const { trouble, troubles } = this.#temper;
    if (random.chance(trouble)) this.#troubles.strike();
    if (troubles.restore > 0 && random.chance(0.1))
      this.#copies.push({ disk: this.#disk.copy(), book: this.#book.copy(), usage: this.#usage.copy() });
    if (this.#strangers.length > 0 && random.chance(0.2)) random.pick(this.#strangers)?.act();
    else random.pick(this.#people)?.act();
  }

  /** An older copy takes the storage's place; the copies made since are of another life, and may come back, too. */
  #restore(): void {
    const { spoil = {} } = this.#options;
    const copy = this.#random.pick(this.#copies);
    if (!copy) return;
    const restores = ++this.#restores;
    const epoch = spoil.epoch?.(restores) ?? `e${restores + 1}`;
    this.#trace.note(`* a copy of ${copy.disk.length} changes is restored as ${epoch}`);
    this.#disk.restore(copy.disk, epoch);
    this.#book.restore(copy.book, epoch);
    this.#usage.restore(copy.usage);
  }

  /** Cuts all logs, by age or by length. */
  #cutLogs(): void {
    const most = this.#random.between(0, 12);
    const keep = this.#random.chance(0.5)
      ? { sinceMs: 0, events: most }
      : { sinceMs: this.#clock.now() - most * 5000, events: Number.MAX_SAFE_INTEGER };
    this.#trace.note(`* logs are cut: ${JSON.stringify(keep)}`);
    void this.#disk.trim(keep, Number.MAX_SAFE_INTEGER);
    this.#book.cut(keep);
  }

  #pause(): number {
    const random = this.#random;
    const { latency, pace } = this.#temper;
    if (random.chance(0.04)) return random.between(1000, 40_000);
    // Long enough, now and then, for something to come back over the slowest line.
    return random.between(0, random.chance(0.15) ? 6 * latency : pace);
  }

  /** Waits until everybody is right. */
  async #rest(): Promise<number> {
    const start = this.#time.now();
    let unrest = this.#unrest();
    while (unrest !== undefined && this.#well) {
      if (this.#time.now() - start >= REST_MS)
        this.#trace.breach(unrest.rule, `still after ${REST_MS / 1000} s: ${unrest.says}`);
      await this.#time.advance(1000);
      unrest = this.#unrest();
    }
    for (const person of this.#people) {
      person.judgeViews();
      person.page.check.judgeRefusals();
    }
    return this.#time.now() - start;
  }

  #unrest(): Breach | undefined {
    for (const person of this.#people) {
      person.judgeLine();
      const unrest = person.unrest();
      if (unrest) return { ...unrest, says: `${person.page.name}: ${unrest.says}` };
    }
    for (const process of this.#processes) {
      // A frame that was refused for being too many may have been any.
      const says = this.#temper.rates.tooFast === 0 && process.alive ? process.presenceUnrest() : undefined;
      if (says) return { rule: 'P1', says };
    }
    const waiting = this.#strangers.flatMap(({ unanswered }) => unanswered);
    return waiting.length > 0 ? { rule: 'W3', says: `a stranger has no answer to ${waiting}` } : undefined;
  }

  #start(place: number): HubProcess {
    const { settings } = this.#temper;
    const name = `hub ${place + 1}.${++this.#processCount}`;
    const { hub: spoil } = this.#options.spoil ?? {};
    const usage = this.#usage.run(name);
    const process = new HubProcess(name, {
      storage: this.#storage,
      exchange: this.#exchange,
      identity: this.#identity,
      time: this.#time,
      random: this.#random.fork(name),
      weather: this.#weather,
      trace: this.#trace,
      settings,
      usage,
      save: (run, totals) => this.#save(run, totals),
      ...(spoil ? { spoil } : {}),
    });
    this.#taps.set(process, usage);
    return process;
  }

  #populate(tenants: readonly string[], random: Random): void {
    const { hostile, images, pages } = this.#temper;
    const urlIds = Array.from({ length: images }, (_, at) => `picture-${at + 1}`);
    for (let at = 0; at < pages; at++) {
      const tenantId = tenants[at % tenants.length] ?? '';
      const name = `${NAMES[at]} of ${tenantId}`;
      const own = random.fork(name);
      const page = this.#page(name, tenantId, own);
      const parts = {
        page,
        random: own.fork('person'),
        trace: this.#trace,
        book: this.#book,
        urlIds,
        hostile,
      };
      this.#people.push(new Person(parts));
    }
    if (hostile === 0) return;
    for (const tenantId of tenants) {
      const name = `stranger of ${tenantId}`;
      const own = random.fork(name);
      const line = this.#line(own, 'stranger');
      const [time, history, book] = [this.#time, this.#history, this.#book];
      this.#strangers.push(
        new Stranger({
          name,
          tenantId,
          line,
          time,
          random: own,
          history,
          book,
          urlIds,
          announces: this.#temper.presence,
        }),
      );
    }
  }

  #page(name: string, tenantId: string, random: Random): Page {
    const { environment: spoil } = this.#options.spoil ?? {};
    const kind = random.oneOf<Actor['kind']>('visitor', 'visitor', 'user', 'moderator');
    const id = `${tenantId}-${random.between(1, 3)}-${kind}`;
    const read = kind === 'moderator' ? {} : drawSuspicion(random);
    const face = random.chance(0.4) ? { avatar: `face-${random.between(10, 99)}-xyz` } : {};
    const actor = { tenantId, id, kind, name, groupIds: null, verified: true, ...read, ...face };
    const token = writeToken({ actor, expiresAt: this.#time.now() + this.#temper.tokenMs });
    return new Page({
      name,
      tenantId,
      line: this.#line(random, name),
      time: this.#time,
      random: random.fork('page'),
      streams: this.#temper.streams,
      ahead: random.between(-this.#temper.skew, this.#temper.skew),
      history: this.#history,
      // The others are nobody yet, and give their name.
      ...(random.chance(0.6) ? { token } : {}),
      ...(spoil ? { spoil } : {}),
    });
  }

  #line(random: Random, address: string): Line {
    const { overflow } = this.#options.spoil ?? {};
    return new Line({
      time: this.#time,
      random: random.fork('line'),
      weather: this.#weather,
      latency: this.#temper.latency,
      address,
      buffer: this.#temper.buffer,
      ...(overflow ? { overflow } : {}),
      servers: () => this.#processes.filter(({ alive }) => alive),
      frontDoor: new FrontDoor(this.#identity),
    });
  }
}
