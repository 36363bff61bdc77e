import { expect, test } from 'bun:test';
import type { Value } from '../query.ts';
import { Batches } from './batch.ts';
import type { Work } from './database.ts';
import { queries } from './queries.ts';
import { tablesOfThisVersion } from './tables.ts';

const tables = await tablesOfThisVersion();

/** A transaction that only writes down what it is told. */
function listening() {
  const told: { text: string; values: readonly (Value | readonly Value[])[] }[] = [];
  const work = {
    raw: async (text: string, values: readonly (Value | readonly Value[])[] = []) => {
      told.push({ text, values });
      return [];
    },
  } as unknown as Work;
  return { told, work };
}

test('however many rows of a kind there are, they are one statement with an array a column', async () => {
  const { told, work } = listening();
  const batches = new Batches(tables);
  for (const id of [1, 2, 3]) batches.run(queries.images.setHead, { id, head: id * 10, activeAt: 0 });
  await batches.flush(work);
  expect(told).toEqual([
    {
      text: 'with changed as (update "images" set "head" = r.c0, "active_at" = r.c1 from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as r(c0, c1, c2) where "images"."id" = r.c2 returning 1) select 1 / (count(*) = cardinality($1::bigint[]))::int from changed',
      values: ['{10,20,30}', '{0,0,0}', '{1,2,3}'],
    },
  ]);
});

test('of two rows with one key the last counts, and keys come in one order', async () => {
  const { told, work } = listening();
  const batches = new Batches(tables);
  const note = (actorId: string, name: string) =>
    batches.run(queries.speakers.note, { tenantId: 't', imageId: 1, actorId, name, folded: name });
  for (const [id, name] of [
    ['zoe', 'old'],
    ['ada', 'ada'],
    ['zoe', 'new'],
  ] as const)
    note(id, name);
  await batches.flush(work);
  expect(told[0]?.text).toStartWith('insert into "speakers"');
  expect(told[0]?.text).toEndWith('do update set "name" = "excluded"."name", "folded" = "excluded"."folded"');
  expect(told[0]?.values.slice(2, 4)).toEqual(['{"ada","zoe"}', '{"ada","new"}']);
});

test('nothing in a text ends it, and nothing is none', async () => {
  const { told, work } = listening();
  const batches = new Batches(tables);
  const row = { tenantId: 't', urlId: 'say "a, b" \\ {NULL}', groups: null, at: 5 };
  batches.run(queries.images.setGroups, row);
  await batches.flush(work);
  expect(told[0]?.values.slice(1, 4)).toEqual(['{"say \\"a, b\\" \\\\ {NULL}"}', '{0}', '{null}']);
});

test('what takes rows away comes before what brings them', async () => {
  const { told, work } = listening();
  const batches = new Batches(tables);
  batches.run(queries.uploads.use, { tenantId: 't', commentId: 'c', uploadId: 'u' });
  batches.run(queries.uploads.forget, { tenantId: 't', commentId: 'c' });
  await batches.flush(work);
  expect(told.map(({ text }) => text.split(' ')[0])).toEqual(['delete', 'insert']);
});

test('a statement that is not about one row is a mistake', () => {
  const batches = new Batches(tables);
  expect(() => batches.run(queries.events.cut, { tenantId: 't', imageId: 1, before: 5 })).toThrow(
    'not a column',
  );
});

test('rows come after those they refer to, whichever came first', async () => {
  const { told, work } = listening();
  const batches = new Batches(tables);
  const place = { tenantId: 't', imageId: 1 };
  batches.run(queries.speakers.note, { ...place, actorId: 'a', name: 'A', folded: 'a' });
  batches.run(queries.uploads.use, { tenantId: 't', commentId: 'c', uploadId: 'u' });
  batches.run(queries.comments.update, {
    ...{ tenantId: 't', id: 'c', text: '', body: null, reactions: null, editedAt: null },
    ...{ status: null, shown: null, flags: null, flaggedBy: null, deletedAt: null, deletedBy: null },
  });
  batches.run(queries.conversations.setOrder, { tenantId: 't', id: 'k', createdSeq: 1 });
  batches.run(queries.images.setHead, { id: 1, head: 1, activeAt: 0 });
  await batches.flush(work);
  const order = told.map(({ text }) => /"(\w+)"/.exec(text)?.[1] ?? '');
  expect(order.indexOf('images')).toBe(0);
  expect(order.indexOf('conversations')).toBeLessThan(order.indexOf('comments'));
});
