import { expect, test } from 'bun:test';
import { settle } from '@imagechat/core/testing/fake-clock';
import { disposalChore } from './disposal-chore.ts';

const DAY_MS = 24 * 3600 * 1000;

test('L1 what was deleted is removed after 30 days, at most once a minute, and what fails is tried again', async () => {
  const asked: number[] = [];
  const logged: string[] = [];
  const dispose = async (before: number): Promise<number> => {
    asked.push(before);
    if (asked.length === 2) throw new Error('disk full');
    return asked.length === 1 ? 7 : 0;
  };
  const chore = disposalChore({ dispose, takeTurn: async () => true }, (_, event) => logged.push(event));
  for (const seconds of [0, 30, 60, 90, 120]) {
    chore(40 * DAY_MS + seconds * 1000);
    await settle();
  }
  expect(asked).toEqual([0, 60, 120].map((seconds) => 10 * DAY_MS + seconds * 1000));
  expect(logged).toEqual(['deleted-removed', 'deleted-not-removed']);
});
