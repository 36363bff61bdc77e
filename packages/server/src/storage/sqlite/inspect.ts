import type { Database } from 'bun:sqlite';
import type { Connection } from './connection.ts';

/** What a database holds that people can see. */
export interface Holding {
  readonly images: number;
  readonly conversations: number;
  readonly comments: number;
}

/** Reads the whole database and checks it; the first thing that is wrong, undefined when it is sound. */
export function damageIn({ database }: Connection): string | undefined {
  try {
    const damage = firstDamage(database, 'integrity_check');
    if (damage !== undefined) return damage;
    const [orphan] = database.query('pragma foreign_key_check').values();
    return orphan ? `a row of ${orphan[0]} refers to one of ${orphan[2]} that is not there` : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What SQLite says first of a database's pages, in one line; `quick_check` leaves out whether indexes fit their tables. */
export function firstDamage(
  database: Database,
  check: 'integrity_check' | 'quick_check',
): string | undefined {
  const [[verdict] = []] = database.query(`pragma ${check}(1)`).values();
  return verdict === 'ok' ? undefined : String(verdict).split('\n').at(-1);
}

/** Counts what is in a database. */
export function holdingOf(connection: Connection): Holding {
  const count = (table: string, where = '') => connection.number(`select count(*) from ${table} ${where}`)();
  const seen = 'where deleted_at is null';
  return {
    images: count('images'),
    conversations: count('conversations', seen),
    comments: count('comments', seen),
  };
}
