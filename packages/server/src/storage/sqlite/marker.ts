import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { systemCode } from '../../startup-error.ts';
import { markerFile } from './files.ts';

/** What the marker says of the database beside it. */
export interface Mark {
  readonly epoch: string;
  /** The database's commit counter was at least here. */
  readonly commits: number;
  /** The same of the database's file alone, without its WAL. */
  readonly folded: number;
}

/** A marker as it lies in the folder. */
export interface FoundMarker {
  /** Which file this is: a copy is another one, with another number or time of birth. */
  readonly identity: string;
  /** Undefined when what is in it cannot be read. */
  readonly mark: Mark | undefined;
}

/** All marks are this long, in bytes: one is written over the other in a single write, far smaller than a page. */
const LENGTH = 128;

/** The file in the data folder, outside the database, that notices when the database's history was rewound (E1). */
export class Marker {
  readonly #path: string;

  constructor(dataDir: string) {
    this.#path = markerFile(dataDir);
  }

  /** Undefined when there is none. */
  find(): FoundMarker | undefined {
    try {
      return withFile(this.#path, constants.O_RDONLY, found);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Writes a mark in place, so that the file stays the same one; makes it when there is none. On disk when this returns. */
  write(mark: Mark): void {
    const text = JSON.stringify(mark);
    if (text.length >= LENGTH) throw new Error('a mark is too long');
    withFile(this.#path, constants.O_RDWR | constants.O_CREAT, (handle) => {
      writeSync(handle, `${text.padEnd(LENGTH - 1)}\n`, 0);
      fsyncSync(handle);
    });
  }

  /** Makes the file if there is none, and tells which one it is. */
  ensure(): string {
    return withFile(this.#path, constants.O_RDWR | constants.O_CREAT, identityOf);
  }
}

/** Whether two identities are of one file. A file system that keeps no time of birth tells 0. */
export function isSameFile(one: string, other: string): boolean {
  const [inode, birth] = one.split('.');
  const [otherInode, otherBirth] = other.split('.');
  return inode === otherInode && (birth === otherBirth || birth === '0' || otherBirth === '0');
}

function found(handle: number): FoundMarker {
  const bytes = Buffer.alloc(LENGTH);
  const length = readSync(handle, bytes);
  return { identity: identityOf(handle), mark: markIn(bytes.toString('utf8', 0, length)) };
}

function identityOf(handle: number): string {
  const { ino, birthtimeNs } = fstatSync(handle, { bigint: true });
  return `${ino}.${birthtimeNs}`;
}

function markIn(text: string): Mark | undefined {
  try {
    const mark: unknown = JSON.parse(text);
    return isMark(mark) ? mark : undefined;
  } catch {
    return undefined;
  }
}

function isMark(value: unknown): value is Mark {
  return (
    typeof value === 'object' &&
    value !== null &&
    'epoch' in value &&
    typeof value.epoch === 'string' &&
    'commits' in value &&
    Number.isInteger(value.commits) &&
    'folded' in value &&
    Number.isInteger(value.folded)
  );
}

function withFile<Result>(path: string, flags: number, work: (handle: number) => Result): Result {
  const handle = openSync(path, flags, 0o600);
  try {
    return work(handle);
  } finally {
    closeSync(handle);
  }
}
