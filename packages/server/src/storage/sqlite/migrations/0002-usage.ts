import { type Kysely, sql } from 'kysely';

const clustered = sql`without rowid, strict`;

/** What tenants used: what was created, exact, and what process runs say they handed to sockets (M1). Both are read by tenant and day. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('usage_created')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('site', 'text', (column) => column.notNull())
    .addColumn('conversations', 'integer', (column) => column.notNull())
    .addColumn('comments', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('usage_created_by_day', ['tenant_id', 'day', 'site'])
    .modifyEnd(clustered)
    .execute();
  await db.schema
    .createTable('usage_totals')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('site', 'text', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('messages', 'integer', (column) => column.notNull())
    .addColumn('bandwidth', 'integer', (column) => column.notNull())
    .addColumn('comments_fetched', 'integer', (column) => column.notNull())
    .addColumn('connection_peak', 'integer', (column) => column.notNull())
    .addColumn('frames_saved', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('usage_totals_by_day', ['tenant_id', 'day', 'site', 'run'])
    .modifyEnd(clustered)
    .execute();
}
