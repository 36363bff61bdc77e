import type { DailyUsage, UsageStore } from '@imagechat/core/ports/usage';
import { tooFast } from '@imagechat/core/too-fast';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { decode } from '@imagechat/protocol/schemas/decode';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { givenKey, programOf } from '../http/api-key.ts';
import type { ApiParts, HttpEnv } from '../http/http-env.ts';
import { errorResponse, successResponse } from './envelope.ts';

/** Days told in one call at most. */
const MOST_DAYS = 365;

const number = (least: number, most: number) =>
  v.exactOptional(
    v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number), v.minValue(least), v.maxValue(most)),
  );

const query = v.object({
  yearNumber: number(1970, 9999),
  monthNumber: number(0, 11),
  dayNumber: number(1, 31),
  skip: number(0, 999_999),
});

/** A day in the foreign API's words; numbers of all sites together. */
type UsageDay = Readonly<Record<(typeof FIGURES)[number], number>> & {
  readonly id: string;
  readonly tenantId: string;
  readonly yearNumber: number;
  /** From 0 for January. */
  readonly monthNumber: number;
  /** From 1. */
  readonly dayNumber: number;
  /** When the day began, ISO 8601. */
  readonly createdAt: string;
};

const FIGURES = [
  'commentFetchCount',
  'commentCreateCount',
  'conversationCreateCount',
  'voteCount',
  'accountCreatedCount',
  'apiCreditsUsed',
  'apiErrorCount',
  'pubSubMessageCount',
  'pubSubBandwidth',
] as const satisfies readonly (keyof DailyUsage)[];

/** `GET /api/v1/tenant-daily-usage`: what a tenant used, by UTC day, oldest first (CONTRACT §3). Needs an API key. */
export function dailyUsageRoute(parts: ApiParts): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/api/v1/tenant-daily-usage', (c) => readUsage(parts, c));
}

async function readUsage(parts: ApiParts, c: Context<HttpEnv>): Promise<Response> {
  const tenantId = await tenantOf(parts, c);
  if (typeof tenantId !== 'string') return errorResponse(tenantId);
  const wait = parts.limiter.take('tenant-request', tenantId);
  if (wait > 0) return errorResponse(tooFast(wait));
  const asked = decode(query, c.req.query());
  if (!asked.ok) return errorResponse(asked.refusal);
  return successResponse({ tenantDailyUsages: await daysOf(parts.usage, tenantId, asked.value) });
}

/** The tenant whose key was given. */
async function tenantOf(parts: ApiParts, c: Context<HttpEnv>): Promise<string | Refusal> {
  const given = givenKey(c);
  if (!given) return refuse('invalid-token', 'An API key is needed: send X-API-KEY and X-TENANT-ID.');
  const { key, tenantId } = given;
  if (tenantId === undefined) return refuse('invalid-input', 'The tenant is missing: send X-TENANT-ID.');
  const who = await programOf(parts, c, tenantId, key);
  return who.ok ? tenantId : who.refusal;
}

async function daysOf(
  usage: Pick<UsageStore, 'read'>,
  tenantId: string,
  { yearNumber: year, monthNumber: month, dayNumber: date, skip = 0 }: v.InferOutput<typeof query>,
): Promise<readonly UsageDay[]> {
  const rows = await usage.read(tenantId, `${year ?? '0000'}-00-00`, `${year ?? '9999'}-99-99`);
  const byDay = new Map<string, DailyUsage[]>();
  for (const row of rows) byDay.set(row.day, [...(byDay.get(row.day) ?? []), row]);
  return [...byDay]
    .map(([day, sites]) => usageDay(tenantId, day, sites))
    .filter(
      ({ monthNumber, dayNumber }) =>
        (month ?? monthNumber) === monthNumber && (date ?? dayNumber) === dayNumber,
    )
    .filter((day) => FIGURES.some((figure) => day[figure] > 0))
    .slice(skip, skip + MOST_DAYS);
}

function usageDay(tenantId: string, day: string, sites: readonly DailyUsage[]): UsageDay {
  const began = new Date(`${day}T00:00:00.000Z`);
  const sums = Object.fromEntries(
    FIGURES.map((figure) => [figure, sites.reduce((sum, site) => sum + site[figure], 0)]),
  ) as Record<(typeof FIGURES)[number], number>;
  return {
    id: `${tenantId}:${day}`,
    tenantId,
    yearNumber: began.getUTCFullYear(),
    monthNumber: began.getUTCMonth(),
    dayNumber: began.getUTCDate(),
    ...sums,
    createdAt: began.toISOString(),
  };
}
