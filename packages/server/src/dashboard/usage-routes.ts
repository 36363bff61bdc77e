import type { DailyUsage } from '@imagechat/core/ports/usage';
import { USAGE_FIGURES, type UsageRow } from '@imagechat/protocol/dashboard';
import { decode } from '@imagechat/protocol/schemas/decode';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnv } from '../http/http-env.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { type DashboardParts, manager } from './dashboard-parts.ts';

const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/, 'invalid-input: a day looks like 2026-01-31.'));
/** UTC days, both included. */
const query = v.object({ from: day, to: day });

/** What a tenant used, as the API's `tenant-daily-usage` counts it, but by site too. */
export function usageRoutes(parts: DashboardParts): Hono<HttpEnv> {
  const tenant = '/tenants/:tenantId';
  return new Hono<HttpEnv>()
    .get(`${tenant}/usage`, (c) => usage(parts, c, c.req.param('tenantId'), (rows) => c.json({ rows })))
    .get(`${tenant}/usage.csv`, (c) => {
      const tenantId = c.req.param('tenantId');
      return usage(parts, c, tenantId, (rows) => csv(tenantId, rows));
    })
    .get(`${tenant}/live`, (c) => live(parts, c, c.req.param('tenantId')));
}

async function usage(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  tenantId: string,
  answer: (rows: readonly UsageRow[]) => Response,
): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'see-usage');
  if (!who.ok) return refusalResponse(who.refusal);
  const asked = decode(query, c.req.query());
  if (!asked.ok) return refusalResponse(asked.refusal);
  const rows = await parts.usage.read(tenantId, asked.value.from, asked.value.to);
  return answer(rows.map(told).filter((row) => USAGE_FIGURES.some((figure) => row[figure] > 0)));
}

function told(row: DailyUsage): UsageRow {
  const figures = Object.fromEntries(USAGE_FIGURES.map((figure) => [figure, row[figure]]));
  return { day: row.day, site: row.site, ...(figures as Record<(typeof USAGE_FIGURES)[number], number>) };
}

/** A file (RFC 4180); a site that a spreadsheet would take for a formula is kept from being one. */
function csv(tenantId: string, rows: readonly UsageRow[]): Response {
  const cell = (text: string): string => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const lines = rows.map((row) =>
    [row.day, cell(row.site), ...USAGE_FIGURES.map((figure) => row[figure])].join(','),
  );
  return new Response([['day', 'site', ...USAGE_FIGURES].join(','), ...lines, ''].join('\r\n'), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="usage-${tenantId}.csv"`,
    },
  });
}

/** The last minutes on this process. */
async function live(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'see-usage');
  if (!who.ok) return refusalResponse(who.refusal);
  return c.json(parts.recent.of(tenantId));
}
