import { type Kysely, sql } from 'kysely';

/** Flags of comments; and comments in the order of time, over all images of a tenant: those of each status, those that are flagged, and all. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('comments').addColumn('flags', 'integer').execute();
  await db.schema.alterTable('comments').addColumn('flagged_by', 'text').execute();
  for (const index of INDEXES) await sql.raw(`create index ${index}`).execute(db);
  for (const [index, figures] of STATISTICS)
    await sql`insert into sqlite_stat1 (tbl, idx, stat) values ('comments', ${index}, ${figures})`.execute(
      db,
    );
  await sql`analyze sqlite_schema`.execute(db);
}

const INDEXES = [
  'comments_by_status on comments (tenant_id, status, created_at, id) where status is not null and deleted_at is null',
  'comments_flagged on comments (tenant_id, created_at, id) where flags is not null and deleted_at is null',
  'comments_by_time on comments (tenant_id, created_at, id) where deleted_at is null',
];

/** As in 0003: rows in all, then how many share the first key column, the first two, and so on. */
const STATISTICS = [
  ['comments_by_status', '20000 20000 7000 1 1'],
  ['comments_flagged', '1000 1000 1 1'],
  ['comments_by_time', '470000 470000 1 1'],
] as const;
