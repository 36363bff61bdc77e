import { CLOSE, type Failure, type Methods, OPEN, type Request, type Response } from './worker-wire.ts';

/** The code of what is rejected because nothing is to be written now. */
export const STILL = 'STILL';

/** The engine could not do what was asked, or is no longer there. `code` is the engine's own, if it gave one. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: string | undefined;

  constructor({ message, code }: Failure) {
    super(message);
    this.code = code;
  }
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: EngineError): void;
}

/** The outside of a worker: calls its methods. When it dies, what is pending and every later call is rejected. */
export class WorkerPort<Offered extends Methods> {
  readonly #worker: Worker;
  readonly #name: string;
  readonly #pending = new Map<number, Pending>();
  readonly #exited = Promise.withResolvers<void>();
  #last = 0;
  #closing: Promise<void> | undefined;
  #death: EngineError | undefined;
  #lastWords: string | undefined;

  /** `died` hears of an end that nobody asked for. */
  constructor(name: string, worker: Worker, died: (error: EngineError) => void) {
    this.#name = name;
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<string>) => this.#settle(JSON.parse(data) as Response);
    worker.onerror = (event) => {
      // Bun sends the source around the place as well; a log is better without it.
      this.#lastWords = /^error: (.*)$/m.exec(event.message)?.[1] ?? event.message;
    };
    worker.addEventListener('close', () => this.#end(died));
  }

  /** Why it is not there any more, if it is not. */
  get death(): EngineError | undefined {
    return this.#death;
  }

  /** Lets the worker open; rejects with {@link EngineError} when it cannot. */
  async open(options: unknown): Promise<void> {
    await this.#request(OPEN, [options]);
  }

  /** Calls a method; rejects with {@link EngineError}. */
  call<Name extends keyof Offered & string>(
    name: Name,
    ...args: Parameters<Offered[Name]>
  ): Promise<Awaited<ReturnType<Offered[Name]>>> {
    if (this.#closing) return Promise.reject(new EngineError({ message: `the ${this.#name} is closed` }));
    // Both ends are ours and share their types; what travels between them is not checked again.
    return this.#request(name, args) as Promise<Awaited<ReturnType<Offered[Name]>>>;
  }

  /** Resolves when all that was called is answered and the worker is gone; never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#death) return;
    await this.#request(CLOSE, []).catch(() => undefined);
    await this.#exited.promise;
  }

  #request(method: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#death) return Promise.reject(this.#death);
    return new Promise((resolve, reject) => {
      const request: Request = { id: ++this.#last, method, args };
      this.#pending.set(request.id, { resolve, reject });
      this.#worker.postMessage(JSON.stringify(request));
    });
  }

  #settle(response: Response): void {
    const pending = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    if (response.failure) pending?.reject(new EngineError(response.failure));
    else pending?.resolve(response.value);
  }

  #end(died: (error: EngineError) => void): void {
    const message = this.#lastWords ?? 'it is gone';
    this.#death = new EngineError({ message: `the ${this.#name} stopped: ${message}` });
    for (const pending of this.#pending.values()) pending.reject(this.#death);
    this.#pending.clear();
    if (!this.#closing) died(this.#death);
    this.#exited.resolve();
  }
}
