import { expect, test } from 'bun:test';
import type { Retentions } from '@imagechat/core/ports/retention';
import { actor, add, create, submission } from '@imagechat/core/testing/builders';
import { retentionContract } from '@imagechat/core/testing/retention-contract';
import { type InProcessStorage, inProcessStorage } from '../../testing/in-process-storage.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { trimLogs } from '../trim-logs.ts';
import { openSqliteStorage } from './open.ts';

const trim = ({ reader, writer }: InProcessStorage, keep: Retentions, most: number) =>
  trimLogs(
    {
      longLogs: (afterId, images) => reader.longLogs(keep, afterId, images),
      cutLogs: (logs, events) => writer.cutLogs(logs, keep, events),
    },
    most,
  );

retentionContract('SQLite', async () => {
  const world = await inProcessStorage();
  return { ...world, keeper: { trim: (keep, most) => trim(world, keep, most) } };
});

test('L1 many images and long logs are cut in short turns, none forgotten', async () => {
  const world = await inProcessStorage();
  const images = Array.from({ length: 1203 }, (_, at) => submission(create(), actor(), `image-${at}`));
  world.writer.submit(images);
  for (const at of [0, 499, 500, 1202]) {
    const id = images[at]?.operation.id ?? '';
    world.writer.submit(Array.from({ length: 1500 }, () => submission(add(id), actor(), `image-${at}`)));
  }
  const turns: number[] = [];
  const keep = { sinceMs: 0, events: 2 };
  const gone = await trimLogs(
    {
      longLogs: (afterId, most) => world.reader.longLogs(keep, afterId, most),
      cutLogs: (logs, most) => {
        turns.push(world.writer.cutLogs(logs, keep, most));
        return turns.at(-1) ?? 0;
      },
    },
    1_000_000,
  );
  expect(gone).toBe(4 * 1499);
  expect(Math.max(...turns)).toBe(1000);
  expect(world.reader.longLogs(keep, 0, 9999).logs).toEqual([]);
  await world.close();
});

test('L1 the storage with its workers cuts too, while it is written to', async () => {
  using folder = temporaryFolder();
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  const [outcome] = await storage.submit(Array.from({ length: 50 }, () => submission(create())));
  const writing = Array.from({ length: 20 }, () => storage.submit([submission(create())]));
  expect(await storage.trim({ sinceMs: 0, events: 10 }, 1000)).toBeGreaterThanOrEqual(40);
  await Promise.all(writing);
  await storage.trim({ sinceMs: 0, events: 10 }, 1000);
  const key = { tenantId: 'demo', urlId: 'picture' };
  const epoch = outcome?.accepted ? outcome.cursor.epoch : '';
  expect(await storage.eventsAfter(key, { epoch, seq: 59 }, 100)).toEqual({ reset: true });
  expect(await storage.eventsAfter(key, { epoch, seq: 60 }, 100)).toMatchObject({ cursor: { seq: 70 } });
  expect((await storage.snapshot(key)).conversations).toHaveLength(70);
  await storage.close();
});
