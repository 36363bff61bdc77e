import { expect, test } from 'bun:test';
import { metricsText } from './exposition.ts';
import { Histogram } from './histogram.ts';

test('values are counted by size, each bucket with what is in the smaller ones', () => {
  const histogram = new Histogram([1, 2, 4]);
  for (const value of [1, 1, 2, 3, 4, 5]) histogram.observe(value);
  expect(metricsText([histogram.metric('size', 'How large.')])).toBe(
    [
      '# HELP size How large.',
      '# TYPE size histogram',
      'size_bucket{le="1"} 2',
      'size_bucket{le="2"} 3',
      'size_bucket{le="4"} 5',
      'size_bucket{le="+Inf"} 6',
      'size_sum 16',
      'size_count 6',
      '',
    ].join('\n'),
  );
});
