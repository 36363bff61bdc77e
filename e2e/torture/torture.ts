import type { Snapshot } from '@imagechat/core/ports/storage';
import { Random } from '@imagechat/simulation/random';
import { imagechat } from '../support/as-member.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { ServerProcess } from '../support/server-process.ts';
import { until } from '../support/until.ts';
import { Book } from './book.ts';
import { checkLogs, checkViews } from './check.ts';
import { integrityOf, openDatabase, storedImages } from './database.ts';
import type { Tamper } from './environment.ts';
import { HandedOut, STREAM_SITE } from './handed-out.ts';
import { Journal } from './journal.ts';
import { Person, type PersonParts } from './person.ts';
import { replay } from './replay.ts';
import type { TortureReport } from './report.ts';
import { Stalls } from './stalls.ts';
import { Troubles } from './troubles.ts';
import { checkUsage, runsIn } from './usage-check.ts';
import { Writer } from './writer.ts';

/** What a run is to be. */
export interface TortureSettings {
  readonly operations: number;
  readonly kills: number;
  readonly cuts: number;
  readonly writers: number;
  readonly readers: number;
  readonly images: number;
  readonly seed: number;
  /** The run is given up after this. */
  readonly minutes: number;
  /** Rest of a writer between two deeds on average, in milliseconds. */
  readonly pace: number;
  /** Lives of the server that last until usage was saved. */
  readonly longLives: number;
  /** How often the server saves usage, in seconds; as people start it when absent. */
  readonly saveSeconds?: number;
  readonly tamper?: Tamper;
  /** Changes the data folder of the stopped server before it is judged; throws when there was nothing to change. */
  readonly spoil?: (dataDir: string) => void;
  /** How long everything may take to heal, in milliseconds. */
  readonly healMs?: number;
  readonly progress?: (line: string) => void;
}

/** Pages' origins, so that usage has several sites; pages of the last have no WebSockets. */
const ORIGINS = [null, 'http://a.localhost:3000', 'http://b.localhost', `http://${STREAM_SITE}`];

/** The server's pulse with its jitter, and a little for the save itself; milliseconds. */
const PULSE_MS = 6250 + 1750;

/** How much longer a long life is than what a kill may cost: time to start and to count something, in milliseconds. */
const LONGER_MS = 6000;

/** How long everything may take to heal once nothing breaks any more, in milliseconds. */
const HEAL_MS = 60_000;

/** How often a server saves usage when nobody says otherwise, in seconds. */
const SAVE_SECONDS = 20;

/** A real server behind a proxy, real clients before it, and what breaks between them; afterwards everything is judged. */
export async function torture(settings: TortureSettings): Promise<TortureReport> {
  const start = performance.now();
  const { saveSeconds = SAVE_SECONDS } = settings;
  const env = { LOG_LEVEL: 'warn', USAGE_SAVE_SECONDS: String(saveSeconds) };
  await using server = await ServerProcess.start({ env });
  // Writers answer the comment that began a conversation.
  await imagechat(server, 'tenant', 'set', 'demo', 'replyDepth=1');
  const run = new Run(settings, server, start);
  return await run.whole();
}

class Run {
  readonly #settings: TortureSettings;
  readonly #server: ServerProcess;
  readonly #start: number;
  readonly #random: Random;
  readonly #journal: Journal;
  readonly #book: Book;
  readonly #stalls = new Stalls();
  readonly #handed = new HandedOut(() => performance.now());
  readonly #urlIds: readonly string[];
  #troubles: Troubles | undefined;

  constructor(settings: TortureSettings, server: ServerProcess, start: number) {
    this.#settings = settings;
    this.#server = server;
    this.#start = start;
    this.#random = new Random(`torture ${settings.seed}`);
    this.#journal = new Journal(() => performance.now() - start);
    this.#book = new Book(this.#journal, () => this.#troubles?.operationSaid());
    this.#urlIds = Array.from({ length: settings.images }, (_, at) => `https://torture.test/${at + 1}.png`);
  }

  async whole(): Promise<TortureReport> {
    this.#handed.begins(true);
    await using proxy = await startFaultProxy({
      targetPort: this.#server.port,
      tap: (line) => this.#handed.tap(line),
      random: () => this.#random.share(),
    });
    proxy.drains(true);
    const people = this.#people(proxy);
    try {
      await this.#live(proxy, people);
      await this.#heal(people);
      return await this.#judge(people);
    } finally {
      for (const person of people) {
        person.stop();
        person.client.close();
      }
      this.#stalls.stop();
    }
  }

  /** How much of what was counted a kill may cost, in ms (M1): what came since the last save, at the first pulse at which one was due. */
  get #mayLoseMs(): number {
    return (this.#settings.saveSeconds ?? SAVE_SECONDS) * 1000 + PULSE_MS;
  }

