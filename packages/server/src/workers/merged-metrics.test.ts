import { expect, test } from 'bun:test';
import { mergedMetrics } from './merged-metrics.ts';

test('what several processes say is one text, each metric once, with the worker as a label', () => {
  const one = [
    '# HELP imagechat_connections Live connections open now.',
    '# TYPE imagechat_connections gauge',
    'imagechat_connections 2',
    '# HELP imagechat_operations_total Operations.',
    '# TYPE imagechat_operations_total counter',
    'imagechat_operations_total{result="accepted"} 7',
    '',
  ].join('\n');
  const two = [
    '# HELP imagechat_connections Live connections open now.',
    '# TYPE imagechat_connections gauge',
    'imagechat_connections 3',
    '# HELP imagechat_operations_total Operations.',
    '# TYPE imagechat_operations_total counter',
    '',
  ].join('\n');
  const texts = new Map([
    ['1', one],
    ['2', two],
  ]);
  expect(mergedMetrics(texts)).toBe(
    [
      '# HELP imagechat_connections Live connections open now.',
      '# TYPE imagechat_connections gauge',
      'imagechat_connections{worker="1"} 2',
      'imagechat_connections{worker="2"} 3',
      '# HELP imagechat_operations_total Operations.',
      '# TYPE imagechat_operations_total counter',
      'imagechat_operations_total{worker="1",result="accepted"} 7',
      '',
    ].join('\n'),
  );
});
