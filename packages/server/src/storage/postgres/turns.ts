import type { PgDatabase } from './database.ts';

/** By the database's clock, so that processes need not agree about the time. A turn from far in the future was taken by a clock that was set back since. */
const TAKE = `insert into turns as held (name, taken_at) values ($1, extract(epoch from clock_timestamp()) * 1000)
  on conflict (name) do update set taken_at = excluded.taken_at
  where held.taken_at <= excluded.taken_at - $2 or held.taken_at > excluded.taken_at + $2
  returning 1`;

/**
 * Whether this process is to do a piece of periodic work now: true for one process every `everyMs`, however many ask. Who dies over it leaves the next turn to
 * whoever asks first; nothing has to be given back.
 */
export async function takeTurn(database: PgDatabase, name: string, everyMs: number): Promise<boolean> {
  // A little sooner, so that who comes every `everyMs` by a clock of their own does not come too early by a hair and wait as long again.
  const rows = await database.write('all', (work) => work.raw(TAKE, [name, Math.round(everyMs * 0.9)]));
  return rows.length > 0;
}
