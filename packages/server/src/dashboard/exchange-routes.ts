import { refuse } from '@imagechat/protocol/refusal';
import { decode } from '@imagechat/protocol/schemas/decode';
import { type Context, Hono } from 'hono';
import { bringPart, exportQuery, exportResponse, readImport } from '../exchange/serve.ts';
import type { HttpEnv } from '../http/http-env.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { type DashboardParts, manager, noteAct } from './dashboard-parts.ts';
import { deskOf } from './settings-routes.ts';

/** Taking along what was said on a tenant's images, and bringing it back. */
export function exchangeRoutes(parts: DashboardParts): Hono<HttpEnv> {
  const tenant = '/tenants/:tenantId';
  return new Hono<HttpEnv>()
    .get(`${tenant}/export`, (c) => exportAll(parts, c, c.req.param('tenantId')))
    .post(`${tenant}/imports`, (c) => importPart(parts, c, c.req.param('tenantId')));
}

/** A file, streamed: no more of it is held than a page of what is read. */
async function exportAll(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'export-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const query = decode(exportQuery, c.req.query());
  if (!query.ok) return refusalResponse(query.refusal);
  const { format, urlId: image } = query.value;
  const tenant = await parts.tenants.find(tenantId);
  if (!tenant) return refusalResponse(refuse('not-found', 'There is no such site here.'));
  const by = { tenantId, accountId: who.value.account.id };
  await noteAct(parts, c, { ...by, action: 'export', subject: image ?? tenantId, detail: format });
  return exportResponse(parts, tenant, query.value);
}

/** Brings a part of a file: an `ImportAnswer`. Refusals: `too-large`, `invalid-input`; what is wrong with single records is in the answer. */
async function importPart(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'import-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const part = await readImport(c.req.raw);
  if (!part.ok) return refusalResponse(part.refusal);
  const answer = await bringPart(parts, deskOf(parts, c, who.value), tenantId, part.value);
  const by = { tenantId, accountId: who.value.account.id };
  if (part.value.part === 0) await noteAct(parts, c, { ...by, action: 'import', subject: tenantId });
  return c.json(answer);
}
