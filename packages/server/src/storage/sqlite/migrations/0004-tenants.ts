import { type Kysely, sql } from 'kysely';

const clustered = sql`without rowid, strict`;

/** What tenants' own servers and programs prove themselves with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tenant_secrets')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('revoked_at', 'integer')
    .addPrimaryKeyConstraint('tenant_secrets_by_id', ['tenant_id', 'id'])
    .addForeignKeyConstraint('secret_of_tenant', ['tenant_id'], 'tenants', ['id'])
    .modifyEnd(clustered)
    .execute();
  await db.schema
    .createTable('tenant_keys')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('revoked_at', 'integer')
    .addPrimaryKeyConstraint('tenant_keys_by_id', ['tenant_id', 'id'])
    .addForeignKeyConstraint('key_of_tenant', ['tenant_id'], 'tenants', ['id'])
    .modifyEnd(clustered)
    .execute();
}
