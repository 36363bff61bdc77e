import { expect, test } from 'bun:test';
import { GroupCommit } from './group-commit.ts';

/** A group commit that runs when told to, and notes the size of each commit. */
function started(
  most: number,
  commit = (items: readonly number[]): readonly number[] => items.map((item) => item * 10),
) {
  const commits: number[][] = [];
  const tasks: (() => void)[] = [];
  const groups = new GroupCommit<number, number>(
    (items) => {
      commits.push([...items]);
      return commit(items);
    },
    (task) => tasks.push(task),
    most,
  );
  return { groups, commits, turn: () => tasks.shift()?.() };
}

test('what waits becomes one commit, and each caller gets its own answers in order', async () => {
  const { groups, commits, turn } = started(10);
  const calls = [groups.add([1, 2]), groups.add([3]), groups.add([])];
  turn();
  expect(commits).toEqual([[1, 2, 3]]);
  expect(await Promise.all(calls)).toEqual([[10, 20], [30], []]);
});

test('a commit takes no more than the most, and never splits a caller', () => {
  const { groups, commits, turn } = started(3);
  for (const items of [[1, 2], [3, 4], [5], [6, 7, 8, 9], [10]]) void groups.add(items);
  for (let turns = 0; turns < 6; turns++) turn();
  expect(commits).toEqual([[1, 2], [3, 4, 5], [6, 7, 8, 9], [10]]);
});

test('a commit that fails rejects its callers, and the next one tries anew', async () => {
  const { groups, turn } = started(2, (items) => {
    if (items.includes(1)) throw new Error('disk full');
    return items;
  });
  const calls = [groups.add([1]), groups.add([2]), groups.add([3])];
  const settled = Promise.allSettled(calls);
  turn();
  turn();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});

test('flush commits all that waits, at once', async () => {
  const { groups, commits, turn } = started(2);
  const calls = [groups.add([1, 2]), groups.add([3])];
  groups.flush();
  expect(await Promise.all(calls)).toEqual([[10, 20], [30]]);
  turn();
  expect(commits).toEqual([[1, 2], [3]]);
});
