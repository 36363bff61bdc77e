import type { Query, Value, Values } from '../query.ts';
import type { Work } from './database.ts';
import type { Table } from './table.ts';

/** A query that writes one row, taken apart: what it does to which table, and which of its parameters is which column. */
interface Shape {
  readonly table: string;
  readonly removes: boolean;
  /** Columns in the order of the parameters. */
  readonly columns: readonly string[];
  /** Which of them tell whether a row is there already; none for a statement that does not ask. */
  readonly conflict: readonly number[];
  /** The statement for many rows, given the list of arrays they come in as. */
  many(arrays: string): string;
}

/** The same, with its place among the others. */
interface RowStatement extends Shape {
  /** For many rows, a parameter a column. */
  readonly text: string;
  /** Its table's place among all tables, each of which comes after those it refers to. */
  readonly rank: number;
}

/** What Postgres answers where rows are not there any more that were when a group was decided (its documentation, appendix A). */
export const ROWS_GONE = '22012';

/** Rows waiting for one statement. */
interface Batch {
  readonly statement: RowStatement;
  /** By what tells rows apart: one statement may not change a row twice, so of two the last counts. */
  readonly rows: Map<string | number, readonly Value[]>;
}

/** The statements of some tables, taken apart once each. */
class RowStatements {
  readonly #types: ReadonlyMap<string, string>;
  readonly #order: readonly string[];
  readonly #known = new Map<string, RowStatement>();

  constructor(tables: readonly Table[]) {
    this.#order = tables.map(({ name }) => name);
    this.#types = new Map(
      tables.flatMap(({ name, columns }) => columns.map((column) => [`${name}.${column.name}`, column.type])),
    );
  }

  of(sql: string): RowStatement {
    const known = this.#known.get(sql);
    if (known) return known;
    const shape = takenApart(sql);
    const statement = { ...shape, text: this.#textOf(shape), rank: this.#order.indexOf(shape.table) };
    this.#known.set(sql, statement);
    return statement;
  }

  #textOf({ table, columns, many }: Shape): string {
    const arrays = columns.map((column, at) => {
      const type = this.#types.get(`${table}.${column}`);
      if (type === undefined) throw new Error(`there is no column ${table}.${column}`);
      return `$${at + 1}::${type}[]`;
    });
    return many(arrays.join(', '));
  }
}

const statements = new WeakMap<readonly Table[], RowStatements>();

/**
 * Collects statements that write a row each, and sends those of one kind as one statement with an array a column: however large a group is, its writes are a
 * handful of statements. Rows of one kind must not depend on one another.
 */
export class Batches {
  readonly #statements: RowStatements;
  readonly #batches = new Map<string, Batch>();

  /** `tables` in an order in which each comes after those it refers to. */
  constructor(tables: readonly Table[]) {
    this.#statements = statements.get(tables) ?? new RowStatements(tables);
    statements.set(tables, this.#statements);
  }

  /** One more row for this query. */
  run<Args extends Values>(query: Query<Args, unknown>, args: Args): void {
    const { statement, rows } = this.#batches.get(query.sql) ?? this.#begin(query.sql);
    const row = query.parameters(args);
    const asks = statement.conflict.length > 0;
    rows.set(asks ? JSON.stringify(statement.conflict.map((at) => row[at])) : rows.size, row);
  }

  /**
   * Sends what was collected: what takes rows away first, from tables before those they refer to, then tables after those they refer to, whichever came first;
   * resolves when all of it is done.
   */
  async flush(work: Work): Promise<void> {
    const batches = [...this.#batches.values()].sort(
      ({ statement: a }, { statement: b }) =>
        Number(b.removes) - Number(a.removes) || (a.rank - b.rank) * (a.removes ? -1 : 1),
    );
    this.#batches.clear();
    await Promise.all(
      batches.map(({ statement, rows }) => {
        // In one order everywhere, so that two groups that meet in some rows wait for one another and not both for ever.
        const ordered = statement.conflict.length > 0 ? inOrderOfKeys(rows) : [...rows.values()];
        const arrays = statement.columns.map((_, at) => arrayText(ordered, at));
        return work.raw(statement.text, arrays);
      }),
    );
  }

  #begin(sql: string): Batch {
    const batch: Batch = { statement: this.#statements.of(sql), rows: new Map() };
    this.#batches.set(sql, batch);
    return batch;
  }
}

/** What JSON writes in a way that an array of Postgres does not: line ends and other marks without a shape. */
const JSON_ONLY = /\\[^"\\]/;

/** A column of rows as Postgres reads an array (its documentation, 8.15.6): every text in quotes, so that nothing in it means anything. */
export function arrayText(rows: readonly (readonly Value[])[], at: number): string {
  const values = rows.map((row) => row[at] ?? null);
  const json = JSON.stringify(values);
  // Both escape quotes and backslashes alike, and read a bare null as none; the engine writes JSON many times faster than we do.
  return JSON_ONLY.test(json) ? `{${values.map(elementText).join(',')}}` : `{${json.slice(1, -1)}}`;
}

function elementText(value: Value): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Kysely writes one form only: names in quotes, parameters numbered in order. */
const INSERT = /^insert into "(\w+)" \(([^)]*)\) values \(([^)]*)\)(.*)$/;
const DELETE = /^delete from "(\w+)" where (.*)$/;
const UPDATE = /^update "(\w+)" set (.*) where (.*)$/;
const CONFLICT = /^ on conflict \(([^)]*)\)/;
const ASSIGNED = /^"(\w+)" = \$\d+$/;

