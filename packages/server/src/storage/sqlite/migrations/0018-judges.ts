import { type Kysely, sql } from 'kysely';

const clustered = sql`without rowid, strict`;

/** Programs that are asked about comments, and what they said last. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('judges')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('fails', 'text', (column) => column.notNull())
    .addColumn('most_ms', 'integer', (column) => column.notNull())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('judges_by_tenant', ['tenant_id'])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createTable('verdicts')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('url_id', 'text', (column) => column.notNull())
    .addColumn('conversation_id', 'text', (column) => column.notNull())
    .addColumn('comment_id', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('took_ms', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('why', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('verdicts_by_id', ['tenant_id', 'id'])
    .modifyEnd(clustered)
    .execute();
  await schema.createIndex('judges_by_active').on('judges').columns(['active', 'tenant_id']).execute();
  await schema.createIndex('verdicts_by_at').on('verdicts').columns(['tenant_id', 'at']).execute();
}
