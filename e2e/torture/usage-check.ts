import type { Database } from 'bun:sqlite';
import { utcDay } from '@imagechat/core/utc-day';
import type { FullEvent } from '@imagechat/protocol/catalog';
import type { Book } from './book.ts';
import { type Life, STREAM_SITE, type SiteTotals } from './handed-out.ts';
import type { Journal } from './journal.ts';

/** What a run of the server wrote down for a site, all days together. */
type Recorded = SiteTotals & { readonly run: string; readonly site: string };

/** A life as old as this has had its first pulse, at which totals are saved for the first time; milliseconds. */
const FIRST_SAVE_MS = 6250 + 1750;

type Growth = Life['growth'][number];

const COUNTS = ['messages', 'bytes', 'fetched', 'framesSaved'] as const;

/** What is held against what. */
export interface UsageRemains {
  readonly database: Database;
  readonly lives: readonly Life[];
  readonly book: Book;
  readonly journal: Journal;
  /** A person's site. */
  readonly siteOf: (person: string) => string;
  /** How much of what was counted a kill may cost, in ms. */
  readonly mayLoseMs: number;
}

/** The names of the process runs that have written totals down. */
export function runsIn(database: Database): ReadonlySet<string> {
  const rows = database.query('select distinct run from usage_totals').all() as { run: string }[];
  return new Set(rows.map(({ run }) => run));
}

/**
 * The owner's bill: what is written down, against what was heard on the wire and what is in the logs (M1).
 * @returns in how many lives that were killed something had to be written down
 */
export function checkUsage(remains: UsageRemains): number {
  checkCreated(remains);
  const { database, journal, lives, mayLoseMs } = remains;
  const owed = (life: Life) => life.growth.findLast(({ at }) => at <= (life.endedAt ?? 0) - mayLoseMs);
  const recorded = database
    .query(
      `select run, site, sum(messages) messages, sum(bandwidth) bytes, sum(comments_fetched) fetched,
       sum(frames_saved) framesSaved from usage_totals where tenant_id = 'demo' group by run, site`,
    )
    .all() as Recorded[];
  for (const [at, life] of lives.entries()) {
    const wrong = life.exact
      ? judge(
          life,
          recorded.filter(({ run }) => run === life.run),
          at === lives.length - 1 ? 'in peace' : owed(life),
        )
      : undefined;
    if (wrong !== undefined) journal.breach('metering', `life ${at + 1} of ${lives.length}: ${wrong}`);
  }
  return lives.slice(0, -1).filter((life) => life.exact && owed(life)).length;
}

/** What is wrong with what a life wrote down, if anything is. */
function judge(
  life: Life,
  recorded: readonly Recorded[],
  ended: 'in peace' | Growth | undefined,
): string | undefined {
  const endedInPeace = ended === 'in peace';
  const sites = new Map(recorded.map((row) => [row.site, row]));
  for (const site of new Set([...sites.keys(), ...life.sites.keys()])) {
    for (const count of COUNTS) {
      const [told, heard] = [sites.get(site)?.[count] ?? 0, life.sites.get(site)?.[count] ?? 0];
      // Never over; and nothing is missing when there was time to write everything down.
      if ((told > heard && site !== STREAM_SITE) || (endedInPeace && told < heard))
        return `${count} of "${site}": ${told} written down, ${heard} handed out`;
    }
  }
  return endedInPeace ? undefined : tooShort(life, recorded, ended);
}

/** A kill costs what was counted since the last save, and no more. */
function tooShort(
  { endedAt = 0, growth, startedAt }: Life,
  recorded: readonly Recorded[],
  owed: Growth | undefined,
): string | undefined {
  const sum = (count: 'messages' | 'bytes') => recorded.reduce((total, row) => total + row[count], 0);
  if (owed && (sum('messages') < owed.messages || sum('bytes') < owed.bytes))
    return `${sum('messages')} messages written down, ${owed.messages} a flush interval before its end`;
  const [first] = growth;
  const unwritten = first && recorded.length === 0 && endedAt - Math.max(startedAt, first.at) > FIRST_SAVE_MS;
  return unwritten ? `nothing written down in ${Math.round(endedAt - startedAt)} ms` : undefined;
}

/** What was created counts exactly, kills or not; the demo's own conversations, which nobody here asked for, are at no site. */
export function checkCreated({
  book,
  database,
  journal,
  siteOf,
}: Pick<UsageRemains, 'book' | 'database' | 'journal' | 'siteOf'>): void {
  const logged = database.query("select payload from events where tenant_id = 'demo'").all() as {
    payload: string;
  }[];
  const expected = new Map<string, { conversations: number; comments: number }>();
  for (const { payload } of logged) {
    const event = JSON.parse(payload) as FullEvent;
    const key = `${utcDay(event.at)} "${siteOf(book.asks.get(event.broadcastId)?.person ?? '')}"`;
    const sum = expected.get(key) ?? { conversations: 0, comments: 0 };
    sum.conversations += Number(event.type === 'new-image-chat');
    sum.comments += Number(bringsComment(event));
    expected.set(key, sum);
  }
  const rows = database
    .query("select day, site, conversations, comments from usage_created where tenant_id = 'demo'")
    .all() as { day: string; site: string; conversations: number; comments: number }[];
  const told = new Map(rows.map(({ day, site, ...sum }) => [`${day} "${site}"`, sum]));
  const nothing = { conversations: 0, comments: 0 };
  for (const key of new Set([...told.keys(), ...expected.keys()])) {
    const [is, should] = [told.get(key) ?? nothing, expected.get(key) ?? nothing];
    if (!Bun.deepEquals(is, should))
      journal.breach(
        'metering',
        `created, ${key}: ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`,
      );
  }
}

function bringsComment(event: FullEvent): boolean {
  if (event.type === 'new-image-chat') return event.comment !== undefined;
  return event.type === 'image-chat-updated' && event.change === 'comment-added';
}
