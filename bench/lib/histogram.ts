/** Buckets a power of two is split into: a value is told within 1.6 %. */
const STEPS = 64;

/** Counts of values from 1 µs to an hour, in buckets that grow with the value, so that a million a second can be taken. */
export class Histogram {
  readonly #counts = new Float64Array(33 * STEPS);
  #count = 0;
  #max = 0;

  /** Takes a time in ms. */
  add(ms: number): void {
    const bucket = bucketOf(ms);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count++;
    if (ms > this.#max) this.#max = ms;
  }

  /** Forgets everything. */
  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#max = 0;
  }

  get count(): number {
    return this.#count;
  }

  /** The time in ms that this share (0 to 1) of all values does not exceed. */
  percentile(share: number): number {
    let left = Math.ceil(this.#count * share);
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0 && count > 0) return Math.min(middleOf(bucket), this.#max);
    }
    return this.#max;
  }

  /** p50, p99, p99.9 and the largest, in ms. */
  summary(): Latency {
    const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => this.percentile(share));
    return { count: this.#count, p50: p50 ?? 0, p99: p99 ?? 0, p999: p999 ?? 0, max: this.#max };
  }
}

/** How long things took, in ms. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

function bucketOf(ms: number): number {
  const us = Math.max(1, ms * 1000);
  const power = Math.min(31, Math.floor(Math.log2(us)));
  return power * STEPS + Math.floor((us / 2 ** power - 1) * STEPS);
}

function middleOf(bucket: number): number {
  const power = Math.floor(bucket / STEPS);
  return (2 ** power * (1 + ((bucket % STEPS) + 1) / STEPS)) / 1000;
}
