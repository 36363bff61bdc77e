/** What a worker offers, by name. Arguments and results are JSON's kind of data: as JSON they travel at a third of a structured clone's cost. */
export type Methods = { readonly [name: string]: (...args: never[]) => unknown };

/** The request that comes first; its one argument is what the worker opens with. */
export const OPEN = 'open';

/** The request that comes last; the worker lets go of its data, answers, and exits by itself. */
export const CLOSE = 'close';

/** From the main thread to the worker. */
export interface Request {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What a failure tells: the engine's own code (`SQLITE_FULL` …), if it has one. */
export interface Failure {
  readonly message: string;
  readonly code?: string;
}

/** From the worker to the main thread. */
export type Response =
  | { readonly id: number; readonly value?: unknown; readonly failure?: undefined }
  | { readonly id: number; readonly failure: Failure };

/** A thrown value as data. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? { message, code } : { message };
}
