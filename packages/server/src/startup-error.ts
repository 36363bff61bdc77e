/**
 * The server cannot start as asked, and the person who starts it can mend that. The message is one clear sentence with what
 * is wrong and what to do; the command line prints it without a stack and exits with code 1.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

/** The code of a system error (`EADDRINUSE`, `EACCES`, …), undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
