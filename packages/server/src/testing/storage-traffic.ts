import { actor, add, create, submission } from '@imagechat/core/testing/builders';
import { openSqliteStorage } from '../storage/sqlite/open.ts';

// A process that submits without end and prints every acknowledgement as a line, until it is killed:
//   bun storage-traffic.ts <data folder> <a name for this run> [mark after every so many groups]
const [dataDir = '', run = '', every = '0'] = process.argv.slice(2);
let groups = 0;
const storage = await openSqliteStorage({ dataDir, log: () => undefined });

async function writeOn(urlId: string): Promise<never> {
  const conversation = create({ ...fresh(), id: `${run}-${urlId}` });
  await acknowledged([submission(conversation, actor({ id: run }), urlId)]);
  for (;;) {
    const comments = [add(conversation.id), add(conversation.id)].map((each) => ({ ...each, ...fresh() }));
    await acknowledged(comments.map((comment) => submission(comment, actor({ id: run }), urlId)));
  }
}

/** Ids of this process alone: the builders' are the same in every run. */
function fresh(): { broadcastId: string; comment: { id: string; text: string } } {
  return { broadcastId: crypto.randomUUID(), comment: { id: crypto.randomUUID(), text: 'still here' } };
}

async function acknowledged(group: Parameters<typeof storage.submit>[0]): Promise<void> {
  const outcomes = await storage.submit(group);
  if (++groups % Number(every) === 0) await storage.mark();
  for (const [at, outcome] of outcomes.entries())
    if (outcome.accepted)
      console.log(JSON.stringify({ asked: group[at], seq: outcome.cursor.seq, at: outcome.at }));
}

await Promise.all(['a', 'b', 'c', 'd'].map(writeOn));
