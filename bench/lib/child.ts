import { cpus } from 'node:os';
import { root } from '../../scripts/lib/repo.ts';
import { type Cost, costOf, peakOf } from './process-cost.ts';

/** Which core a process may use: servers and load never share one, where there are two; what is alone may use both. */
export type Core = 'server' | 'load' | 'both';

/** One line of JSON, as our processes talk to one another. */
type Line = { readonly [name: string]: unknown };

/** How long a process may take to end, in ms. */
const GOODBYE_MS = 3000;

/** Where processes may be pinned, each kind has its own core. */
const PINS = cpus().length > 1 && Bun.which('taskset') !== null;

/** The command, on the core of its kind. */
export function pinned(core: Core, command: readonly string[]): string[] {
  return [...(PINS && core !== 'both' ? ['taskset', '-c', core === 'server' ? '0' : '1'] : []), ...command];
}

/** A process of a benchmark: told what to do by lines of JSON, answering by lines of JSON. */
export class Child implements AsyncDisposable {
  readonly #process: Bun.Subprocess<'pipe', 'pipe', 'inherit'>;
  readonly #lines: Line[] = [];
  readonly #reading: Promise<void>;
  #isOver = false;
  readonly #waiting: ((line: Line | undefined) => void)[] = [];

  constructor(command: readonly string[], core: Core, env: Readonly<Record<string, string>> = {}) {
    this.#process = Bun.spawn(pinned(core, command), {
      cwd: root,
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'inherit',
      env: { ...process.env, ...env },
    });
    this.#reading = this.#read();
  }

  /** A TypeScript file under Bun. */
  static bun(
    file: string,
    core: Core,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Child {
    return new Child([process.execPath, `bench/${file}`, ...args], core, env);
  }

  /** A JavaScript file under Node. */
  static node(file: string, core: Core, args: readonly string[] = []): Child {
    return new Child(['node', `bench/${file}`, ...args], core);
  }

  /** Resolves when it has ended and everything it said was heard. */
  get gone(): Promise<void> {
    return this.#reading;
  }

  get pid(): number {
    // The pinning program becomes the program it starts, so this is its id.
    return this.#process.pid;
  }

  get cost(): Cost {
    return costOf(this.pid);
  }

  /** Resident memory at its highest, in bytes. */
  get peak(): number {
    return peakOf(this.pid);
  }

  /** Says a line; one that ended does not hear it, which whoever waits for its answer is told. */
  tell(line: Line): void {
    if (this.#isOver) return;
    try {
      this.#process.stdin.write(`${JSON.stringify(line)}\n`);
      void Promise.resolve(this.#process.stdin.flush()).catch(() => undefined);
    } catch {
      // The pipe broke: it is ending.
    }
  }

  /** The next line it says. @throws when it ends first, or says nothing for `limit` ms */
  async hear<Heard>(limit = 60_000): Promise<Heard> {
    const known = this.#lines.shift();
    if (known) return known as Heard;
    if (this.#isOver) throw new Error('a process of the benchmark ended');
    const { promise, resolve } = Promise.withResolvers<Line | undefined>();
    this.#waiting.push(resolve);
    const timer = setTimeout(() => resolve(undefined), limit);
    const line = await promise;
    clearTimeout(timer);
    if (!line) throw new Error(`a process of the benchmark ended or said nothing for ${limit} ms`);
    return line as Heard;
  }

  async ask<Heard>(line: Line, limit?: number): Promise<Heard> {
    this.tell(line);
    return await this.hear<Heard>(limit);
  }

  /** Closes its input, by which our processes end of their own accord, and makes sure that it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), GOODBYE_MS);
    await this.#process.exited;
    clearTimeout(timer);
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of this.#process.stdout as unknown as AsyncIterable<Uint8Array>) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#take(line);
    }
    this.#isOver = true;
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }

  #take(text: string): void {
    if (!text.startsWith('{')) return;
    const line = JSON.parse(text) as Line;
    const waiting = this.#waiting.shift();
    if (waiting) waiting(line);
    else this.#lines.push(line);
  }
}
