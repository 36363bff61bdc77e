import { root } from '../../scripts/lib/repo.ts';
import { inherited } from './server-process.ts';
import { until } from './until.ts';

/** A command as a person runs it, with what it prints and how it ends. Disposing kills what is left of it. */
export class Command implements AsyncDisposable {
  readonly #child: Bun.Subprocess<'ignore', 'pipe', 'pipe'>;
  readonly #read: Promise<unknown>;
  #out = '';
  #err = '';

  /** @param env added to the little every process needs; nothing else of our own environment is passed on */
  constructor(line: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = Bun.spawn([...line], {
      cwd: root,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      env: { ...inherited(), ...env },
    });
    const { stdout, stderr } = this.#child;
    this.#read = Promise.all([
      collect(stdout, (text) => {
        this.#out += text;
      }),
      collect(stderr, (text) => {
        this.#err += text;
      }),
    ]);
  }

  /** What it printed so far, on standard output and standard error. */
  get printed(): { readonly out: string; readonly err: string } {
    return { out: this.#out, err: this.#err };
  }

  /** The first match in what it prints on standard output. @throws with everything it printed when there is none in time */
  async prints(pattern: RegExp, timeout = 60_000): Promise<RegExpExecArray> {
    return until(
      `${pattern} in the output`,
      () => {
        const match = pattern.exec(this.#out);
        if (!match && this.#child.exitCode !== null) throw new Error(`it ended: ${this.#out}${this.#err}`);
        return match ?? undefined;
      },
      { timeout },
    );
  }

  /** Sends it a signal. */
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void {
    this.#child.kill(name);
  }

  /** Waits for its end and all it had to say. */
  async ends(): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
    await this.#child.exited;
    await this.#read;
    return { code: this.#child.exitCode, ...this.printed };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    // Asked first: npm and the launcher pass this on to the server, which a SIGKILL would leave alone.
    this.#child.kill('SIGTERM');
    const ended = until('the end', () => this.#child.exitCode !== null || this.#child.signalCode !== null);
    await ended.catch(() => this.#child.kill('SIGKILL'));
  }
}

async function collect(from: ReadableStream<Uint8Array>, add: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of from as unknown as AsyncIterable<Uint8Array>)
    add(decoder.decode(bytes, { stream: true }));
}
