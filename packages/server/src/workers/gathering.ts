import type { Clock } from '@imagechat/core/ports/clock';
import { mergedMetrics } from './merged-metrics.ts';
import type { ToWorker } from './messages.ts';

/** How long a worker may take to tell its metrics, in ms. */
const PATIENCE_MS = 2000;

/** A worker as far as it can be asked. */
export interface Asked {
  readonly name: string;
  send(message: ToWorker): void;
}

interface Round {
  readonly texts: Map<string, string>;
  readonly names: ReadonlyMap<number, string>;
  done(): void;
}

/** Asks several workers for their metrics and makes one text of them; who does not answer in time is not in it. */
export class Gathering {
  readonly #clock: Clock;
  readonly #rounds = new Set<Round>();
  #asked = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves with the metrics of these workers and, under the name `supervisor`, with `own`. */
  async all(workers: readonly Asked[], own: string): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const texts = new Map([['supervisor', own]]);
    const ids = workers.map(({ name }) => [++this.#asked, name] as const);
    const round: Round = { texts, names: new Map(ids), done: resolve };
    this.#rounds.add(round);
    for (const [at, worker] of workers.entries()) worker.send({ t: 'tell-metrics', id: ids[at]?.[0] ?? 0 });
    const cancel = this.#clock.after(PATIENCE_MS, resolve);
    await promise;
    cancel();
    this.#rounds.delete(round);
    return mergedMetrics(texts);
  }

  /** A worker answered. */
  heard(id: number, text: string): void {
    for (const { names, texts, done } of this.#rounds) {
      const name = names.get(id);
      if (name === undefined) continue;
      texts.set(name, text);
      // The supervisor's own is among them from the start.
      if (texts.size === names.size + 1) done();
    }
  }
}
