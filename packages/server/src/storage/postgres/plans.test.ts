import { expect, test } from 'bun:test';
import { create, submission } from '@imagechat/core/testing/builders';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { keysOf } from '../query.ts';
import { queries } from './queries.ts';
import { PostgresStorage } from './storage.ts';

const world = await postgresWorld();

/** What a group asks for, whatever its size. */
const ASKED = {
  'images.named': [queries.images.named, ['demo', 'picture']],
  'conversations.named': [queries.conversations.named, ['demo', 'c1']],
  'comments.named': [queries.comments.named, ['demo', 'k1']],
  'events.answers': [queries.events.answers, ['demo', 'b1', 1, 'ada']],
  'speakers.named': [queries.speakers.named, ['demo', 1, 'ada']],
  'uploads.used': [queries.uploads.used, ['demo', 'u1']],
} as const;

test('what a group names is found by an index, behind row-level security and in tables that are new', async () => {
  const { database, tables } = await world.database();
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: Date.now });
  const said = Array.from({ length: 300 }, (_, n) => submission(create(), undefined, `picture-${n}`));
  await storage.submit(said);
  const plans = await database.write(['demo'], (work) =>
    Promise.all(
      Object.entries(ASKED).map(async ([name, [query, key]]) => {
        const keys = keysOf(Array.from({ length: 100 }, () => key));
        const rows = await work.raw<{ 'QUERY PLAN': string }>(
          `explain ${query.sql}`,
          query.parameters({ keys }),
        );
        return { name, plan: rows.map((row) => row['QUERY PLAN']).join('\n') };
      }),
    ),
  );
  await storage.close();
  expect(plans).toHaveLength(6);
  for (const { name, plan } of plans) {
    expect(plan, name).toContain('Index Cond');
    expect(plan, name).not.toMatch(/Seq Scan|Hash Join|JIT/);
  }
});
