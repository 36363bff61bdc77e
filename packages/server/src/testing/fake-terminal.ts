import { runCli } from '../cli.ts';
import type { Environment } from '../config.ts';

/** Runs one command line in this process and tells what came of it. */
export async function runCommand(
  args: readonly string[],
  env: Environment = {},
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    env,
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
    stopRequested: () => Promise.resolve(),
    onRestartRequested: () => undefined,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
