import type { Actor } from '@imagechat/core/access';
import { mayAdminister } from '@imagechat/core/administration';
import { tooFast } from '@imagechat/core/too-fast';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { decode } from '@imagechat/protocol/schemas/decode';
import { type Context, Hono } from 'hono';
import { bringPart, exportQuery, exportResponse, readImport } from '../exchange/serve.ts';
import type { TenantDesk } from '../identity/tenant-desk.ts';
import { programOf } from './api-key.ts';
import type { ApiParts, HttpEnv } from './http-env.ts';
import { note } from './moderation-routes.ts';
import { refusalResponse } from './refusal-response.ts';

/** Taking a tenant along and bringing it, for its own programs, under `/tenants/:tenantId`. */
export function exchangeRoutes(parts: ApiParts): Hono<HttpEnv> {
  const tenant = '/tenants/:tenantId';
  const app = new Hono<HttpEnv>();
  for (const path of [`${tenant}/export`, `${tenant}/imports`])
    app.use(path, async (c, next) => {
      await next();
      const tenantId = c.get('tenantOfKey');
      if (tenantId !== undefined) parts.meter.apiAsked(tenantId, c.res.status < 400);
    });
  return app
    .get(`${tenant}/export`, (c) => exportAll(parts, c, c.req.param('tenantId')))
    .post(`${tenant}/imports`, (c) => importPart(parts, c, c.req.param('tenantId')));
}

/** Everything of the tenant, or of one image, as a file that is streamed. Refusals: those of an API key, `invalid-input`. */
async function exportAll(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await program(parts, c, tenantId, 'export-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const query = decode(exportQuery, c.req.query());
  if (!query.ok) return refusalResponse(query.refusal);
  const tenant = await parts.tenants.find(tenantId);
  if (!tenant) return refusalResponse(refuse('not-found', 'There is no such tenant.'));
  const { format: detail, urlId: image } = query.value;
  await note(parts, c, who.actor, { action: 'export', subject: image ?? tenantId, detail });
  return exportResponse(parts, tenant, query.value);
}

/** Brings a part of a file: an `ImportAnswer`. Refusals: those of an API key, `too-large`, `invalid-input`; what is wrong with single records is in the answer. */
async function importPart(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await program(parts, c, tenantId, 'import-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const part = await readImport(c.req.raw);
  if (!part.ok) return refusalResponse(part.refusal);
  const desk: TenantDesk = {
    tenants: parts.tenants,
    now: () => parts.clock.now(),
    note: (_, action, subject, detail) => note(parts, c, who.actor, { action, subject, detail }),
  };
  const answer = await bringPart(parts, desk, tenantId, part.value);
  if (part.value.part === 0)
    await note(parts, c, who.actor, { action: 'import', subject: tenantId, detail: '' });
  return c.json(answer, 200, { 'cache-control': 'no-store' });
}

/** The tenant's program, by its key in `X-API-KEY`; a session is nobody here. Refusals: `invalid-token`, `invalid-tenant`, `rate-limited`. */
async function program(
  parts: ApiParts,
  c: Context<HttpEnv>,
  tenantId: string,
  what: 'export-tenant' | 'import-tenant',
): Promise<{ readonly ok: true; readonly actor: Actor } | { readonly ok: false; readonly refusal: Refusal }> {
  const key = c.req.header('x-api-key');
  if (key === undefined)
    return { ok: false, refusal: refuse('invalid-token', 'An API key is needed: send X-API-KEY.') };
  const who = await programOf(parts, c, tenantId, key);
  if (!who.ok) return who;
  const wait = parts.limiter.take('tenant-request', tenantId);
  if (wait > 0) return { ok: false, refusal: tooFast(wait) };
  if (!mayAdminister(who.actor, what))
    return { ok: false, refusal: refuse('not-allowed', 'You may not do that here.') };
  return who;
}
