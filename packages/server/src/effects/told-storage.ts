import type { Storage, Submission } from '@imagechat/core/ports/storage';
import { storageAround } from '@imagechat/core/storage-around';

/** The same storage; `wrote` hears of every group once it is durable. */
export function toldStorage(storage: Storage, wrote: (group: readonly Submission[]) => void): Storage {
  return storageAround(storage, {
    async submit(group) {
      const outcomes = await storage.submit(group);
      wrote(group);
      return outcomes;
    },
  });
}
