import { expect, test } from 'bun:test';
import { USAGE_FIGURES, type UsageFigure, type UsageRow } from '@imagechat/protocol/dashboard';
import { binsOf, reachOf, sitesOf, sumOf } from './usage-sums.ts';

const nothing = Object.fromEntries(USAGE_FIGURES.map((figure) => [figure, 0])) as Record<UsageFigure, number>;
const row = (day: string, site: string, figures: Partial<Record<UsageFigure, number>>): UsageRow => ({
  ...nothing,
  ...figures,
  day,
  site,
});
const NOW = Date.UTC(2026, 2, 1, 5);
const ROWS = [
  row('2026-02-27', 'a.example', { pubSubMessageCount: 5, connectionPeak: 2 }),
  row('2026-02-28', 'a.example', { pubSubMessageCount: 7, connectionPeak: 3 }),
  row('2026-02-28', 'b.example', { pubSubMessageCount: 100, connectionPeak: 4 }),
  row('2026-03-01', 'a.example', { pubSubMessageCount: 1 }),
];

test('days and months are all there, also those without anything, in UTC', () => {
  expect(reachOf('days', NOW)).toEqual({ from: '2026-01-31', to: '2026-03-01' });
  expect(reachOf('months', NOW)).toEqual({ from: '2025-04-01', to: '2026-03-01' });
  const days = binsOf(ROWS, 'days', NOW);
  expect(days).toHaveLength(30);
  expect(days.slice(-4).map(({ id, rows }) => [id, sumOf(rows, 'pubSubMessageCount')])).toEqual([
    ['2026-02-26', 0],
    ['2026-02-27', 5],
    ['2026-02-28', 107],
    ['2026-03-01', 1],
  ]);
  const months = binsOf(ROWS, 'months', NOW, 'a.example');
  expect(months.map(({ id }) => id).slice(0, 2)).toEqual(['2025-04', '2025-05']);
  expect(months.slice(-2).map(({ rows }) => sumOf(rows, 'pubSubMessageCount'))).toEqual([12, 1]);
});

test('peaks of sites are added within a day, and of days the highest counts', () => {
  expect(sumOf(ROWS, 'connectionPeak')).toBe(7);
  expect(sumOf([], 'connectionPeak')).toBe(0);
  expect(sitesOf(ROWS)).toEqual(['b.example', 'a.example']);
});
