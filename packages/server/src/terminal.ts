import type { Environment } from './config.ts';
import type { FromWorker, ToWorker } from './workers/messages.ts';

/** The way from a worker to the process that supervises it. */
export interface SupervisorLine {
  tell(message: FromWorker): void;
  listen(listener: (message: ToWorker) => void): void;
  /** Resolves when the supervisor is gone. */
  readonly gone: Promise<void>;
}

/** What a command works with; tests bring their own. */
export interface Terminal {
  readonly env: Environment;
  print(line: string): void;
  complain(line: string): void;
  /** Resolves when somebody asks the process to end. */
  stopRequested(): Promise<void>;
  /** Calls the listener whenever somebody asks for everything to be started afresh. */
  onRestartRequested(listener: () => void): void;
  /** Undefined unless this process is a worker. */
  readonly supervisor?: SupervisorLine | undefined;
}

/** One word of the command line. */
export interface Command {
  readonly summary: string;
  /** Resolves with the exit code. Throws StartupError with what to mend. */
  run(terminal: Terminal, args: readonly string[]): Promise<number>;
}
