import { expect, test } from 'bun:test';
import { MemoryFiles } from '@imagechat/core/memory/files';
import { until } from '../testing/until.ts';
import { sweepChore } from './sweep-chore.ts';

const HOUR_MS = 3_600_000;

test('an upload that nobody shows goes after a day, one that is shown stays, whatever its age', async () => {
  const clock = { at: 1_000 * HOUR_MS, now: () => clock.at };
  const files = new MemoryFiles(clock);
  const shown = { tenantId: 'demo', id: 'shown' };
  const forgotten = { tenantId: 'demo', id: 'forgotten' };
  const again = { tenantId: 'demo', id: 'again' };
  for (const name of [shown, forgotten, again]) await files.put(name, Uint8Array.of(1));
  const logged: string[] = [];
  const uses = {
    unused: async (names: readonly (typeof shown)[]) => names.filter(({ id }) => id !== 'shown'),
  };
  const chore = sweepChore(
    files,
    uses,
    { takeTurn: async () => true },
    (_level, what) => void logged.push(what),
  );
  clock.at += 23 * HOUR_MS;
  await files.put(again, Uint8Array.of(1));
  chore(clock.at);
  clock.at += 2 * HOUR_MS;
  await until(() => {
    chore(clock.at);
    return logged.length > 0;
  });
  expect(logged).toEqual(['uploads-swept']);
  expect(await files.get(shown)).toBeDefined();
  expect(await files.get(again)).toBeDefined();
  expect(await files.get(forgotten)).toBeUndefined();
});
