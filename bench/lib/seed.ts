import type { Actor } from '@imagechat/core/access';
import type { Storage, Submission } from '@imagechat/core/ports/storage';
import type { Operation } from '@imagechat/protocol/catalog';
import { openSqliteStorage } from '@imagechat/server/storage/sqlite/open';

/** Submissions in one transaction while a folder is being filled. */
const GROUP = 256;

const TEXT = 'A comment of about sixty characters, as people write them.';

/** Who writes what benchmarks are about. */
export function writerOf(tenantId: string): Actor {
  return { tenantId, id: 'ada', name: 'Ada', kind: 'user', groupIds: null, verified: true };
}

/** The nth conversation of an image with its first comment. */
export function creation(urlId: string, n: number, tenantId = 'demo'): Submission {
  const comment = { id: crypto.randomUUID(), text: TEXT };
  const place = { x: (n * 37) % 100, y: (n * 91) % 100 };
  return submissionOf(tenantId, urlId, {
    ...{ type: 'create-conversation', broadcastId: crypto.randomUUID(), id: crypto.randomUUID() },
    ...{ ...place, comment },
  });
}

/** One more comment in a conversation. */
export function answer({ image, operation }: Submission): Submission {
  const id = 'id' in operation ? operation.id : '';
  return submissionOf(image.tenantId, image.urlId, {
    ...{ type: 'add-comment', broadcastId: crypto.randomUUID(), id },
    comment: { id: crypto.randomUUID(), text: TEXT },
  });
}

/** Submits all of it in large groups. @throws when anything is refused */
export async function submitAll(storage: Storage, all: readonly Submission[]): Promise<void> {
  for (let at = 0; at < all.length; at += GROUP) {
    const outcomes = await storage.submit(all.slice(at, at + GROUP));
    const refused = outcomes.find(({ accepted }) => !accepted);
    if (refused) throw new Error(`a benchmark's data was refused: ${JSON.stringify(refused)}`);
  }
}

/** Puts so many conversations of one image into a data folder that no server uses. */
export async function seedImage(dataDir: string, urlId: string, conversations: number): Promise<void> {
  const storage = await openSqliteStorage({ dataDir, log: () => undefined });
  await submitAll(
    storage,
    Array.from({ length: conversations }, (_, n) => creation(urlId, n)),
  );
  await storage.close();
}

function submissionOf(tenantId: string, urlId: string, operation: Operation): Submission {
  return { image: { tenantId, urlId }, actor: writerOf(tenantId), site: '', operation };
}
