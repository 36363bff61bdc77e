import type { UsageFigure, UsageRow } from '@imagechat/protocol/dashboard';

/** The days of a month, or the months of a year. */
export type Span = 'days' | 'months';

/** One day or month. */
export interface Bin {
  /** `2026-01-31` or `2026-01`. */
  readonly id: string;
  readonly rows: readonly UsageRow[];
}

const DAY_MS = 86_400_000;
const DAYS = 30;
const MONTHS = 12;

/** The UTC days that a span reaches over, both included. @param now in ms */
export function reachOf(span: Span, now: number): { readonly from: string; readonly to: string } {
  const bins = binIds(span, now);
  const [first = ''] = bins;
  return { from: first.length === 7 ? `${first}-01` : first, to: dayOf(now) };
}

/** All days or months of a span, the oldest first, also those without a row. @param site only this one's rows; undefined is all */
export function binsOf(rows: readonly UsageRow[], span: Span, now: number, site?: string): readonly Bin[] {
  const mine = site === undefined ? rows : rows.filter((row) => row.site === site);
  return binIds(span, now).map((id) => ({ id, rows: mine.filter(({ day }) => day.startsWith(id)) }));
}

/**
 * One figure of some rows: their sum; of peaks the highest day, where a day's is the sum of its sites', since they last at the same time.
 */
export function sumOf(rows: readonly UsageRow[], figure: UsageFigure): number {
  if (figure !== 'connectionPeak') return rows.reduce((sum, row) => sum + row[figure], 0);
  const days = new Map<string, number>();
  for (const { connectionPeak, day } of rows) days.set(day, (days.get(day) ?? 0) + connectionPeak);
  return Math.max(0, ...days.values());
}

/** The sites among rows, the busiest first. */
export function sitesOf(rows: readonly UsageRow[]): readonly string[] {
  const sums = new Map<string, number>();
  for (const { pubSubMessageCount, site } of rows) sums.set(site, (sums.get(site) ?? 0) + pubSubMessageCount);
  return [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([site]) => site);
}

function binIds(span: Span, now: number): string[] {
  if (span === 'days') return Array.from({ length: DAYS }, (_, at) => dayOf(now - (DAYS - 1 - at) * DAY_MS));
  const date = new Date(now);
  return Array.from({ length: MONTHS }, (_, at) =>
    dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - (MONTHS - 1 - at), 1)).slice(0, 7),
  );
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
