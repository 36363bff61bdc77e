import type { Reached } from './bars.ts';
import type { Row } from './table.ts';

/** How much is done: `smoke` so that it is seen to work, `quick` for the whole table in minutes, `document` for docs/PERFORMANCE.md in ten at most (and some more for a tenant of a million comments), `full` for whoever has an hour. */
export type Size = 'smoke' | 'quick' | 'document' | 'full';

/** A value for each size; for the document that of `quick` unless said otherwise. */
export type Sized<Value> = Readonly<Record<Exclude<Size, 'document'>, Value> & { document?: Value }>;

/** A table for people. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** What came of a scenario. */
export interface Report {
  readonly tables: readonly Table[];
  readonly reached: Reached;
  /** Every measurement, for plots and whoever wants to look closer. */
  readonly data: unknown;
  /** What was not as it should be: a frame that never came, a number out of order. Empty when all is well. */
  readonly wrong: readonly string[];
}

/** One kind of measurement. */
export interface Scenario {
  readonly name: string;
  run(size: Size): Promise<Report>;
}

/** The value for a size. */
export function bySize<Value>(size: Size, values: Sized<Value>): Value {
  return values[size] ?? values.quick;
}
