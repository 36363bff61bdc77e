import type { Kysely } from 'kysely';

/** Links can give an account another password; sessions are found by whose they are, to be ended then. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema.alterTable('account_links').addColumn('account_id', 'text').execute();
  await schema
    .createIndex('account_sessions_by_account_id')
    .on('account_sessions')
    .column('account_id')
    .execute();
}
