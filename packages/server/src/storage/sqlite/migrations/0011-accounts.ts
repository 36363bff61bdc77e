import { type Kysely, sql } from 'kysely';

const clustered = sql`without rowid, strict`;

/** Who signs in to the dashboard: accounts, what they may do in which tenant, their sessions, and links that let somebody in once. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('accounts')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('login', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('is_owner', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('accounts_by_id', ['id'])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createTable('memberships')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('memberships_by_tenant', ['tenant_id', 'account_id'])
    .addForeignKeyConstraint('membership_of_account', ['account_id'], 'accounts', ['id'])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createTable('account_sessions')
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('account_sessions_by_hash', ['hash'])
    .addForeignKeyConstraint('session_of_account', ['account_id'], 'accounts', ['id'])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createTable('account_links')
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('account_links_by_hash', ['hash'])
    .modifyEnd(clustered)
    .execute();
  for (const [table, column] of INDEXES)
    await schema.createIndex(`${table}_by_${column}`).on(table).column(column).execute();
}

const INDEXES = [
  ['accounts', 'is_owner'],
  ['memberships', 'account_id'],
  ['account_sessions', 'expires_at'],
  ['account_links', 'tenant_id'],
] as const;
