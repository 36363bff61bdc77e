import type { Environment } from './config.ts';

/** What a command works with; tests bring their own. */
export interface Terminal {
  readonly env: Environment;
  print(line: string): void;
  complain(line: string): void;
  /** Resolves when somebody asks the process to end. */
  stopRequested(): Promise<void>;
}

/** One word of the command line. */
export interface Command {
  readonly summary: string;
  /** Resolves with the exit code. Throws StartupError with what to mend. */
  run(terminal: Terminal, args: readonly string[]): Promise<number>;
}
