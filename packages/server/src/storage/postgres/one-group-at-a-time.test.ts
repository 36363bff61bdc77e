import { expect, test } from 'bun:test';
import { OneGroupAtATime } from './one-group-at-a-time.ts';

/** Commits that end when the test says so. */
function world(most: number) {
  const groups: number[][] = [];
  const ends: ReturnType<typeof Promise.withResolvers<void>>[] = [];
  const one = new OneGroupAtATime<number, number>(async (items) => {
    groups.push([...items]);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    await end.promise;
    return items.map((item) => item * 10);
  }, most);
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { one, groups, ends, turn };
}

test('what arrives in one turn is one group, what arrives meanwhile is the next, in order', async () => {
  const { one, groups, ends, turn } = world(100);
  const first = [one.add([1]), one.add([2, 3])];
  await turn();
  const later = one.add([4]);
  await turn();
  expect(groups).toEqual([[1, 2, 3]]);
  ends[0]?.resolve();
  expect(await Promise.all(first)).toEqual([[10], [20, 30]]);
  await turn();
  expect(groups).toEqual([[1, 2, 3], [4]]);
  ends[1]?.resolve();
  expect(await later).toEqual([40]);
});

test('a group has a most, but one caller’s items stay together', async () => {
  const { one, groups, ends, turn } = world(3);
  void one.add([1, 2]);
  void one.add([3, 4]);
  void one.add([5, 6, 7, 8]);
  for (const _ of [0, 1, 2]) {
    await turn();
    ends.at(-1)?.resolve();
  }
  await one.settled();
  expect(groups).toEqual([
    [1, 2],
    [3, 4],
    [5, 6, 7, 8],
  ]);
});

test('a commit that fails rejects its callers only', async () => {
  const { one, ends, turn } = world(1);
  const failed = one.add([1]);
  const fine = one.add([2]);
  await turn();
  ends[0]?.reject(new Error('no'));
  expect(failed).rejects.toThrow('no');
  await turn();
  ends[1]?.resolve();
  expect(await fine).toEqual([20]);
});
