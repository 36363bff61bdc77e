import { type Eyes, conversationSeen } from '@imagechat/core/eyes';
import type { Storage } from '@imagechat/core/ports/storage';
import { type ImageBook, MODERATORS } from './image-book.ts';
import { judgeKept, judgeSnapshot, judgeThreadPage } from './law-check.ts';
import type { LogBook } from './log-book.ts';
import type { Trace } from './trace.ts';

/** At rest: what storage has of every image is what was written, and the fold of it (O1, O3, S1). */
export async function judgeStorage(storage: Storage, book: LogBook, trace: Trace): Promise<void> {
  for (const image of book.images()) await judgeImage(storage, image, trace);
}

async function judgeImage(storage: Storage, image: ImageBook, trace: Trace): Promise<void> {
  const { key, head, epoch, floor } = image;
  const { cursor, conversations } = await storage.snapshot(key);
  for (const eyes of image.eyes) {
    const seen = conversations.flatMap((kept) => conversationSeen(kept, eyes) ?? []);
    const says = judgeSnapshot(image, cursor, seen, eyes);
    if (says) trace.breach('S1', says);
    await judgeThreads(storage, image, eyes, trace);
  }
  if (cursor.seq !== head)
    trace.breach('O2', `${key.urlId}: storage is at ${cursor.seq}, ${head} events were accepted`);
  const log = await storage.eventsAfter(key, { epoch, seq: floor }, Number.POSITIVE_INFINITY);
  const events = log.reset ? [] : log.events;
  if (events.length !== head - floor || events.some((event, at) => event.seq !== floor + at + 1))
    trace.breach('O1', `${key.urlId}: the log is ${events.map(({ seq }) => seq).join(',')}`);
  for (const event of events) {
    const differs = judgeKept(image, event);
    if (differs) trace.breach('O3', differs);
  }
}

async function judgeThreads(storage: Storage, image: ImageBook, eyes: Eyes, trace: Trace): Promise<void> {
  for (const id of image.state(image.head, MODERATORS)?.conversations.keys() ?? []) {
    const most = Number.MAX_SAFE_INTEGER;
    const page = await storage.thread(image.key, id, undefined, most, eyes);
    const isSeen = image.state(image.head, eyes)?.conversations.has(id);
    if (!page && !isSeen) continue;
    const says = page
      ? judgeThreadPage(image, { ...page, seq: page.cursor.seq }, { id, before: undefined, most }, eyes)
      : `there is no thread ${id}`;
    if (says) trace.breach('S1', says);
  }
}
