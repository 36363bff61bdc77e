import { type Kysely, sql } from 'kysely';

const clustered = sql`without rowid, strict`;

/** Passkeys of accounts, and the challenges that are open. Who has no password has an empty hash. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('passkeys')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('public_key', 'text', (column) => column.notNull())
    .addColumn('counter', 'integer', (column) => column.notNull())
    .addColumn('transports', 'text', (column) => column.notNull())
    .addColumn('backed_up', 'integer', (column) => column.notNull())
    .addColumn('rp_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('used_at', 'integer')
    .addPrimaryKeyConstraint('passkeys_by_id', ['id'])
    .addForeignKeyConstraint('passkey_of_account', ['account_id'], 'accounts', ['id'])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createTable('account_challenges')
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('bound', 'text', (column) => column.notNull())
    .addColumn('rp_id', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('account_challenges_by_hash', ['hash'])
    .modifyEnd(clustered)
    .execute();
  await schema.createIndex('passkeys_by_account_id').on('passkeys').column('account_id').execute();
  await schema
    .createIndex('account_challenges_by_expires_at')
    .on('account_challenges')
    .column('expires_at')
    .execute();
}
