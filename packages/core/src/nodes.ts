/** The other processes, as far as they said that they live. */
export class Nodes {
  readonly #silenceMs: number;
  readonly #heardAt = new Map<string, number>();

  /** @param silenceMs how long one may say nothing before it is taken for gone */
  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  /** How many there are. */
  get size(): number {
    return this.#heardAt.size;
  }

  /** One gave a sign of life; `now` in ms. */
  heard(node: string, now: number): void {
    this.#heardAt.set(node, now);
  }

  /** Those that were silent for too long; they are told once. A clock that was set back counts as time gone by. */
  lapsed(now: number): readonly string[] {
    const gone = [...this.#heardAt].filter(([, at]) => Math.abs(now - at) > this.#silenceMs);
    for (const [node] of gone) this.#heardAt.delete(node);
    return gone.map(([node]) => node);
  }
}