function inOrderOfKeys(rows: Batch['rows']): (readonly Value[])[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function takenApart(sql: string): Shape {
  const insert = INSERT.exec(sql);
  if (insert) {
    const [, table = '', names = '', , rest = ''] = insert;
    const columns = names.split(', ').map((name) => name.slice(1, -1));
    return {
      table,
      removes: false,
      columns,
      conflict: (CONFLICT.exec(rest)?.[1] ?? '')
        .split(', ')
        .flatMap((name) => (name === '' ? [] : [columns.indexOf(name.slice(1, -1))])),
      many: (arrays) => `insert into "${table}" (${names}) select * from unnest(${arrays})${rest}`,
    };
  }
  return changing(sql) ?? removing(sql);
}

function removing(sql: string): Shape {
  const [, table, where] = DELETE.exec(sql) ?? [];
  if (table === undefined || where === undefined)
    throw new Error(`this statement cannot be made one for many rows: ${sql}`);
  const columns = where.split(' and ').map(columnIn);
  const named = columns.map((_, at) => `c${at}`).join(', ');
  const same = columns.map((column, at) => `"${table}"."${column}" = r.c${at}`).join(' and ');
  return {
    table,
    removes: true,
    columns,
    conflict: [],
    many: (arrays) => `delete from "${table}" using unnest(${arrays}) as r(${named}) where ${same}`,
  };
}

/**
 * Every row it names must be there, as it was when that was decided: where one is missing, what hangs on it may not be written, either. The database says so itself (`division_by_zero`,
 * {@link ROWS_GONE}), since the commit follows without waiting for answers.
 */
function changing(sql: string): Shape | undefined {
  const update = UPDATE.exec(sql);
  if (!update) return undefined;
  const [, table = '', set = '', where = ''] = update;
  const [changed, keys] = [set.split(', ').map(columnIn), where.split(' and ').map(columnIn)];
  const columns = [...changed, ...keys];
  const named = columns.map((_, at) => `c${at}`).join(', ');
  const assignments = changed.map((column, at) => `"${column}" = r.c${at}`).join(', ');
  const same = keys.map((column, at) => `"${table}"."${column}" = r.c${changed.length + at}`).join(' and ');
  return {
    table,
    removes: false,
    columns,
    conflict: [],
    many: (arrays) => {
      const from = `unnest(${arrays}) as r(${named})`;
      const changes = `update "${table}" set ${assignments} from ${from} where ${same} returning 1`;
      const [first] = arrays.split(', ');
      return `with changed as (${changes}) select 1 / (count(*) = cardinality(${first}))::int from changed`;
    },
  };
}

function columnIn(assigned: string): string {
  const column = ASSIGNED.exec(assigned)?.[1];
  if (column === undefined) throw new Error(`this is not a column with a parameter: ${assigned}`);
  return column;
}
