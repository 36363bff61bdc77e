import { type Kysely, sql } from 'kysely';

/** Which comments show which uploads: what none shows can go. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('upload_uses')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('comment_id', 'text', (column) => column.notNull())
    .addColumn('upload_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('upload_uses_by_comment', ['tenant_id', 'comment_id', 'upload_id'])
    .addForeignKeyConstraint('use_of_comment', ['tenant_id', 'comment_id'], 'comments', ['tenant_id', 'id'])
    .modifyEnd(sql`without rowid, strict`)
    .execute();
  await db.schema
    .createIndex('upload_uses_by_upload')
    .on('upload_uses')
    .columns(['tenant_id', 'upload_id'])
    .execute();
}
