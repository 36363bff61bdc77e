import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import type { Builder, KeyRow } from '../query.ts';
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
  // Places are counted from 0, as SQLite does.
  keys: (keys) =>
    sql<KeyRow>`(select ordinality - 1 as key, value from jsonb_array_elements(cast(${keys} as jsonb)) with ordinality)`.as(
      'k',
    ),
};
