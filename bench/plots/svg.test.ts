import { expect, test } from 'bun:test';
import { barPlot, linePlot } from './svg.ts';

const lines = {
  title: 'Ours & <theirs>',
  x: 'viewers',
  y: 'ms',
  series: [
    { name: 'ours', points: [1, 10, 100].map((x) => ({ x, y: 2 * x })) },
    { name: 'theirs', points: [{ x: 1, y: 0 }] },
  ],
};

test('a plot has a dot for every point that a logarithm can show, and words that are no markup', () => {
  const svg = linePlot(lines);
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg).toContain('Ours &amp; &lt;theirs>');
  expect(svg).not.toContain('NaN');
});

test('the same numbers give the same bytes', () => {
  expect(linePlot(lines)).toBe(linePlot(structuredClone(lines)));
});

test('a bar is as long as its value against the longest', () => {
  const bars = [10, 5].map((value) => ({ name: `${value}`, value }));
  const svg = barPlot({ title: 'a', unit: 'b', bars });
  const [long = 0, short = 0] = [...svg.matchAll(/<rect x="150" y="\d+" width="([\d.]+)"/g)].map(
    ([, width]) => Number(width),
  );
  expect(long / short).toBeCloseTo(2, 2);
  expect(linePlot({ ...lines, series: [] })).not.toContain('NaN');
});
