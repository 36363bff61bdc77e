/**
 * Our storage on a Postgres that waits for its disk: `{work: {operations, group, history…}}` submits through the commit queue, in groups of one size; with
 * `raw`, the very rows that came of it are then written into an empty database of the same form, with a statement a table and nothing decided. `{crowd: {operations,
 * waiting, images}}` submits what so many callers wait for, as the hub does; `{bare: {operations, group}}` writes into a bare log, the least that could be called durable.
 */
import { PgDatabase } from '@imagechat/server/storage/postgres/database';
import { openPostgres } from '@imagechat/server/storage/postgres/open';
import { startTestPostgres } from '@imagechat/server/testing/postgres-server';
import { childrenOf, cpuOf } from '../lib/process-cost.ts';
import { answer, submitAll } from '../lib/seed.ts';
import { listen, say } from '../lib/stdio.mjs';
import { type Work, prepared, throughQueue, timed, withWaiting } from '../lib/work.ts';

/** Tables in the order in which rows come to them. */
const TABLES = ['conversations', 'comments', 'events'] as const;

type Row = Readonly<Record<string, string | number | null>>;

/** A table's columns with their types, and its rows in the order in which they were written. */
interface Written {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly Row[];
}

const postgres = await startTestPostgres(['-c', 'synchronous_commit=on', '-c', 'shared_buffers=256MB']);
const quiet = (): void => undefined;

/** What is asked of this process: one of them. */
interface Asked {
  readonly work?: Work;
  readonly raw?: true;
  readonly crowd?: Crowd;
  readonly bare?: Pick<Work, 'operations' | 'group'>;
}

interface Crowd {
  readonly operations: number;
  readonly waiting: number;
  readonly images: number;
  /** New conversations, or comments in those that are there. */
  readonly kind: 'creations' | 'comments';
}

listen(
  async ({ work, raw, crowd, bare }: Asked) => {
    if (crowd) say(await ofCrowd(crowd));
    else if (bare) say(await ofBareLog(bare));
    else if (work) say(await measured(work, raw === true));
  },
  async () => {
    await postgres[Symbol.asyncDispose]();
  },
);

async function measured(work: Work, withRaw: boolean): Promise<Record<string, unknown>> {
  const url = await postgres.database();
  const storage = await openPostgres({ url, log: quiet, now: Date.now });
  const todo = await prepared(work, (all) => submitAll(storage, all));
  await submitAll(storage, await prepared({ ...work, operations: BEFORE }, async () => undefined));
  await analyzed(url);
  const ours = await throughQueue(storage, todo, work.group);
  await storage.close();
  return { ours, ...(withRaw ? { raw: await raw(url, work) } : {}) };
}

/** As the hub asks, while there are always so many callers who wait; with the CPU of the database's processes. */
async function ofCrowd({ operations, waiting, images, kind }: Crowd): Promise<Record<string, unknown>> {
  const url = await postgres.database();
  const storage = await openPostgres({ url, log: quiet, now: Date.now });
  const work = { operations, images, group: 256 };
  const creations = await prepared(work, (all) => submitAll(storage, all));
  const there = await prepared({ ...work, operations: WARM }, async () => undefined);
  await withWaiting(storage, there, waiting);
  await analyzed(url);
  const todo =
    kind === 'creations'
      ? creations
      : creations.map((_, at) => answer(there[at % there.length] as (typeof there)[number]));
  const before = engineCpu();
  const ours = await withWaiting(storage, todo, waiting);
  const engine = engineCpu() - before;
  await storage.close();
  return { ours, engine };
}

/** CPU of all of Postgres' processes there are, in s. */
function engineCpu(): number {
  return cpuOf(childrenOf(postgres.pid ?? 0));
}

