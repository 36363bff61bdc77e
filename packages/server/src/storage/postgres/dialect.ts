import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely';
import type { Builder, KeyRow, KeyShape } from '../query.ts';
import type { Schema } from '../schema.ts';

/** Builds queries for Postgres; runs none. */
export const postgresBuilder: Builder = {
  db: new Kysely<Schema>({
    dialect: {
      createDriver: () => new DummyDriver(),
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
  // Places are counted from 0, as SQLite does. `offset 0` keeps the planner from taking this apart: where row-level security holds, an index is asked for plain columns only.
  keys: (keys, shape) =>
    sql<KeyRow>`(select ordinality - 1 as key, ${sql.join(shape.map(partOf))} from jsonb_array_elements(cast(${keys} as jsonb)) with ordinality offset 0)`.as(
      'k',
    ),
  part: (place) => sql`${sql.ref(`k.p${place}`)}`,
};

function partOf(type: KeyShape[number], place: number): RawBuilder<unknown> {
  const value = sql`value ->> ${sql.lit(place)}`;
  return sql`${type === 'number' ? sql`cast(${value} as bigint)` : value} as ${sql.id(`p${place}`)}`;
}