  #people(proxy: FaultProxy): readonly Person[] {
    const { writers, readers, pace, tamper } = this.#settings;
    const parts = (name: string, at: number): PersonParts => ({
      ...{
        name,
        pace,
        tamper,
        stalls: this.#stalls,
        urlIds: this.#urlIds,
        book: this.#book,
        journal: this.#journal,
      },
      host: `127.0.0.1:${proxy.port}`,
      origin: ORIGINS[at % ORIGINS.length] ?? null,
      random: this.#random.fork(name),
    });
    return [
      ...Array.from({ length: writers }, (_, at) => new Writer(parts(`Writer ${at + 1}`, at))),
      ...Array.from({ length: readers }, (_, at) => new Person(parts(`Reader ${at + 1}`, at))),
    ];
  }

  async #live(proxy: FaultProxy, people: readonly Person[]): Promise<void> {
    const { operations, kills, cuts, longLives, minutes, progress, tamper } = this.#settings;
    const troubles = new Troubles({
      ...{ proxy, people, server: this.#server, handed: this.#handed, journal: this.#journal },
      plan: { operations, kills, cuts, longLives, longLifeMs: this.#mayLoseMs + LONGER_MS },
      random: this.#random.fork('troubles'),
      runs: () => this.#runs(),
      sleepers: people.filter((person) => person.name.startsWith('Reader')).slice(0, 2),
    });
    this.#troubles = troubles;
    for (const person of people) person.start();
    let told = 0;
    const timeout = minutes * 60_000;
    const done = until(
      'all operations and troubles',
      () => {
        const part = Math.floor((10 * troubles.said) / operations);
        if (part > told && part <= 10) {
          told = part;
          progress?.(this.#progress(troubles));
        }
        return troubles.done && (tamper?.done ?? true);
      },
      { timeout, every: 50 },
    );
    await done.catch(() => this.#journal.breach('not in time', `${this.#progress(troubles)}: time is up`));
    for (const person of people) person.stop();
    await troubles.end();
  }

  /** Everybody comes to rest at the head of every log. */
  async #heal(people: readonly Person[]): Promise<void> {
    const { healMs: timeout = HEAL_MS } = this.#settings;
    let unrest: string | undefined;
    try {
      await until(
        'everybody to be at rest',
        async () => {
          const heads = await this.#heads();
          unrest = people.map((person) => person.unrest(heads)).find((each) => each !== undefined);
          return unrest === undefined;
        },
        { timeout, every: 100 },
      );
    } catch (error) {
      const whose = people.filter(({ name }) => unrest?.startsWith(`${name} `)).map(({ name }) => name);
      const says = unrest ?? `the server does not answer: ${String(error)}`;
      this.#journal.breach('lost', `nothing heals it: ${says}`, whose);
    }
  }

  async #heads(): Promise<ReadonlyMap<string, number>> {
    const heads = await Promise.all(
      this.#urlIds.map(async (urlId) => {
        const path = `/v1/tenants/demo/snapshot?urlId=${encodeURIComponent(urlId)}`;
        const response = await fetch(`${this.#server.origin}${path}`);
        if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
        const { seq } = (await response.json()) as Snapshot['cursor'];
        return [urlId, seq] as const;
      }),
    );
    return new Map(heads);
  }

  async #judge(people: readonly Person[]): Promise<TortureReport> {
    const { seed, spoil } = this.#settings;
    for (const person of people) person.client.close();
    await this.#server.kill('SIGTERM');
    this.#handed.ends();
    spoil?.(this.#server.dataDir);
    this.#handed.wrote(this.#runs());
    const [journal, book, { lives }] = [this.#journal, this.#book, this.#handed];
    const database = openDatabase(this.#server.dataDir);
    const verdict = integrityOf(database);
    if (verdict !== 'ok') journal.breach('lost', `the database's file is damaged: ${verdict}`);
    const stored = storedImages(database, this.#urlIds);
    checkLogs({ stored, book, people, journal });
    checkViews({ stored, book, people, journal });
    for (const image of stored) replay(image, book, journal);
    const site = new Map(people.map((person) => [person.name, person.site]));
    const siteOf = (name: string): string => site.get(name) ?? '';
    const held = checkUsage({ database, lives, book, journal, siteOf, mayLoseMs: this.#mayLoseMs });
    database.close();
    const { counts, said = 0 } = this.#troubles ?? {};
    if (!counts) throw new Error('nothing was done');
    return {
      ...{ seed, book, journal, said, stored, troubles: counts, lives, held },
      people: people.length,
      seconds: (performance.now() - this.#start) / 1000,
      serverSaid: this.#server.output,
    };
  }

  #runs(): ReadonlySet<string> {
    const database = openDatabase(this.#server.dataDir);
    try {
      return runsIn(database);
    } finally {
      database.close();
    }
  }

  #progress({ said, counts }: Troubles): string {
    const seconds = Math.round((performance.now() - this.#start) / 1000);
    return `${seconds} s: ${said} operations, ${counts.kills} kills, ${counts.cuts} cuts, ${this.#journal.broken} broken promises`;
  }
}
