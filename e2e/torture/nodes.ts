import { Database } from 'bun:sqlite';
import { PgDatabase } from '@imagechat/server/storage/postgres/database';
import { migrate } from '@imagechat/server/storage/sqlite/migrate';
import { startTestPostgres } from '@imagechat/server/testing/postgres-server';
import { startTestRedis } from '@imagechat/server/testing/redis-server';
import { Random } from '@imagechat/simulation/random';
import { imagechat } from '../support/as-member.ts';
import { startBalancer } from '../support/balancer.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { ServerProcess } from '../support/server-process.ts';
import { until } from '../support/until.ts';
import { Book } from './book.ts';
import { checkLogs, checkViews } from './check.ts';
import { storedImages } from './database.ts';
import { NODE_KILLED, type TriedNode, troublesOf } from './engine-troubles.ts';
import { HandedOut } from './handed-out.ts';
import { BREACH_KINDS, Journal } from './journal.ts';
import { Person, type PersonParts } from './person.ts';
import { replay } from './replay.ts';
import { checkSharedBill } from './shared-bill.ts';
import { Stalls } from './stalls.ts';
import { checkCreated } from './usage-check.ts';
import { Writer } from './writer.ts';

/** What a run on several nodes is to be. */
export interface NodesSettings {
  readonly nodes: number;
  /** How often everything breaks once. */
  readonly rounds: number;
  readonly writers: number;
  readonly readers: number;
  readonly images: number;
  readonly pace: number;
  readonly seed: number;
  /** How long after the last repair everybody may take to see the same, in ms; not counting the time in which this process stood still. */
  readonly convergeMs?: number;
  readonly progress?: (line: string) => void;
}

/** What came of it. */
export interface NodesReport {
  readonly journal: Journal;
  readonly text: string;
}

const CONVERGE_MS = 5000;

/** Whatever is wrong, it is not waited for longer than this, in ms. */
const HEAL_MS = 60_000;

/** Tables the judges read. */
const JUDGED = ['images', 'conversations', 'comments', 'events', 'usage_created', 'usage_totals'];

/** How often a server saves usage, in seconds, and how much later its pulse may be, in ms. */
const SAVE_SECONDS = 5;
const PULSE_MS = 6250 + 1750;

/**
 * Several real servers on one Postgres and one Redis, each with lines of its own to both; real clients before a balancer. Engines, nodes and lines break
 * and are mended; afterwards logs, rows and screens are held against one another as after a run on one server.
 */
export async function tortureNodes(settings: NodesSettings): Promise<NodesReport> {
  await using postgres = await startTestPostgres();
  await using redis = await startTestRedis();
  const url = new URL(await postgres.database());
  await using stack = new AsyncDisposableStack();
  const lineTo = async (targetPort: number) => {
    const proxy = await startFaultProxy({ targetPort });
    stack.defer(() => proxy.close());
    return proxy;
  };
  const nodes: TriedNode[] = [];
  for (let at = 0; at < settings.nodes; at++) {
    const [toPostgres, toRedis] = [await lineTo(postgres.port), await lineTo(redis.port)];
    const database = Object.assign(new URL(url), { port: String(toPostgres.port) });
    const env = {
      ...{ LOG_LEVEL: 'warn', DATABASE_URL: database.href, USAGE_SAVE_SECONDS: String(SAVE_SECONDS) },
      BUS_URL: `redis://127.0.0.1:${toRedis.port}`,
    };
    nodes.push({ server: stack.use(await ServerProcess.start({ env })), toPostgres, toRedis });
  }
  const balancer = stack.use(await startBalancer(nodes.map(({ server }) => server.port)));
  const handed = new HandedOut(() => performance.now());
  handed.begins(true);
  const lines = await startFaultProxy({ targetPort: balancer.port, tap: (line) => handed.tap(line) });
  stack.defer(() => lines.close());
  lines.drains(true);
  const [first] = nodes;
  if (!first) throw new Error('at least one node');
  await imagechat(first.server, 'tenant', 'set', 'demo', 'replyDepth=1');
  const run = new NodesRun(settings, `127.0.0.1:${lines.port}`, handed);
  try {
    await run.live((random) => troublesOf({ nodes, postgres, redis, lines, random }));
    const converged = await run.converge(first.server.origin);
    for (const { server } of nodes) await server.kill('SIGTERM');
    handed.ends();
    using remains = await copyOf(url.href);
    return run.judge(remains, converged);
  } finally {
    run.end();
  }
}

class NodesRun {
  readonly urlIds: readonly string[];
  readonly #settings: NodesSettings;
  readonly #random: Random;
  readonly #start = performance.now();
  readonly #journal = new Journal(() => performance.now() - this.#start);
  readonly #stalls = new Stalls();
  readonly #people: readonly Person[];
  readonly #book: Book;
  readonly #struck = new Map<string, number>();
  readonly #handed: HandedOut;
  readonly #kills: number[] = [];
  #said = 0;

