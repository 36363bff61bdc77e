const MAIN = Bun.fileURLToPath(new URL('../main.ts', import.meta.url));

/** What a command that ended had said. */
export interface CliOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `imagechat` with these arguments as a process of its own, on a free port of 127.0.0.1. */
export function spawnCli(args: readonly string[], env: Record<string, string> = {}) {
  return Bun.spawn([process.execPath, MAIN, ...args], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  });
}

/** Runs it to its end. */
export async function cliOutcome(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<CliOutcome> {
  const child = spawnCli(args, env);
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

/** Starts a server and waits until it says where it is. */
export async function runningCli(env: Record<string, string>, args: readonly string[] = []) {
  const child = spawnCli(args, env);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = '';
  while (!said.includes('Ctrl-C')) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`it ended: ${said}${await new Response(child.stderr).text()}`);
    said += value;
  }
  const origin = /https?:\/\/\S+/.exec(said)?.[0] ?? '';
  return { child, said, origin };
}
