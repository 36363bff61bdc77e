import { expect, test } from 'bun:test';
import { type Acknowledged, killedAfter } from '../../testing/killed-after.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { openSqliteStorage } from './open.ts';

test('O1, O2: what was acknowledged survives kill -9, once, under its number', async () => {
  using folder = temporaryFolder();
  const heard: Acknowledged[] = [];
  for (const [run, most] of [
    ['first', 50],
    ['second', 300],
    ['third', 1],
  ] as const)
    heard.push(...(await killedAfter(folder.path, run, most)));
  expect(heard.length).toBeGreaterThan(350);

  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  for (const urlId of ['a', 'b', 'c', 'd']) {
    const key = { tenantId: 'demo', urlId };
    const { cursor, conversations } = await storage.snapshot(key);
    const caught = await storage.eventsAfter(key, { ...cursor, seq: 0 }, 1_000_000);
    const events = caught.reset ? [] : caught.events;
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: cursor.seq }, (_, at) => at + 1));
    const mine = heard.filter(({ asked }) => asked.image.urlId === urlId);
    for (const { asked, seq } of mine) {
      const found = events.filter(
        (event) =>
          event.type && event.broadcastId === asked.operation.broadcastId && event.by === asked.actor.id,
      );
      expect(found.map((event) => event.seq)).toEqual([seq]);
    }
    expect(conversations.reduce((sum, { count }) => sum + count, 0)).toBe(cursor.seq);
  }
  const again = await storage.submit(heard.map(({ asked }) => asked));
  expect(again.map((outcome) => outcome.accepted && [outcome.cursor.seq, outcome.at, outcome.event])).toEqual(
    heard.map(({ seq, at }) => [seq, at, undefined]),
  );
  await storage.close();
}, 30_000);
