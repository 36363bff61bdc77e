import type { Reached } from './bars.ts';
import type { Table } from './scenario.ts';

/** What a scenario last brought, as it is kept beside the document. */
export interface Kept {
  /** When, in UTC to the minute. */
  readonly at: string;
  readonly tables: readonly Table[];
  readonly reached: Reached;
  readonly wrong: readonly string[];
  readonly data: unknown;
}

/** All that the document is made of. */
export interface Results {
  readonly machine: Readonly<Record<string, string>>;
  readonly scenarios: Readonly<Record<string, Kept>>;
}
