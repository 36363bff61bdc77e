import type { Book } from './book.ts';
import type { StoredImage } from './database.ts';
import { groupBy } from './group-by.ts';
import type { Life } from './handed-out.ts';
import { BREACH_KINDS, type Journal } from './journal.ts';
import type { TroubleCounts } from './troubles.ts';

/** What came of a run. */
export interface TortureReport {
  readonly seed: number;
  readonly people: number;
  /** Operations that left their pages. */
  readonly said: number;
  readonly seconds: number;
  readonly book: Book;
  readonly journal: Journal;
  readonly stored: readonly StoredImage[];
  readonly troubles: TroubleCounts;
  readonly lives: readonly Life[];
  /** Killed lives in which usage had to be written down by then. */
  readonly held: number;
  readonly serverSaid: string;
}

/** The report as a table, with the histories of what went wrong under it. */
export function reportText(report: TortureReport): string {
  const rows = [...asked(report), ...broken(report), ...healed(report), ...promised(report)];
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  const lines = rows.map(([label, value]) => `${`${label} `.padEnd(width, '.')} ${value}`);
  const { breaches } = report.journal;
  const told = breaches.flatMap(({ kind, says, excerpt }) => ['', `${kind}: ${says}`, ...excerpt]);
  const again = breaches.length === 0 ? [] : ['', `Again: npm run torture -- --seed ${report.seed}`];
  return [...lines, ...told, ...again].join('\n');
}

type Row = readonly [string, string];

function asked({ seed, people, said, book, stored }: TortureReport): Row[] {
  const asks = [...book.asks.values()];
  const events = stored.reduce((sum, { head }) => sum + head, 0);
  return [
    ['seed', `${seed}`],
    ['clients, images', `${people}, ${stored.length}`],
    ['operations that left their pages', `${said}`],
    ['  acknowledged', `${asks.filter(({ accepted }) => accepted).length}`],
    ['  events in the logs', `${events}`],
    [
      '  refused, by code',
      byCode(asks.flatMap(({ result }) => (result === 'accepted' ? [] : [result ?? 'open']))),
    ],
    ['  said more than once', `${asks.filter(({ sent }) => sent > 1).length}`],
    [
      '  repeated after the answer',
      `${book.counts.repeatsAsked} on purpose, ${book.counts.saidAfterAnswer} by streams`,
    ],
  ];
}

function broken({ troubles }: TortureReport): Row[] {
  const { kills, cuts, cutsBy, blackHoles, drips, sleeps } = troubles;
  const kinds = Object.entries(cutsBy).map(([kind, count]) => `${count} ${kind}`);
  return [
    ['kills (kill -9), each with operations under way', `${kills}`],
    ['cuts', `${cuts}: ${kinds.join(', ')}`],
    ['black holes, slow drips, sleeps', `${blackHoles}, ${drips}, ${sleeps}`],
  ];
}

function healed({ book: { counts } }: TortureReport): Row[] {
  return [
    ['connections, of these live', `${counts.connections}, ${counts.reconnects}`],
    ['catch-ups', `${counts.catchUps} with ${counts.caughtUpEvents} events`],
    ['resets (everything anew)', `${counts.resets}`],
    ['live events heard', `${counts.eventsHeard}, ${counts.repeatsDropped} repeats dropped`],
    ['views compared in mid-traffic', `${counts.viewsCompared}`],
  ];
}

function promised({ held, journal, lives, seconds }: TortureReport): Row[] {
  const sites = lives.flatMap((life) => [...life.sites.values()]);
  const sum = (count: 'messages' | 'bytes') => sites.reduce((total, site) => total + site[count], 0);
  const exact = lives.filter((life) => life.exact);
  const written = exact.filter(({ run }) => run !== undefined);
  return [
    ['handed out', `${sum('messages')} messages, ${sum('bytes')} bytes`],
    [
      'lives of the server',
      `${lives.length}, ${exact.length} counted on the wire, of these ${written.length} wrote totals down, ${held} killed ones had to`,
    ],
    ...BREACH_KINDS.map((kind): Row => [kind, `${journal.counts.get(kind) ?? 0}`]),
    ['duration', `${seconds.toFixed(1)} s`],
  ];
}

function byCode(codes: readonly string[]): string {
  const counts = [...groupBy(codes, (code) => code)].map(([code, all]) => [code, all.length] as const);
  const told = counts.sort(([, a], [, b]) => b - a).map(([code, count]) => `${count} ${code}`);
  return told.length === 0 ? '0' : `${codes.length}: ${told.join(', ')}`;
}
