import { expect, test } from 'bun:test';
import { median, tableText } from './table.ts';

test('a table lines up, whatever is missing in a row', () => {
  expect(
    tableText([
      { name: 'ours', rate: 1_234_567.8 },
      { name: 'theirs', ms: 0.123456 },
    ]),
  ).toBe(
    [
      '| name   | rate      | ms    |',
      '|--------|-----------|-------|',
      '| ours   | 1,234,568 |       |',
      '| theirs |           | 0.123 |',
    ].join('\n'),
  );
});

test('the median is the middle', () => {
  expect(median([3])).toBe(3);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});
