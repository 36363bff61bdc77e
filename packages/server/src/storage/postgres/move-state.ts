import { metaQueries } from '../queries/meta.ts';
import type { Value } from '../query.ts';
import type { Work } from './database.ts';
import { postgresBuilder } from './dialect.ts';

const meta = metaQueries(postgresBuilder);

/** How far a move of a data folder into this database has come. */
export interface Move {
  /** What was moved, as it was when that began. */
  readonly source: string;
  /** By table, and `files`: the key of the last row that is here, or that all are. */
  readonly done: Readonly<Record<string, readonly Value[] | 'all'>>;
  /** All of it is here and was compared. */
  readonly isWhole: boolean;
}

/** The move that was begun into this database; undefined where none was. */
export async function moveOf(work: Work): Promise<Move | undefined> {
  const row = await work.first(meta.get, { key: 'move' });
  // Written by a move itself.
  return row && (JSON.parse(row.value) as Move);
}
