import type { Value } from '../query.ts';

/** What a table holds, as two engines can be compared by it. */
export interface TableDigest {
  readonly rows: number;
  /** SHA-256 over all rows in the order of their keys, in hex. */
  readonly hash: string;
}

/** Takes rows one by one and tells their {@link TableDigest}. */
export class Digester {
  readonly #hasher = new Bun.CryptoHasher('sha256');
  #rows = 0;

  /** One more row: its values in the order of the table's columns. */
  add(row: readonly Value[]): void {
    this.#hasher.update(`${JSON.stringify(row)}\n`);
    this.#rows++;
  }

  /** To be called once, at the end. */
  digest(): TableDigest {
    return { rows: this.#rows, hash: this.#hasher.digest('hex') };
  }
}
