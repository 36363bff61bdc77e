import type { Clock } from '@imagechat/core/ports/clock';
import type { Log } from '@imagechat/core/ports/log';
import { counter, gauge, metricsText } from '../metrics/exposition.ts';
import { StartupError } from '../startup-error.ts';
import { Gathering } from './gathering.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** How long a worker that died is waited for before another takes its place, in ms: doubled each time it dies young. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Who lived so long did not die young, in ms. */
const HEALTHY_MS = 60_000;

/** A process of ours that serves. */
export interface WorkerProcess {
  /** Resolves with its exit code. */
  readonly exited: Promise<number>;
  /** Does nothing when it has ended. */
  send(message: ToWorker): void;
  /** Asks it to end (SIGTERM). */
  stop(): void;
}

/** Starts a worker by its number, from 1. */
export type SpawnWorker = (n: number, heard: (message: FromWorker) => void) => WorkerProcess;

/** What a supervisor is made of. */
export interface SupervisorParts {
  readonly count: number;
  readonly spawn: SpawnWorker;
  readonly clock: Clock;
  readonly log: Log;
}

/** One process while it lives. */
interface Running {
  readonly process: WorkerProcess;
  readonly ready: Promise<boolean>;
  readonly since: number;
  isReady: boolean;
  /** It was asked to end. */
  leaves: boolean;
  ended: boolean;
}

/** A worker's place, whoever fills it. */
interface Place {
  readonly n: number;
  running: Running | undefined;
  youngDeaths: number;
  cancelWait: (() => void) | undefined;
}

/**
 * Keeps so many processes running that serve one port together: who dies is replaced, at once first and then ever slower; on demand each is replaced by a fresh
 * one, one after the other, so that somebody always serves.
 */
export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #places: readonly Place[];
  readonly #gathering: Gathering;
  readonly #living = new Set<Running>();
  #restarts = 0;
  #stopping = false;
  #rolling: Promise<void> | undefined;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#gathering = new Gathering(parts.clock);
    const numbers = Array.from({ length: parts.count }, (_, at) => at + 1);
    this.#places = numbers.map((n) => ({ n, running: undefined, youngDeaths: 0, cancelWait: undefined }));
  }

  /** Resolves once all serve. Throws StartupError, with none left running, when one ended instead: it said why. */
  async start(): Promise<void> {
    const ready = await Promise.all(this.#places.map((place) => this.#fill(place).ready));
    if (ready.every(Boolean) || this.#stopping) return;
    await this.stop();
    throw new StartupError('A worker ended when it was started; what it said stands above.');
  }

  /** Puts a fresh process in every place, one after the other; each of the former goes when the new one serves. A second call while one is under way is the same. */
  roll(): Promise<void> {
    this.#rolling ??= this.#rollAll().finally(() => {
      this.#rolling = undefined;
    });
    return this.#rolling;
  }

  /** Asks all to end, at the same time: one after the other, each page would be sent from worker to worker. Resolves when they have. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const all = [...this.#living];
    for (const place of this.#places) place.cancelWait?.();
    for (const running of all) {
      running.leaves = true;
      running.process.stop();
    }
    await Promise.all(all.map(({ process }) => process.exited));
    await this.#rolling;
  }

  async #rollAll(): Promise<void> {
    for (const place of this.#places) {
      if (this.#stopping) return;
      const before = place.running;
      place.cancelWait?.();
      if (!(await this.#fill(place).ready)) {
        this.#parts.log('error', 'worker-not-replaced', { worker: place.n });
        if (before && !before.ended) place.running = before;
        return;
      }
      if (!before || this.#stopping) continue;
      before.leaves = true;
      before.process.send({ t: 'retire' });
      await before.process.exited;
    }
  }

  #fill(place: Place): Running {
    const { clock, spawn } = this.#parts;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const heard = (message: FromWorker): void => {
      if (message.t === 'ready') {
        running.isReady = true;
        resolve(true);
      } else if (message.t === 'metrics') this.#gathering.heard(message.id, message.text);
      else void this.#gather(running, message.id);
    };
    const running: Running = {
      process: spawn(place.n, heard),
      ready: promise,
      since: clock.now(),
      ...{ isReady: false, leaves: false, ended: false },
    };
    place.running = running;
    this.#living.add(running);
    void running.process.exited.then((code) => {
      resolve(false);
      this.#ended(place, running, code);
    });
    return running;
  }

  /** One that ended before it served is its caller's to judge: the start, or {@link roll}. */
  #ended(place: Place, running: Running, code: number): void {
    running.ended = true;
    this.#living.delete(running);
    const isOfPlace = place.running === running;
    if (isOfPlace) place.running = undefined;
    if (running.leaves || this.#stopping || !isOfPlace) return;
    const { clock, log } = this.#parts;
    const lived = clock.now() - running.since;
    place.youngDeaths = lived >= HEALTHY_MS ? 0 : place.youngDeaths + 1;
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, place.youngDeaths - 1));
    log('error', 'worker-died', { worker: place.n, code, lived, waitMs });
    place.cancelWait = clock.after(waitMs, () => {
      if (this.#stopping || place.running) return;
      this.#restarts++;
      this.#fill(place);
    });
  }

  async #gather(asking: Running, id: number): Promise<void> {
    const workers = this.#places.flatMap(({ n, running }) =>
      running?.isReady
        ? [{ name: String(n), send: (message: ToWorker) => running.process.send(message) }]
        : [],
    );
    const own = metricsText([
      gauge('imagechat_workers', 'Workers that serve now.', workers.length),
      counter(
        'imagechat_worker_restarts_total',
        'Workers started in the place of one that died.',
        this.#restarts,
      ),
    ]);
    const text = await this.#gathering.all(workers, own);
    asking.process.send({ t: 'gathered', id, text });
  }
}
