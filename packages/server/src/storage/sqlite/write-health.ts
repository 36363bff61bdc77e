import type { Log } from '@imagechat/core/ports/log';
import { EngineError, STILL } from './worker-port.ts';

/** Remembers whether the last write succeeded, and logs when that turns. */
export class WriteHealth {
  readonly #log: Log;
  #trouble: EngineError | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Why the last write failed; undefined when it did not. */
  get trouble(): EngineError | undefined {
    return this.#trouble;
  }

  /** The same promise; what it rejects with is remembered. */
  async watched<Result>(write: Promise<Result>): Promise<Result> {
    try {
      return await write;
    } catch (error) {
      this.#failed(error instanceof EngineError ? error : new EngineError({ message: String(error) }));
      throw error;
    }
  }

  /** Something reached the disk. */
  succeeded(): void {
    if (this.#trouble) this.#log('warn', 'storage-writes-again', { after: this.#trouble.message });
    this.#trouble = undefined;
  }

  #failed(error: EngineError): void {
    // Meant so: who comes may read.
    if (error.code === STILL) return;
    if (!this.#trouble)
      this.#log('error', 'storage-cannot-write', { error: error.message, code: error.code });
    this.#trouble = error;
  }
}
