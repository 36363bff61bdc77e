import { type Kysely, sql } from 'kysely';

/** Images in the order of what happened on them last, their open conversations, and which are closed for comments. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .alterTable('images')
    .addColumn('closed', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await schema
    .alterTable('images')
    .addColumn('active_at', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`
    update images set active_at = coalesce(
      (select at - at % 10000 from events
        where events.tenant_id = images.tenant_id and events.image_id = images.id
        order by seq desc limit 1),
      created_at - created_at % 10000)
  `.execute(db);
  for (const index of INDEXES) await sql.raw(`create index ${index}`).execute(db);
  for (const [table, index, figures] of STATISTICS)
    await sql`insert into sqlite_stat1 (tbl, idx, stat) values (${table}, ${index}, ${figures})`.execute(db);
  await sql`analyze sqlite_schema`.execute(db);
}

const INDEXES = [
  'images_by_activity on images (tenant_id, active_at, url_id) where head > 0',
  'conversations_open on conversations (tenant_id, image_id) where deleted_at is null and resolved = 0',
];

/** As in 0003: rows in all, then how many share the first key column, the first two, and so on. */
const STATISTICS = [
  ['images', 'images_by_activity', '1000 1000 1 1'],
  ['conversations', 'conversations_open', '50000 50000 50'],
] as const;
