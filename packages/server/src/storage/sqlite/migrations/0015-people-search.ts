import type { Kysely } from 'kysely';

/** People are looked up by how their names and addresses begin, and by when they were here last. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  for (const column of ['username', 'display_name', 'email', 'updated_at'])
    await schema.createIndex(`users_by_${column}`).on('users').columns(['tenant_id', column]).execute();
}
