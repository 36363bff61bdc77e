import type { Cancel, Clock } from '@imagechat/core/ports/clock';
import type { Log } from '@imagechat/core/ports/log';
import { EngineError, WorkerPort } from './worker-port.ts';
import type { Methods } from './worker-wire.ts';

/** What tending a worker takes. */
export interface TendedWorkerParts {
  /** For the log and for error messages, like `storage writer`. */
  readonly name: string;
  readonly spawn: () => Worker;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears that the worker is gone for good. */
  readonly lost: (error: EngineError) => void;
}

/** How long to wait before each new try, in ms; after the last one the worker is given up. */
const BACKOFF_MS = [100, 1000, 5000, 15_000];

/** A worker that lived this long, in ms, died of something new: the tries begin again. */
const HEALTHY_MS = 60_000;

/**
 * A worker that is replaced when it dies, a bounded number of times. What was asked of the dead one is rejected, and so is what is asked until the
 * new one is open: it may or may not have happened, which repeats make safe (O2). A dead worker's connection goes with it, its locks too.
 */
export class TendedWorker<Offered extends Methods> {
  readonly #parts: TendedWorkerParts;
  #port: WorkerPort<Offered>;
  #failure: EngineError | undefined;
  #options: unknown;
  #opening = true;
  #closed = false;
  #hushed: EngineError | undefined;
  #tries = 0;
  #openedAt = 0;
  #waiting: Cancel | undefined;

  constructor(parts: TendedWorkerParts) {
    this.#parts = parts;
    this.#port = this.#spawn();
  }

  /** Why it does not work just now; undefined when it does. */
  get failure(): EngineError | undefined {
    return this.#failure;
  }

  /**
   * Lets the first worker open; rejects with {@link EngineError} when it cannot. Then nothing is tried again.
   * @param options what it and each that replaces it is opened with
   */
  async open(options: unknown): Promise<void> {
    this.#options = options;
    await this.#port.open(options);
    this.#opened();
  }

  /** Calls a method; rejects with {@link EngineError}. */
  call<Name extends keyof Offered & string>(
    name: Name,
    ...args: Parameters<Offered[Name]>
  ): Promise<Awaited<ReturnType<Offered[Name]>>> {
    const failure = this.#hushed ?? (this.#closed ? undefined : this.#failure);
    return failure ? Promise.reject(failure) : this.#port.call(name, ...args);
  }

  /** From now on everything that is called is rejected with this, and the worker does nothing but wait for its end. */
  hush(why: EngineError): void {
    this.#hushed = why;
  }

  /** Resolves when all that was called is answered and the worker is gone; never rejects. */
  close(): Promise<void> {
    this.#closed = true;
    this.#waiting?.();
    return this.#port.close();
  }

  #spawn(): WorkerPort<Offered> {
    const { name, spawn } = this.#parts;
    return new WorkerPort<Offered>(name, spawn(), (error) => this.#died(error));
  }

  #opened(): void {
    this.#opening = false;
    this.#failure = undefined;
    this.#openedAt = this.#parts.clock.now();
  }

  /** One that dies while it opens is dealt with by whoever opens it. */
  #died(error: EngineError): void {
    if (this.#opening) return;
    const { clock, log, name } = this.#parts;
    log('error', 'storage-worker-died', { worker: name, error: error.message });
    if (clock.now() - this.#openedAt >= HEALTHY_MS) this.#tries = 0;
    this.#tryAgain(error);
  }

  #tryAgain(error: EngineError): void {
    if (this.#closed) return;
    this.#failure = error;
    this.#opening = true;
    const wait = BACKOFF_MS[this.#tries++];
    if (wait === undefined) this.#parts.lost(error);
    else this.#waiting = this.#parts.clock.after(wait, () => void this.#restart());
  }

  async #restart(): Promise<void> {
    const { log, name } = this.#parts;
    this.#port = this.#spawn();
    try {
      await this.#port.open(this.#options);
      if (this.#closed) return;
      this.#opened();
      log('warn', 'storage-worker-back', { worker: name });
    } catch (error) {
      const failure = error instanceof EngineError ? error : new EngineError({ message: String(error) });
      log('error', 'storage-worker-not-back', { worker: name, error: failure.message });
      await this.#port.close();
      this.#tryAgain(failure);
    }
  }
}
