import { type AliasedRawBuilder, type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** What a query can be given: a value of a column, or {@link Keys}. */
export type Value = string | number | null;

/** The arguments of a query by name. */
export type Values = { readonly [name: string]: Value };

/** Names an argument inside a query being built. */
export type Arg<Args extends Values> = <Name extends keyof Args & string>(
  name: Name,
) => RawBuilder<Args[Name]>;

/** A query built and compiled once: its SQL, and how its arguments line up with the SQL's parameters. */
export interface Query<Args extends Values, Row> {
  readonly sql: string;
  parameters(args: Args): Value[];
  /** Carries the type of a row; never set. */
  readonly row?: Row;
}

/** A group's keys as one argument: the JSON of an array of arrays, so that any number of keys is one statement. */
export type Keys = string;

/** What the parts of a key are, in their order. */
export type KeyShape = readonly ('text' | 'number')[];

/** One key inside a query: `key` is its place in the array. */
export interface KeyRow {
  readonly key: number;
}

/** What an engine gives to build queries with: its compiler, its words for "these keys as a table called k", and for a part of such a key by its place. */
export interface Builder {
  readonly db: Kysely<Schema>;
  keys(keys: RawBuilder<Keys>, shape: KeyShape): AliasedRawBuilder<KeyRow, 'k'>;
  part<Type extends string | number = string>(place: number): RawBuilder<Type>;
}

/** Stands in a query for a value that comes with each call. */
class Argument {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Builds a query with Kysely once, when it is first wanted (a start wants few of them), so that each call costs a prepared statement (2 µs) instead of a build (31 µs):
 * `define((arg: Arg<{ id: string }>) => db.selectFrom('tenants').selectAll().where('id', '=', arg('id')))`.
 */
export function define<Args extends Values, Row>(
  build: (arg: Arg<Args>) => Compilable<Row>,
): Query<Args, Row> {
  let known: { readonly sql: string; readonly readers: ReturnType<typeof readerOf>[] } | undefined;
  const compiled = (): NonNullable<typeof known> => {
    if (known) return known;
    const query = build((name) => sql`${new Argument(name)}`).compile();
    known = { sql: query.sql, readers: query.parameters.map(readerOf) };
    return known;
  };
  return {
    get sql() {
      return compiled().sql;
    },
    parameters: (args) => compiled().readers.map((read) => read(args)),
  };
}

/** No keys at all. */
export const NO_KEYS: Keys = '[]';

/** The text of {@link Keys}. */
export function keysOf(keys: Iterable<readonly (string | number)[]>): Keys {
  return JSON.stringify([...keys]);
}

/** For an insert that takes the place of a row with the same key: each of these columns as it was given. SQLite's own `replace into` is no SQL. */
export function asGiven<Column extends string>(
  ...columns: Column[]
): { [Name in Column]: RawBuilder<never> } {
  const entries = columns.map((column) => [column, sql<never>`${sql.ref(`excluded.${column}`)}`]);
  return Object.fromEntries(entries) as { [Name in Column]: RawBuilder<never> };
}

function readerOf(parameter: unknown): (args: Values) => Value {
  if (parameter instanceof Argument) return (args) => args[parameter.name] ?? null;
  if (parameter === null || typeof parameter === 'string' || typeof parameter === 'number')
    return () => parameter;
  throw new Error(`a query cannot hold a constant of type ${typeof parameter}`);
}
