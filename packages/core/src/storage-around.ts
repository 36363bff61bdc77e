import type { Storage } from './ports/storage.ts';

/** The same storage with some of its ways replaced; all else goes to it. */
export function storageAround(storage: Storage, instead: Partial<Storage>): Storage {
  return {
    takes: storage.takes,
    submit: (group) => storage.submit(group),
    snapshot: (image) => storage.snapshot(image),
    eventsAfter: (image, after, most) => storage.eventsAfter(image, after, most),
    thread: (image, id, before, most, eyes) => storage.thread(image, id, before, most, eyes),
    heads: (images) => storage.heads(images),
    close: () => storage.close(),
    ...instead,
  };
}
