import type { DailyUsage } from '@imagechat/core/ports/usage';
import { utcDay } from '@imagechat/core/utc-day';
import { StartupError } from '../startup-error.ts';
import type { Command, Terminal } from '../terminal.ts';
import { usageOf } from './at-desk.ts';
import { readArguments } from './read-arguments.ts';

const USAGE = 'usage [--tenant demo] [--from 2026-01-01] [--to 2026-01-31] [--json]';
const THIRTY_DAYS_MS = 30 * 24 * 3600 * 1000;

/** `imagechat usage`: what a tenant used, by UTC day and site; a running server is not disturbed. */
export const usageCommand: Command = {
  summary: 'say what a tenant used, day by day',
  run: tellUsage,
};

async function tellUsage({ env, print }: Terminal, args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const options = { tenant: text, from: text, to: text, json: { type: 'boolean' } } as const;
  const { values } = readArguments(args, 0, options, USAGE);
  const tenantId = values.tenant ?? 'demo';
  const from = dayOf('--from', values.from) ?? utcDay(Date.now() - THIRTY_DAYS_MS);
  const to = dayOf('--to', values.to) ?? utcDay(Date.now());
  const usage = await usageOf(env, tenantId, from, to);
  if (values.json) print(JSON.stringify(usage, null, 2));
  else for (const line of table(usage, tenantId, from, to)) print(line);
  return 0;
}

function dayOf(name: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(given) ? Date.parse(given) : Number.NaN;
  // 2026-02-30 is read as the second of March.
  if (Number.isFinite(time) && utcDay(time) === given) return given;
  throw new StartupError(`${name} is "${given}", but it must be a UTC day, like 2026-01-31.`);
}

const COLUMNS: readonly (readonly [string, (usage: DailyUsage) => string | number])[] = [
  ['day (UTC)', ({ day }) => day],
  ['site', ({ site }) => site || '(no browser)'],
  ['conversations', ({ conversationCreateCount }) => conversationCreateCount],
  ['comments', ({ commentCreateCount }) => commentCreateCount],
  ['read', ({ commentFetchCount }) => commentFetchCount],
  ['messages', ({ pubSubMessageCount }) => pubSubMessageCount],
  ['bytes', ({ pubSubBandwidth }) => pubSubBandwidth],
  ['peak', ({ connectionPeak }) => connectionPeak],
];

function table(usage: readonly DailyUsage[], tenantId: string, from: string, to: string): string[] {
  if (usage.length === 0) return [`Tenant "${tenantId}" used nothing from ${from} to ${to}.`];
  const rows = [
    COLUMNS.map(([title]) => title),
    ...usage.map((each) => COLUMNS.map(([, cell]) => String(cell(each)))),
  ];
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  // Words begin at the left, numbers end at the right.
  const aligned = (cell: string, at: number) =>
    at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
  return rows.map((row) => row.map(aligned).join('  '));
}
