import { StartupError } from '../../startup-error.ts';
import { migrations } from '../sqlite/migrate.ts';
import type { PgDatabase, Work } from './database.ts';
import { FORMER_INDEXES, FULLNESS, HELD_BY_LOCKS, HELD_STEP, OWN_STEPS } from './own-tables.ts';
import type { Column, Reference, Table } from './table.ts';
import { tablesOfThisVersion } from './tables.ts';

/** Held while tables are made, so that of many processes that start together one does it and the others find it done. */
const LOCK = 0x696d6763;

/** How long to stand in the way of the version before, which waits behind us for a table that somebody else still reads. */
const PATIENCE = "select set_config('lock_timeout', '2s', true)";

/** The same for what can wait for another start. */
const SHORT_PATIENCE = "select set_config('lock_timeout', '500ms', true)";

/** Somebody was in the way for too long, or we in somebody's (Postgres' appendix A). */
const IN_THE_WAY = new Set(['55P03', '40P01']);

/** How often that may be, and how long to let others through then, in ms. */
const MOST_TRIES = 30;
const PAUSE_MS = 100;

/**
 * Brings the tables to this version's form: what is missing is added, in one transaction; nothing but keys and indexes is taken away, so the version before goes on
 * serving meanwhile. Throws StartupError when a newer version was here.
 */
export async function migratePostgres(database: PgDatabase): Promise<void> {
  const tables = await tablesOfThisVersion();
  const isOld = await patiently(database, (work) => bringAllUp(work, tables));
  await dropFormerIndexes(database);
  if (!isOld) return;
  // A transaction a table, so that nobody waits for more than one.
  for (const table of tables) await patiently(database, (work) => letLocksHold(work, table));
  await patiently(database, (work) => note(work, [HELD_STEP]));
}

/** In a transaction of which there is one at a time, tried again when others were in the way. */
async function patiently<Result>(
  database: PgDatabase,
  work: (work: Work) => Promise<Result>,
): Promise<Result> {
  const locked = async (within: Work): Promise<Result> => {
    await within.raw('select pg_advisory_xact_lock($1)', [LOCK]);
    await within.raw(PATIENCE);
    return await work(within);
  };
  for (let tries = 1; ; tries++) {
    try {
      return await database.write('all', locked, 'slow');
    } catch (error) {
      if (!isInTheWay(error) || tries === MOST_TRIES) throw error;
    }
    // Whoever waited behind us goes first.
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function isInTheWay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && IN_THE_WAY.has(String(error.code));
}

/**
 * Drops indexes that nobody asks any more, each in a transaction that locks nothing else: the version before reads a table and then writes to it, and would wait for us as we for it. While
 * somebody reads for long, a backup for instance, one stays, does no harm, and is dropped by a later start.
 */
async function dropFormerIndexes(database: PgDatabase): Promise<void> {
  for (const name of FORMER_INDEXES)
    try {
      await database.write('all', async (work) => {
        await work.raw(SHORT_PATIENCE);
        await work.raw(`drop index if exists "${name}"`);
      });
    } catch (error) {
      if (!isInTheWay(error)) throw error;
    }
}

/** Answers whether tables may still be guarded and tied as they were before {@link HELD_BY_LOCKS}. */
async function bringAllUp(work: Work, tables: readonly Table[]): Promise<boolean> {
  const known = [...Object.keys(migrations), ...OWN_STEPS];
  await work.raw('create table if not exists schema_steps (name text primary key)');
  const done = (await work.raw<{ name: string }>('select name from schema_steps')).map(({ name }) => name);
  const strange = done
    .filter((name) => !known.includes(name))
    .sort()
    .at(-1);
  if (strange !== undefined)
    throw new StartupError(
      `This database was written by a newer version of Image Chat (${strange}); update, or choose another database.`,
    );
  if (known.every((name) => done.includes(name))) return false;
  const there = await columnsThere(work);
  for (const table of tables) await bringUp(work, table, there.get(table.name));
  for (const [name, percent] of FULLNESS)
    await work.raw(`alter table "${name}" set (fillfactor = ${percent})`);
  const isOld = done.length > 0 && !done.includes(HELD_STEP);
  await note(
    work,
    known.filter((name) => !(isOld && name === HELD_STEP)),
  );
  return isOld;
}

async function note(work: Work, steps: readonly string[]): Promise<void> {
  for (const name of steps)
    await work.raw('insert into schema_steps (name) values ($1) on conflict do nothing', [name]);
}

/** Takes the keys of a table away that locks and counts take the place of, and guards it as new ones are. */
async function letLocksHold(work: Work, table: Table): Promise<void> {
  for (const reference of table.references.filter(isHeld)) await letGo(work, table.name, reference.table);
  await guard(work, table);
}

async function columnsThere(work: Work): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await work.raw<{ table_name: string; column_name: string }>(
    'select table_name, column_name from information_schema.columns where table_schema = current_schema()',
  );
  const there = new Map<string, Set<string>>();
  for (const { table_name: table, column_name: column } of rows)
    there.set(table, (there.get(table) ?? new Set()).add(column));
  return there;
}

