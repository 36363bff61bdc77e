import { type Kysely, sql } from 'kysely';

/**
 * Images in the order of what happened on them last. The index of 0013 asked for `head > 0`, and an index is written whenever a column of its condition is: with every
 * word. What this one asks for changes every ten seconds at most.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index images_by_activity`.execute(db);
  await sql`create index images_by_use on images (tenant_id, active_at, url_id) where active_at >= 0`.execute(
    db,
  );
  // As in 0003: rows in all, then how many share the first key column, the first two, and so on.
  await sql`insert into sqlite_stat1 (tbl, idx, stat) values ('images', 'images_by_use', '1000 1000 1 1')`.execute(
    db,
  );
  await sql`analyze sqlite_schema`.execute(db);
}
