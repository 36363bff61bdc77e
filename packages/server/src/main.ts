import { runCli } from './cli.ts';
import type { SupervisorLine } from './terminal.ts';
import type { ToWorker } from './workers/messages.ts';

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.once('SIGTERM', () => process.exit(1));
      process.once('SIGINT', () => process.exit(1));
      resolve();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
}

/** There is one when this process was started with a channel to it. */
function supervisorLine(): SupervisorLine | undefined {
  if (!process.send) return undefined;
  const gone = new Promise<void>((resolve) => process.once('disconnect', resolve));
  return {
    gone,
    tell: (message) => void process.send?.(message),
    // Sent by the same version's own supervisor.
    listen: (listener) => void process.on('message', (message) => listener(message as ToWorker)),
  };
}

/** At a terminal SIGHUP means that it is gone, and ends the process as usual. */
function onRestartRequested(listener: () => void): void {
  if (!process.stdin.isTTY) process.on('SIGHUP', listener);
}

const code = await runCli(process.argv.slice(2), {
  env: process.env,
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
  stopRequested,
  onRestartRequested,
  supervisor: supervisorLine(),
});
process.exit(code);
