import type { EngineError } from './worker-port.ts';

/** What to tell of an error to whoever asks whether the server is ready, by the start of the engine's code: no paths, no contents. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/^SQLITE_FULL/, 'the disk is full'],
  [/^SQLITE_(BUSY|LOCKED)/, 'another process holds the database locked'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'the database is damaged'],
  [/^SQLITE_(IOERR|READONLY|CANTOPEN|PERM|AUTH)/, 'the disk cannot be written'],
];

/** Why writing fails, as one sentence. */
export function writeTrouble({ code = '' }: EngineError): string {
  const cause = CAUSES.find(([pattern]) => pattern.test(code))?.[1] ?? 'the log says why';
  return `Storage cannot write: ${cause}. Reading goes on.`;
}
