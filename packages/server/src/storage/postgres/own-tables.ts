import type { Column, Table } from './table.ts';

/** The step from which on {@link HELD_BY_LOCKS} holds. */
export const HELD_STEP = 'postgres-0002-held-by-locks';

/** Steps of {@link OWN_TABLES} and of what else only Postgres has, noted beside those of the tables that every engine has. */
export const OWN_STEPS: readonly string[] = [
  'postgres-0001-files-and-turns',
  HELD_STEP,
  'postgres-0003-room-for-changes',
];

/** Indexes that an earlier version made and no version asks any more: what it changed was written into them each time. */
export const FORMER_INDEXES: readonly string[] = ['images_by_activity'];

/**
 * How full pages are made of tables whose rows change all the time, in percent. A row that is changed within its page, and in no column of an index, needs no new
 * entry in any index (HOT, Postgres' documentation 73.7).
 */
export const FULLNESS: ReadonlyMap<string, number> = new Map([
  ['images', 50],
  ['conversations', 50],
]);

/**
 * What a group writes is held together by its locks and its counts (`submit`, `batch`), and by nothing that asks once more for each row: keys of others that
 * refer to these tables are not declared.
 */
export const HELD_BY_LOCKS: ReadonlySet<string> = new Set(['images', 'conversations', 'comments']);

/** Tables that only Postgres has: with SQLite, files lie in the data folder, and its one process has every turn. */
export const OWN_TABLES: readonly Table[] = [
  {
    name: 'files',
    columns: [
      column('tenant_id', 'text'),
      column('id', 'text'),
      column('bytes', 'bytea'),
      column('put_at', 'bigint'),
    ],
    primaryKey: ['tenant_id', 'id'],
    unique: [],
    references: [],
    indexes: new Map([['files_by_age', 'create index files_by_age on files (put_at)']]),
  },
  {
    name: 'turns',
    columns: [column('name', 'text'), column('taken_at', 'bigint')],
    primaryKey: ['name'],
    unique: [],
    references: [],
    indexes: new Map(),
  },
];

function column(name: string, type: string): Column {
  return { name, type, notNull: true, fallback: null, numbered: false };
}
