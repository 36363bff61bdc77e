import { type Row, cell } from './table.ts';

/** One number the project holds itself to. */
export interface Bar {
  readonly what: string;
  readonly unit: string;
  readonly bar: number;
  readonly aim: number;
  readonly better: 'more' | 'less';
}

/** Everything that must be reached, by name. Ratios are of the same run. */
export const BARS = {
  streamAgainstSocketIo: {
    what: 'Deliveries per server CPU-second, 500 viewers, 2,000 events/s of 300 bytes, against Socket.IO',
    ...{ unit: '×', bar: 8, aim: 15, better: 'more' },
  },
  streamAgainstPublish: {
    what: 'The same against Bun’s publish without batching',
    ...{ unit: '×', bar: 2, aim: 4, better: 'more' },
  },
  streamP99: { what: 'The same stream’s p99 latency', unit: ' ms', bar: 30, aim: 15, better: 'less' },
  quietAgainstPublish: {
    what: 'One event after quiet, 500 viewers: median latency against Bun’s publish alone',
    ...{ unit: '×', bar: 1.3, aim: 1.1, better: 'less' },
  },
  seenP50: {
    what: 'Create → seen, 100/s, 500 viewers, durable: p50',
    ...{ unit: ' ms', bar: 5, aim: 2, better: 'less' },
  },
  seenP99: { what: 'The same: p99', unit: ' ms', bar: 25, aim: 10, better: 'less' },
  submitAgainstEngine: {
    what: 'Durable operations/s against the raw engine at the same group size (the worst of 1, 10, 100)',
    ...{ unit: '×', bar: 0.5, aim: 0.8, better: 'more' },
  },
  idleMemory: {
    what: 'Memory per idle connection (growth of resident memory / connections)',
    ...{ unit: ' kB', bar: 5, aim: 3, better: 'less' },
  },
  stormSeconds: {
    what: 'Everyone back after a cut, all current, beyond the jitter',
    ...{ unit: ' s', bar: 10, aim: 5, better: 'less' },
  },
  snapshotAgainstFile: {
    what: 'Snapshot of 1,000 conversations, cached: requests/s against a static file of the same bytes',
    ...{ unit: '×', bar: 0.8, aim: 1, better: 'more' },
  },
  coldSeconds: { what: '`npm start`, built, to accepting', unit: ' s', bar: 1, aim: 0.3, better: 'less' },
  embedBytes: {
    what: 'The embed script after gzip',
    ...{ unit: ' bytes', bar: 18_000, aim: 15_000, better: 'less' },
  },
  pageCpu: {
    what: 'A page that receives 50 events/s: extra CPU against the same page painting its image once a second',
    ...{ unit: '×', bar: 1, aim: 0.3, better: 'less' },
  },
  pageMainThread: {
    what: 'The same, of the page’s main thread alone, where no picture is decoded',
    ...{ unit: '×', bar: 1, aim: 0.3, better: 'less' },
  },
} as const satisfies Record<string, Bar>;

/** The name of a bar. */
export type BarName = keyof typeof BARS;

/** What was measured, by bar; a bar nobody measured in this run is missing. */
export type Reached = Partial<Record<BarName, number>>;

/** The table of all bars with what was reached, for people. */
export function barRows(reached: Reached): Row[] {
  return Object.entries(BARS).map(([name, { aim, bar, better, unit, what }]) => {
    const value = reached[name as BarName];
    const sign = better === 'more' ? '≥' : '≤';
    return {
      what,
      bar: `${sign} ${cell(bar)}${unit}`,
      aim: `${cell(aim)}${unit}`,
      reached: value === undefined ? 'not measured' : `${cell(value)}${unit}`,
      '': value === undefined ? '' : verdict({ aim, bar, better }, value),
    };
  });
}

function verdict({ aim, bar, better }: Pick<Bar, 'aim' | 'bar' | 'better'>, value: number): string {
  const meets = (limit: number): boolean => (better === 'more' ? value >= limit : value <= limit);
  if (meets(aim)) return 'aim';
  return meets(bar) ? 'bar' : 'missed';
}