async function bringUp(work: Work, table: Table, there: ReadonlySet<string> | undefined): Promise<void> {
  if (there === undefined) {
    await work.raw(creation(table));
    await guard(work, table);
  } else
    for (const column of table.columns)
      if (!there.has(column.name))
        await work.raw(`alter table "${table.name}" add column ${columnText(column)}`);
  for (const sql of table.indexes.values())
    await work.raw(sql.replace(/^create (unique )?index /i, 'create $1index if not exists '));
}

function isHeld({ table }: Reference): boolean {
  return HELD_BY_LOCKS.has(table);
}

/** Drops the foreign keys between two tables that an earlier version declared. */
async function letGo(work: Work, table: string, to: string): Promise<void> {
  const declared = await work.raw<{ conname: string }>(
    "select conname from pg_constraint where contype = 'f' and conrelid = to_regclass($1) and confrelid = to_regclass($2)",
    [`"${table}"`, `"${to}"`],
  );
  for (const { conname } of declared) await work.raw(`alter table "${table}" drop constraint "${conname}"`);
}

function creation({ name, columns, primaryKey, unique, references }: Table): string {
  const parts = [
    ...columns.map(columnText),
    `primary key (${list(primaryKey)})`,
    ...unique.map((each) => `unique (${list(each)})`),
    ...references
      .filter((each) => !isHeld(each))
      .map((each) => `foreign key (${list(each.columns)}) references "${each.table}" (${list(each.to)})`),
  ];
  return `create table "${name}" (${parts.join(', ')})`;
}

function columnText({ name, type, notNull, fallback, numbered }: Column): string {
  const number = numbered ? ' generated by default as identity' : '';
  // Compared as SQLite does, by code points, whatever language the database was made for: ranges of names rest on it.
  const collation = type === 'text' ? ' collate "C"' : '';
  return `"${name}" ${type}${collation}${notNull ? ' not null' : ''}${fallback === null ? '' : ` default ${fallback}`}${number}`;
}

/** The second line behind the keys: a transaction sees and writes rows only of the tenants it named, whoever owns the tables. */
async function guard(work: Work, { name, columns }: Table): Promise<void> {
  const key = name === 'tenants' ? 'id' : 'tenant_id';
  if (!columns.some((column) => column.name === key)) return;
  await work.raw(`alter table "${name}" enable row level security`);
  await work.raw(`alter table "${name}" force row level security`);
  // Each a query of its own, so that it is asked once a statement and not once a row.
  const setting = "(select current_setting('app.tenants', true))";
  const named = "(select string_to_array(current_setting('app.tenants', true), ','))::text[]";
  await work.raw(`drop policy if exists of_named_tenants on "${name}"`);
  await work.raw(
    `create policy of_named_tenants on "${name}" using (${setting} = '*' or "${key}" = any (${named}))`,
  );
}

function list(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
