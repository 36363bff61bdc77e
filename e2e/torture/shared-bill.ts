import type { Database } from 'bun:sqlite';
import type { HandedOut } from './handed-out.ts';
import type { Journal } from './journal.ts';

/** What several servers wrote down together, against what was heard on the wire. */
export interface SharedBill {
  readonly database: Database;
  readonly handed: HandedOut;
  readonly journal: Journal;
  /** When servers were killed, by the clock of `handed`. */
  readonly kills: readonly number[];
  /** How much of what a server counted a kill may cost, in ms (M1). */
  readonly mayLoseMs: number;
}

const COUNTS = ['messages', 'bytes'] as const;

/**
 * The bill of all servers together (M1): never more than was handed out, and less only by what was counted within a flush interval of a kill.
 * @returns a line that says how it came out
 */
export function checkSharedBill({ database, handed, journal, kills, mayLoseMs }: SharedBill): string {
  const told = database
    .query(
      "select coalesce(sum(messages), 0) messages, coalesce(sum(bandwidth), 0) bytes from usage_totals where tenant_id = 'demo'",
    )
    .get() as Record<(typeof COUNTS)[number], number>;
  const [life] = handed.lives;
  const sites = [...(life?.sites.values() ?? [])];
  const until = (at: number) => life?.growth.findLast((step) => step.at <= at);
  for (const count of COUNTS) {
    const heard = sites.reduce((sum, site) => sum + site[count], 0);
    const mayMiss = kills.reduce((sum, at) => {
      const [before, after] = [until(at - mayLoseMs)?.[count] ?? 0, until(at)?.[count] ?? 0];
      return sum + after - before;
    }, 0);
    if (told[count] > heard || told[count] < heard - mayMiss)
      journal.breach(
        'metering',
        `${count} of all nodes: ${told[count]} written down, ${heard} handed out, of which kills may have cost ${mayMiss}`,
      );
  }
  const heard = sites.reduce((sum, { messages }) => sum + messages, 0);
  return `${heard} messages handed out, ${told.messages} on the bill of all nodes together, ${kills.length} nodes killed`;
}
