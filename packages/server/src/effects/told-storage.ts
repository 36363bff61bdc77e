import type { Storage, Submission } from '@imagechat/core/ports/storage';

/** The same storage; `wrote` hears of every group once it is durable. */
export function toldStorage(storage: Storage, wrote: (group: readonly Submission[]) => void): Storage {
  return {
    async submit(group) {
      const outcomes = await storage.submit(group);
      wrote(group);
      return outcomes;
    },
    snapshot: (image) => storage.snapshot(image),
    eventsAfter: (image, after, most) => storage.eventsAfter(image, after, most),
    thread: (image, conversationId, before, most, eyes) =>
      storage.thread(image, conversationId, before, most, eyes),
    heads: (images) => storage.heads(images),
    close: () => storage.close(),
  };
}
