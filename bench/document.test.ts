import { expect, test } from 'bun:test';
import { measuredText, withMeasured } from './document.ts';

const kept = { at: '2026-01-31T10:00', wrong: [], data: [] };
const results = {
  machine: { Processor: 'two cores' },
  scenarios: {
    embed: {
      ...kept,
      reached: { embedBytes: 17_000 },
      tables: [{ title: 'The embed script', rows: [{ file: 'a.js', 'bytes after gzip': 17_000 }] }],
    },
  },
};

test('what was measured stands between the marks, and what is written by hand stays', () => {
  const document = 'By hand.\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nAlso by hand.\n';
  const once = withMeasured(document, measuredText(results));
  expect(once).toStartWith('By hand.\n');
  expect(once).toEndWith('\nAlso by hand.\n');
  expect(once).not.toContain('old');
  expect(once).toContain('two cores');
  expect(once).toMatch(
    /The embed script after gzip +\| ≤ 18,000 bytes +\| 15,000 bytes +\| 17,000 bytes +\| bar/,
  );
  expect(once).toContain('npm run bench -- --document --only embed');
  expect(withMeasured(once, measuredText(results))).toBe(once);
});

test('a document without marks is not written over', () => {
  expect(() => withMeasured('By hand.', 'x')).toThrow('marks');
});