/** One table, one index, no key of another: what a prototype of a log does. */
async function ofBareLog({
  operations,
  group,
}: Pick<Work, 'operations' | 'group'>): Promise<Record<string, unknown>> {
  const database = new PgDatabase(await postgres.database(), quiet);
  await database.write('all', (work) => work.raw(BARE_LOG));
  const payload = 'x'.repeat(300);
  const write = async (from: number, to: number): Promise<void> => {
    for (let at = from; at < to; at += group) {
      const seqs = Array.from({ length: Math.min(group, to - at) }, (_, n) => at + n);
      const rows = [seqs, seqs.map(() => crypto.randomUUID()), seqs.map(() => payload)];
      await database.write('all', (work) =>
        work.raw('insert into bare select * from unnest($1::bigint[], $2::text[], $3::text[])', rows),
      );
    }
  };
  await write(0, BEFORE);
  const spent = await timed(() => write(BEFORE, BEFORE + operations));
  await database.close();
  return { bare: spent };
}

const BARE_LOG =
  'create table bare (seq bigint primary key, broadcast_id text not null, payload text not null)';

/**
 * Operations that were there before, so that the planner has something to know, as it has a minute after a table was first filled: of one it knows nothing of, any
 * index seems as good as another, also to the checks of foreign keys.
 */
const BEFORE = 1000;

/** The same for a crowd, which a server meets that has worked for a while: the engine has compiled what is hot. */
const WARM = 20_000;

async function analyzed(url: string): Promise<void> {
  const database = new PgDatabase(url, quiet);
  await database.write('all', (work) => work.raw('analyze'), 'slow');
  await database.close();
}

/** As many operations to a transaction; what changes with every group changes with every group. */
async function raw(from: string, { group, operations }: Work): Promise<unknown> {
  const written = await writtenIn(from, BEFORE + operations);
  const url = await postgres.database();
  await (await openPostgres({ url, log: quiet, now: Date.now })).close();
  const database = new PgDatabase(url, quiet);
  await copyOne(from, database, 'images');
  await copyOne(from, database, 'usage_created');
  const inserts = TABLES.map((table, at) => insertInto(table, written[at]));
  const write = async (from: number, to: number): Promise<void> => {
    for (let at = from; at < to; at += group)
      await database.write(['demo'], async (transaction) => {
        const statements = inserts.map(({ text, valuesOf }) =>
          transaction.raw(text, valuesOf(at, Math.min(to, at + group))),
        );
        statements.push(transaction.raw('update images set head = head + $1', [group]));
        statements.push(transaction.raw('update usage_created set comments = comments + $1', [group]));
        await Promise.all(statements);
      });
  };
  await write(0, BEFORE);
  await analyzed(url);
  const spent = await timed(() => write(BEFORE, BEFORE + operations));
  await database.close();
  return spent;
}

/** What the last so many operations wrote into the one image there is, in the order of its log. */
async function writtenIn(url: string, operations: number): Promise<Written[]> {
  const database = new PgDatabase(url, quiet);
  const written = await database.read('all', (work) =>
    Promise.all(
      TABLES.map(async (table) => {
        const order = table === 'conversations' ? 'created_seq' : 'seq';
        const rows = await work.raw<Row>(`select * from ${table} order by ${order} desc limit ${operations}`);
        const columns = await work.raw<{ name: string; type: string }>(COLUMNS, [table]);
        return { columns, rows: rows.reverse() };
      }),
    ),
  );
  await database.close();
  return written;
}

const COLUMNS = `select attname as name, format_type(atttypid, null) as type from pg_attribute
  where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`;

function insertInto(table: string, { columns, rows }: Written = { columns: [], rows: [] }) {
  const arrays = columns.map(({ type }, at) => `$${at + 1}::${type}[]`).join(', ');
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  return {
    text: `insert into ${table} (${names}) select * from unnest(${arrays})`,
    valuesOf: (from: number, to: number) => {
      const some = rows.slice(from, to);
      return columns.map(({ name }) => some.map((row) => row[name] ?? null));
    },
  };
}

async function copyOne(from: string, to: PgDatabase, table: string): Promise<void> {
  const database = new PgDatabase(from, quiet);
  const [row = {}] = await database.read('all', (work) => work.raw<Row>(`select * from ${table}`));
  await database.close();
  const names = Object.keys(row);
  const places = names.map((_, at) => `$${at + 1}`).join(', ');
  const text = `insert into ${table} (${names.map((name) => `"${name}"`).join(', ')}) values (${places})`;
  await to.write('all', (work) => work.raw(text, Object.values(row)));
}
