/** Our storage on a Postgres that waits for its disk: `{work: {operations, group, history…}}` submits through the commit queue, in groups of one size. */
import { openPostgres } from '@imagechat/server/storage/postgres/open';
import { startTestPostgres } from '@imagechat/server/testing/postgres-server';
import { submitAll } from '../lib/seed.ts';
import { listen, say } from '../lib/stdio.mjs';
import { type Work, prepared, throughQueue } from '../lib/work.ts';

const postgres = await startTestPostgres(['-c', 'synchronous_commit=on', '-c', 'shared_buffers=256MB']);

listen(
  async ({ work }: { work: Work }) => say({ ours: await measured(work) }),
  async () => {
    await postgres[Symbol.asyncDispose]();
  },
);

async function measured(work: Work): Promise<unknown> {
  const url = await postgres.database();
  const storage = await openPostgres({ url, log: () => undefined, now: Date.now });
  const todo = await prepared(work, (all) => submitAll(storage, all));
  const spent = await throughQueue(storage, todo, work.group);
  await storage.close();
  return spent;
}
