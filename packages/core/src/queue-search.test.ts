import { expect, test } from 'bun:test';
import { MemoryStorage } from './memory/storage.ts';
import { LIST_TOP } from './ports/overview.ts';
import { type QueueSearch, searchQueue } from './queue-search.ts';
import { decide } from './rules/decide.ts';
import { actor, add, create, submission } from './testing/builders.ts';
import { FakeClock } from './testing/fake-clock.ts';

const WRITTEN = 12_000;

const clock = new FakeClock();
const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
const first = create({ comment: { id: 'opening', text: 'Die Tür klemmt' } });
await storage.submit([{ ...submission(first), facts: { title: 'Flur' } }]);
await clock.advance(1000);
for (let at = 0; at < WRITTEN; at += 1000)
  await storage.submit(Array.from({ length: 1000 }, () => submission(add(first.id, 'In oak, please'))));
await storage.submit([
  submission(create({ comment: { id: 'last', text: 'Ok' } }), actor({ id: 'bo', name: 'Bo' }), 'sofa'),
]);

const search = (parts: Partial<QueueSearch>, most = 30) =>
  searchQueue(storage.overview, 'demo', { view: 'all', since: 0, before: LIST_TOP, ...parts }, most);
const textsOf = async (parts: Partial<QueueSearch>): Promise<string[]> =>
  (await search(parts)).comments.map(({ comment }) => comment.text);

test('a search looks so far, says where to go on, and finds what is further back', async () => {
  let found = await search({ text: 'TUR' });
  let pages = 1;
  for (; found.next && found.comments.length === 0; pages++)
    found = await search({ text: 'TUR', before: found.next });
  expect(found.comments.map(({ comment }) => comment.text)).toEqual(['Die Tür klemmt']);
  expect(pages).toBe(3);
  expect(found.next).toBeUndefined();
});

test('who wrote, and on what, can be looked for, by part of a name or title', async () => {
  expect(await textsOf({ author: 'bo' })).toEqual(['Ok']);
  expect(await textsOf({ image: 'SOF' })).toEqual(['Ok']);
  expect(await textsOf({ image: 'sofa', author: 'ada' })).toEqual([]);
  expect(await textsOf({ image: 'flur' })).toHaveLength(30);
});

test('a full page ends at its last comment, and the last page says so', async () => {
  const page = await search({}, 10);
  const next = await search({ ...(page.next ? { before: page.next } : {}) }, 10);
  const ids = [...page.comments, ...next.comments].map(({ comment }) => comment.id);
  expect(new Set(ids).size).toBe(20);
  expect((await search({ author: 'bo' })).next).toBeDefined();
  expect((await search({ since: clock.now() + 1 })).next).toBeUndefined();
});
