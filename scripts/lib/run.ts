import { root } from './repo.ts';

/** How a command ended: its exit code (128 + n for a signal) and everything it printed. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
  /** Whether it was stopped because it took longer than allowed. */
  readonly timedOut: boolean;
}

/** Where output goes and how long a command may take (milliseconds). */
export interface RunOptions {
  /** Shows the output while it runs. */
  readonly stream?: boolean;
  readonly limit?: number;
  /** The folder it runs in; the checkout unless said otherwise. */
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

const running = new Set<Bun.Subprocess>();
let stopping = false;

/** On SIGTERM, SIGINT and SIGHUP: passes the signal on to whatever runs, waits for its end and exits with 1. */
export function stopChildrenOnSignals(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, async () => {
      stopping = true;
      const children = [...running];
      for (const child of children) child.kill(signal);
      setTimeout(() => process.exit(1), 5_000);
      await Promise.all(children.map(({ exited }) => exited));
      process.exit(1);
    });
  }
}

/** Runs a command and waits for its end; never throws because of what the command did. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { stream = false, limit = 600_000, cwd = root, env = {} } = options;
  const child = Bun.spawn([...command], {
    cwd,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, ...colour(stream), ...env },
  });
  running.add(child);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  }, limit);
  let output = '';
  const collect = async (from: ReadableStream<Uint8Array>, to: NodeJS.WriteStream) => {
    const decoder = new TextDecoder();
    for await (const bytes of from as unknown as AsyncIterable<Uint8Array>) {
      output += decoder.decode(bytes, { stream: true });
      if (stream) to.write(bytes);
    }
  };
  const copied = Promise.all([collect(child.stdout, process.stdout), collect(child.stderr, process.stderr)]);
  const code = await child.exited;
  // Whoever waits for this command must not start the next one while everything ends.
  if (stopping) await new Promise<never>(() => undefined);
  // A forgotten grandchild may hold the pipes open; what it prints later is of no interest.
  await Promise.race([copied, Bun.sleep(2_000)]);
  clearTimeout(timer);
  running.delete(child);
  return { code, output: Bun.stripANSI(output), timedOut };
}

/** A command that runs Bun itself, the one that runs this script. */
export function bun(...args: string[]): string[] {
  return [process.execPath, ...args];
}

function colour(stream: boolean): Record<string, string> {
  return stream && process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
}

/**
 * A command that runs the tests in these folders and leaves no process behind, however it ends. A test that waits for what never
 * comes ends after a minute; five seconds, Bun's own bound, would judge a busy machine.
 */
export function tests(...folders: string[]): string[] {
  return bun('test', ...folders, '--timeout', '60000', '--no-orphans');
}
