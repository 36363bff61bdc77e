import { type Kysely, sql } from 'kysely';

const clustered = sql`without rowid, strict`;

/** Webhooks, how far each was told of each image, and what became of what was sent. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('webhooks')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('events', 'text', (column) => column.notNull())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('webhooks_by_id', ['tenant_id', 'id'])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createTable('webhook_lanes')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('webhook_id', 'text', (column) => column.notNull())
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('webhook_lanes_by_image', ['tenant_id', 'webhook_id', 'image_id'])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createTable('webhook_deliveries')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('webhook_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('url_id', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('answer', 'text', (column) => column.notNull())
    .addColumn('next_at', 'integer')
    .addPrimaryKeyConstraint('webhook_deliveries_by_id', ['tenant_id', 'webhook_id', 'id'])
    .modifyEnd(clustered)
    .execute();
  await schema.createIndex('webhooks_by_active').on('webhooks').columns(['active', 'tenant_id']).execute();
  await schema.createIndex('webhook_lanes_by_next_at').on('webhook_lanes').column('next_at').execute();
  await schema
    .createIndex('webhook_deliveries_by_at')
    .on('webhook_deliveries')
    .columns(['tenant_id', 'webhook_id', 'at'])
    .execute();
}
