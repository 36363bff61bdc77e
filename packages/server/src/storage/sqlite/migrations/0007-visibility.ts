import { type Kysely, sql } from 'kysely';

/**
 * Who may see what (V1), and who deleted what. The public's pages of comments have an index of their own, so that no flood of spam in a conversation makes them
 * slower; so have what is not public of one author, what one author wrote, and what is to be removed for good.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('conversations').addColumn('deleted_by', 'text').execute();
  await db.schema.alterTable('conversations').addColumn('status', 'text').execute();
  await db.schema
    .alterTable('conversations')
    .addColumn('locked', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('conversations').addColumn('shadows', 'text').execute();
  await db.schema.alterTable('comments').addColumn('deleted_by', 'text').execute();
  await db.schema.alterTable('comments').addColumn('status', 'text').execute();
  await db.schema.alterTable('comments').addColumn('shown', 'text').execute();
  for (const index of INDEXES) await sql.raw(`create index ${index}`).execute(db);
  for (const [table, index, figures] of STATISTICS)
    await sql`insert into sqlite_stat1 (tbl, idx, stat) values (${table}, ${index}, ${figures})`.execute(db);
  await sql`analyze sqlite_schema`.execute(db);
}

const INDEXES = [
  'comments_public on comments (tenant_id, conversation_id, seq) where status is null and deleted_at is null',
  'comments_veiled on comments (tenant_id, conversation_id, "by", seq) where status is not null and deleted_at is null',
  'comments_by_author on comments (tenant_id, "by")',
  'comments_deleted on comments (deleted_at) where deleted_at is not null',
  'conversations_deleted on conversations (deleted_at) where deleted_at is not null',
];

const STATISTICS = [
  ['comments', 'comments_public', '450000 450000 5 1'],
  ['comments', 'comments_veiled', '20000 20000 5 2 1'],
  ['comments', 'comments_by_author', '500000 500000 20'],
  ['comments', 'comments_deleted', '30000 2'],
  ['conversations', 'conversations_deleted', '5000 2'],
] as const;
