import type { Kysely } from 'kysely';

/** Usage tells also of reactions, of people who came for the first time, and of what programs asked with API keys. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [table, column] of COLUMNS) {
    await db.schema
      .alterTable(table)
      .addColumn(column, 'integer', (it) => it.notNull().defaultTo(0))
      .execute();
  }
}

const COLUMNS = [
  ['usage_created', 'votes'],
  ['usage_created', 'accounts'],
  ['usage_totals', 'api_requests'],
  ['usage_totals', 'api_errors'],
] as const;
