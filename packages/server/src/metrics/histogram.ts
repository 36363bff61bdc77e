import type { Metric } from './exposition.ts';

/** Counts values by how large they are; costs a few comparisons a value, and memory for its bounds only. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  /** @param bounds upper bounds, rising; what is beyond the last is counted, too */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  /** How many values there were. */
  get count(): number {
    return this.#count;
  }

  /** All values together. */
  get sum(): number {
    return this.#sum;
  }

  /** One more value. */
  observe(value: number): void {
    const at = this.#bounds.findIndex((bound) => value <= bound);
    if (at >= 0) this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sum += value;
    this.#count++;
  }

  /** The same in Prometheus' terms: a bucket holds what the smaller ones hold, too. */
  metric(name: string, help: string): Metric {
    let below = 0;
    const buckets = this.#bounds.map((bound, at) => {
      below += this.#counts[at] ?? 0;
      return { suffix: '_bucket', labels: { le: String(bound) }, value: below };
    });
    const all = { suffix: '_bucket', labels: { le: '+Inf' }, value: this.#count };
    const ends = [
      { suffix: '_sum', value: this.#sum },
      { suffix: '_count', value: this.#count },
    ];
    return { name, type: 'histogram', help, samples: [...buckets, all, ...ends] };
  }
}

/** Bounds for times in seconds, from a tenth of a millisecond to ten seconds. */
export const SECONDS: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** Bounds for sizes of groups, up to the largest there are. */
export const SIZES: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256];
