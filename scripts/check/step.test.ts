import { expect, test } from 'bun:test';
import { runSteps } from './step.ts';

test('prints a line per step, goes on after a failure and sums up', async () => {
  const lines: string[] = [];
  const well = await runSteps(
    [
      { name: 'good', run: async () => ({ problems: [], note: '3 files' }) },
      { name: 'bad', run: async () => ({ problems: ['a.ts:1 is odd', 'b.ts:2 is odd'] }) },
      { name: 'broken', run: () => Promise.reject(new Error('oh')) },
    ],
    (line) => lines.push(line),
  );
  expect(well).toBe(false);
  expect(lines[0]).toMatch(/^ok {3}good +0\.0 s {2}3 files$/);
  expect(lines[1]).toMatch(/^FAIL bad +0\.0 s {2}2 problems$/);
  expect(lines.join('\n')).toContain('== bad\na.ts:1 is odd\nb.ts:2 is odd\n');
  expect(lines.join('\n')).toContain('The step itself broke: Error: oh');
  expect(lines.at(-1)).toMatch(/^\nNot yet \(0\.0 s\): bad, broken\.$/);
});

test('says so when all is well, and cuts what is too long to read', async () => {
  const lines: string[] = [];
  expect(
    await runSteps([{ name: 'good', run: async () => ({ problems: [] }) }], (line) => lines.push(line)),
  ).toBe(true);
  expect(lines.at(-1)).toMatch(/^\nAll is well/);
  const many = Array.from({ length: 200 }, (_, index) => `line ${index}`);
  await runSteps([{ name: 'bad', run: async () => ({ problems: many }) }], (line) => lines.push(line));
  expect(lines.at(-2)).toBe('… and 50 more lines');
});
