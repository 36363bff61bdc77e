import { Batches } from './batch.ts';
import type { PgDatabase, Work } from './database.ts';
import { queries } from './queries.ts';
import type { Table } from './table.ts';

interface Key {
  readonly tenant_id: string;
  readonly id: string;
}

/**
 * Removes for good what was deleted before a time, at most `most` rows; answers how many went. What was deleted that long ago cannot be brought back, so nobody
 * changes these rows meanwhile, and two processes that do this at once only find less to do.
 */
export function disposeBefore(
  database: PgDatabase,
  tables: readonly Table[],
  before: number,
  most: number,
): Promise<number> {
  return database.write('all', async (work) => {
    const old = await work.all(queries.comments.deletedBefore, { before, most });
    const comments = await removeComments(work, tables, old);
    const room = most - comments;
    if (room <= 0) return comments;
    const conversations = await work.all(queries.conversations.deletedBefore, { before, most: room });
    return comments + (await removeConversations(work, tables, conversations, room));
  });
}

async function removeComments(work: Work, tables: readonly Table[], keys: readonly Key[]): Promise<number> {
  const batches = new Batches(tables);
  for (const { tenant_id: tenantId, id } of keys) {
    batches.run(queries.uploads.forget, { tenantId, commentId: id });
    batches.run(queries.comments.dispose, { tenantId, id });
  }
  await batches.flush(work);
  return keys.length;
}

/** A conversation goes after its comments. */
async function removeConversations(
  work: Work,
  tables: readonly Table[],
  keys: readonly Key[],
  most: number,
): Promise<number> {
  let gone = 0;
  for (const { tenant_id: tenantId, id } of keys) {
    const room = most - gone;
    if (room <= 0) break;
    const asked = { tenantId, conversationId: id, most: room };
    gone += await removeComments(work, tables, await work.all(queries.comments.ofConversation, asked));
    if (gone >= most) break;
    await work.all(queries.conversations.dispose, { tenantId, id });
    gone++;
  }
  return gone;
}
