import { StartupError } from '../../startup-error.ts';
import type { Move } from '../postgres/move-state.ts';
import type { Table } from '../postgres/table.ts';
import type { Value } from '../query.ts';
import { type MoveSource, keyOf } from './move-source.ts';
import type { MoveTarget } from './move-target.ts';
import type { TableDigest } from './table-digest.ts';

/** Rows in one transaction. */
const PAGE = 500;

/** What is moved, and who is told about it. */
export interface MoveParts {
  readonly source: MoveSource;
  readonly target: MoveTarget;
  /** In an order in which each comes after those it refers to. */
  readonly tables: readonly Table[];
  /** Server time in ms. */
  readonly now: () => number;
  /** One line about what happens. */
  readonly tell: (line: string) => void;
}

/** What was moved, by table, with `files` for pictures. */
export type Moved = ReadonlyMap<string, TableDigest>;

/**
 * Copies everything, goes on where it was cut off before, and compares both sides by count and hash before servers may use what is there. Throws StartupError when the
 * database holds something else, or when both sides differ in the end.
 */
export async function moveData(parts: MoveParts): Promise<Moved> {
  const { source, target, tables } = parts;
  const fingerprint = source.fingerprint;
  let reached = await begun(parts, fingerprint);
  for (const table of tables) reached = await copyTable(parts, table, reached);
  await copyFiles(parts, reached);
  const moved = await compared(parts);
  if (source.fingerprint !== fingerprint) throw changed();
  await target.finish(source.secret, fingerprint);
  return moved;
}

async function begun({ target, tell }: MoveParts, fingerprint: string): Promise<Move> {
  const before = await target.state();
  if (before?.isWhole)
    throw new StartupError(
      'The database of DATABASE_URL holds a data folder that was moved there before: start the server on it, or name an empty database.',
    );
  if (before?.source === fingerprint) {
    tell('Going on where it was cut off.');
    return before;
  }
  const isEmpty = await target.isEmpty();
  if (before) tell('The data folder has changed since this was begun, so it begins anew.');
  else if (!isEmpty)
    throw new StartupError(
      'The database of DATABASE_URL is not empty, and nothing that is there is overwritten: name an empty one that no server was started on.',
    );
  await target.begin(fingerprint, isEmpty);
  return { source: fingerprint, done: {}, isWhole: false };
}

async function copyTable({ source, target }: MoveParts, table: Table, from: Move): Promise<Move> {
  let reached = from;
  for (let after = reached.done[table.name]; after !== 'all'; after = reached.done[table.name]) {
    const rows = source.page(table, after, PAGE);
    const last: readonly Value[] | undefined = rows.length === PAGE ? rows.at(-1) : undefined;
    reached = further(reached, table.name, last ? keyOf(table, last) : 'all');
    await target.add(table, rows, reached);
  }
  return reached;
}

async function copyFiles({ source, target, now }: MoveParts, from: Move): Promise<void> {
  const done = from.done.files;
  for (const name of await source.files()) {
    const key = [name.tenantId, name.id];
    if (done !== undefined && done !== 'all' && !isAfter(key, done)) continue;
    await target.addFile(name, await source.file(name), now(), further(from, 'files', key));
  }
}

function further(move: Move, name: string, reached: readonly Value[] | 'all'): Move {
  return { ...move, done: { ...move.done, [name]: reached } };
}

function isAfter(
  [tenantId = '', id = '']: readonly string[],
  [doneTenant, doneId]: readonly Value[],
): boolean {
  return tenantId === doneTenant ? id > String(doneId) : tenantId > String(doneTenant);
}

async function compared({ source, target, tables, tell }: MoveParts): Promise<Moved> {
  tell('Comparing both sides.');
  const moved = new Map<string, TableDigest>();
  const compare = (name: string, here: TableDigest, there: TableDigest): void => {
    if (here.rows !== there.rows || here.hash !== there.hash)
      throw new StartupError(
        `The table "${name}" is not the same on both sides (${here.rows} rows here, ${there.rows} there), so no server will start on that database: make it anew, empty, and move again.`,
      );
    moved.set(name, there);
  };
  for (const table of tables) compare(table.name, source.digest(table, PAGE), await target.digest(table));
  compare('files', await source.fileDigest(), await target.fileDigest());
  return moved;
}

function changed(): StartupError {
  return new StartupError(
    'Something was written to the data folder meanwhile: see that nothing uses it, and run this again.',
  );
}
