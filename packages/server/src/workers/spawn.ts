import { type Environment, WORKER } from '../config.ts';
import type { FromWorker } from './messages.ts';
import type { SpawnWorker } from './supervisor.ts';

/** Starts workers as this process was started, on a port they share; what they print and complain of stands among our own lines. */
export function spawnWorkers({
  env,
  port,
}: {
  readonly env: Environment;
  readonly port: number;
}): SpawnWorker {
  return (n, heard) => {
    const child = Bun.spawn([process.execPath, Bun.main, 'start'], {
      env: { ...env, [WORKER]: String(n), PORT: String(port) },
      stdin: 'ignore',
      stdout: 'inherit',
      stderr: 'inherit',
      serialization: 'json',
      // Sent by a worker of ours.
      ipc: (message) => heard(message as FromWorker),
    });
    return {
      exited: child.exited,
      send: (message) => {
        if (child.exitCode === null && child.signalCode === null) child.send(message);
      },
      stop: () => child.kill('SIGTERM'),
    };
  };
}
