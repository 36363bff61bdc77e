import { type Kysely, sql } from 'kysely';

/**
 * Tells the query planner what a database in use looks like: rows in all, then how many share the first key column, the first two, and so on (SQLite's
 * `sqlite_stat1`). Without it the planner takes every tenant for a handful of rows, and looks for a comment's events by walking the tenant's whole log.
 * A later ANALYZE puts measured figures in their place.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Makes the table; nothing can be measured in an empty database.
  await sql`analyze`.execute(db);
  for (const [table, index, figures] of STATISTICS) {
    await sql`insert into sqlite_stat1 (tbl, idx, stat) values (${table}, ${index}, ${figures})`.execute(db);
  }
  // Makes this connection read them, too.
  await sql`analyze sqlite_schema`.execute(db);
}

/** Primary keys of tables without rowids go by the name of their table. */
const STATISTICS = [
  ['events', 'events', '1000000 1000000 1000 1'],
  ['events', 'events_by_broadcast_id', '1000000 1000000 1 1 1'],
  ['events', 'events_by_comment', '1000000 1000000 2'],
  ['comments', 'comments', '500000 500000 1'],
  ['comments', 'comments_in_order', '500000 500000 5 1'],
  ['conversations', 'conversations', '100000 100000 1'],
  ['conversations', 'conversations_in_order', '100000 100000 100 1'],
] as const;
