import type { Kysely } from 'kysely';

/** Comments keep the picture their author had when they were written. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('comments').addColumn('avatar', 'text').execute();
}
