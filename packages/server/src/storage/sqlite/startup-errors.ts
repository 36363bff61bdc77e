import { StartupError } from '../../startup-error.ts';
import { DATABASE_FILE } from './files.ts';
import { failureOf } from './worker-wire.ts';

/** What to tell the operator of an error; undefined for what no operator can mend: a bug stays one. */
export function startupErrorOf(error: unknown, dataDir: string): StartupError | undefined {
  const { message, code = '' } = failureOf(error);
  const sentence = SENTENCES.find(([pattern]) => pattern.test(code))?.[1];
  if (sentence === undefined) return undefined;
  return new StartupError(`The data folder ${dataDir} ${sentence} (${message}).`, { cause: error });
}

/** What to tell the operator by the start of SQLite's or the system's error code. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [
    /^SQLITE_NOTADB/,
    `holds an ${DATABASE_FILE} that is not a database; move it away or choose another folder`,
  ],
  [
    /^SQLITE_CORRUPT/,
    `holds an ${DATABASE_FILE} that is damaged; put a backup in its place with "imagechat restore <file>", or move it away to start anew`,
  ],
  [/^SQLITE_(BUSY|LOCKED)/, 'is in use by another process; stop it or choose another folder'],
  [/^SQLITE_FULL|^ENOSPC/, 'is on a full disk; make room or choose another folder'],
  [
    /^SQLITE_(CANTOPEN|READONLY|PERM|AUTH|IOERR)/,
    'cannot be written; check its permissions or choose another folder',
  ],
  [/^E(ACCES|PERM|ROFS|EXIST|NOTDIR|NOENT)/, 'cannot be made or written; check its path and permissions'],
];