  constructor(settings: NodesSettings, host: string, handed: HandedOut) {
    this.#settings = settings;
    this.#handed = handed;
    this.#random = new Random(`torture of nodes ${settings.seed}`);
    this.#book = new Book(this.#journal, () => {
      this.#said++;
    });
    this.urlIds = Array.from({ length: settings.images }, (_, at) => `https://torture.test/${at + 1}.png`);
    const parts = (name: string): PersonParts => ({
      ...{ name, host, origin: null, urlIds: this.urlIds, pace: settings.pace },
      ...{ book: this.#book, journal: this.#journal, stalls: this.#stalls },
      random: this.#random.fork(name),
    });
    this.#people = [
      ...Array.from({ length: settings.writers }, (_, at) => new Writer(parts(`Writer ${at + 1}`))),
      ...Array.from({ length: settings.readers }, (_, at) => new Person(parts(`Reader ${at + 1}`))),
    ];
  }

  /** Everybody talks, and everything breaks so many times; returns at the last repair, with nobody talking any more. */
  async live(troubles: (random: Random) => ReturnType<typeof troublesOf>): Promise<void> {
    const random = this.#random.fork('troubles');
    for (const person of this.#people) person.start();
    await this.#talked(50);
    for (let round = 0; round < this.#settings.rounds; round++) {
      for (const { name, strike, mend } of troubles(random)) {
        this.#journal.note('server', name);
        this.#struck.set(name, (this.#struck.get(name) ?? 0) + 1);
        if (name === NODE_KILLED) this.#kills.push(performance.now());
        await strike();
        // How long it lasts is part of the trouble, not a wait for something.
        await Bun.sleep(random.between(300, 3000));
        await mend();
        this.#journal.note('server', `${name}: mended`);
        // Nothing breaks before people have been heard again, or every trouble would fall into the last one.
        await this.#talked(20);
        this.#settings.progress?.(
          `${name}: ${this.#said} operations, ${this.#journal.broken} broken promises`,
        );
      }
    }
    for (const person of this.#people) person.stop();
  }

  /** @returns ms until everybody saw the head of every log */
  async converge(origin: string): Promise<number> {
    const { convergeMs = CONVERGE_MS } = this.#settings;
    const [from, stalled] = [performance.now(), this.#stalls.total];
    let unrest: string | undefined;
    try {
      await until(
        'everybody to be at rest',
        async () => {
          const heads = await headsAt(origin, this.urlIds);
          unrest = this.#people.map((person) => person.unrest(heads)).find((each) => each !== undefined);
          return unrest === undefined;
        },
        { timeout: HEAL_MS, every: 50 },
      );
    } catch (error) {
      this.#journal.breach('lost', `nothing heals it: ${unrest ?? String(error)}`);
    }
    const took = performance.now() - from - (this.#stalls.total - stalled);
    if (took > convergeMs)
      this.#journal.breach('not in time', `everybody saw the same after ${Math.round(took)} ms`);
    return took;
  }

  judge(database: Database, converged: number): NodesReport {
    const [journal, book, people] = [this.#journal, this.#book, this.#people];
    for (const person of people) person.client.close();
    const stored = storedImages(database, this.urlIds);
    checkLogs({ stored, book, people, journal });
    checkViews({ stored, book, people, journal });
    for (const image of stored) replay(image, book, journal);
    checkCreated({ book, database, journal, siteOf: () => '' });
    const bill = checkSharedBill({
      ...{ database, journal, handed: this.#handed, kills: this.#kills },
      mayLoseMs: SAVE_SECONDS * 1000 + PULSE_MS,
    });
    const asks = [...book.asks.values()];
    const lines = [
      `seed ${this.#settings.seed}, ${this.#settings.nodes} nodes, ${people.length} clients, ${stored.length} images`,
      `${this.#said} operations left their pages, ${asks.filter(({ accepted }) => accepted).length} acknowledged, ${asks.filter(({ sent }) => sent > 1).length} said more than once`,
      `${stored.reduce((sum, { head }) => sum + head, 0)} events in the logs, ${book.counts.eventsHeard} heard live`,
      ...[...this.#struck].map(([name, times]) => `${times} x ${name}`),
      `everybody saw the same ${Math.round(converged)} ms after the last repair`,
      bill,
      ...BREACH_KINDS.map((kind) => `${kind}: ${journal.counts.get(kind) ?? 0}`),
      ...journal.breaches.flatMap(({ kind, says, excerpt }) => ['', `${kind}: ${says}`, ...excerpt]),
      `${((performance.now() - this.#start) / 1000).toFixed(0)} s`,
    ];
    return { journal, text: lines.join('\n') };
  }

  end(): void {
    for (const person of this.#people) {
      person.stop();
      person.client.close();
    }
    this.#stalls.stop();
  }

  #talked(operations: number): Promise<unknown> {
    const to = this.#said + operations;
    return until(`${operations} operations`, () => this.#said >= to, { timeout: HEAL_MS });
  }
}

async function headsAt(origin: string, urlIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const heads = urlIds.map(async (urlId) => {
    const response = await fetch(`${origin}/v1/tenants/demo/snapshot?urlId=${encodeURIComponent(urlId)}`);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const { seq } = (await response.json()) as { seq: number };
    return [urlId, seq] as const;
  });
  return new Map(await Promise.all(heads));
}

/** What Postgres holds, brought into the form in which a run on one server is judged. */
async function copyOf(url: string): Promise<Database> {
  const copy = new Database(':memory:');
  await migrate(copy);
  copy.run('pragma foreign_keys = off');
  const database = new PgDatabase(url, () => undefined);
  try {
    await database.read('all', async (work) => {
      for (const table of JUDGED) {
        const rows = await work.raw<Record<string, string | number | null>>(`select * from "${table}"`);
        for (const row of rows) {
          const columns = Object.keys(row);
          const names = columns.map((name) => `"${name}"`).join(', ');
          const places = columns.map(() => '?').join(', ');
          copy.run(`insert into "${table}" (${names}) values (${places})`, Object.values(row));
        }
      }
    });
  } finally {
    await database.close();
  }
  return copy;
}
