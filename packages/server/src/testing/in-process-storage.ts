import { join } from 'node:path';
import type { ImageIndex } from '@imagechat/core/ports/image-index';
import type { Mentions } from '@imagechat/core/ports/mentions';
import type { Overview } from '@imagechat/core/ports/overview';
import type { Storage } from '@imagechat/core/ports/storage';
import type { UploadUses } from '@imagechat/core/ports/upload-uses';
import type { UsageStore } from '@imagechat/core/ports/usage';
import { Connection } from '../storage/sqlite/connection.ts';
import { migrate } from '../storage/sqlite/migrate.ts';
import { Reader } from '../storage/sqlite/reader.ts';
import { Writer } from '../storage/sqlite/writer.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** SQLite without workers, at a time the test sets. */
export interface InProcessStorage {
  readonly storage: Storage;
  readonly usage: UsageStore;
  readonly mentions: Mentions;
  readonly uploadUses: UploadUses;
  readonly index: ImageIndex;
  readonly overview: Overview;
  readonly connection: Connection;
  readonly writer: Writer;
  readonly reader: Reader;
  readonly setNow: (now: number) => void;
  readonly close: () => Promise<void>;
}

/** Opens a fresh database in a folder of its own. */
export async function inProcessStorage(epoch = 'e1'): Promise<InProcessStorage> {
  const folder = temporaryFolder();
  const connection = Connection.forWriting({ file: join(folder.path, 'test.db'), busyMs: 100 });
  await migrate(connection.database);
  let time = 0;
  const writer = new Writer(connection, epoch, () => time);
  const reader = new Reader(connection, epoch);
  const close = async (): Promise<void> => {
    connection.close();
    folder[Symbol.dispose]();
  };
  return {
    connection,
    writer,
    reader,
    setNow: (now) => {
      time = now;
    },
    storage: {
      submit: async (group) => writer.submit(group),
      snapshot: async (image) => reader.snapshot(image),
      eventsAfter: async (image, after, most) => reader.eventsAfter(image, after, most),
      thread: async (image, id, before, most, eyes) => reader.thread(image, id, before ?? null, most, eyes),
      heads: async (images) => reader.heads(images),
      close,
    },
    uploadUses: { unused: async (uploads) => reader.unusedUploads(uploads) },
    mentions: { suggest: async (...asked) => reader.suggest(...asked) },
    index: {
      facts: async (image) => reader.facts(image),
      imageOf: async (tenantId, id) => reader.imageOf(tenantId, id),
    },
    overview: {
      comments: async (tenantId, walk) => reader.overview.comments(tenantId, walk),
      counts: async (tenantId, most) => reader.overview.counts(tenantId, most),
      images: async (...asked) => reader.overview.images(...asked),
      image: async (...asked) => reader.overview.image(...asked),
    },
    usage: {
      save: async (run, totals) => writer.saveUsage(run, totals),
      read: async (tenantId, from, to) => reader.usage(tenantId, from, to),
    },
    close,
  };
}
