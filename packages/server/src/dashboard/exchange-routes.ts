import { IMPORT_PART_BYTES, type ImportAnswer } from '@imagechat/protocol/exchange';
import { refuse } from '@imagechat/protocol/refusal';
import { decode, parseJson } from '@imagechat/protocol/schemas/decode';
import { urlId } from '@imagechat/protocol/schemas/fields';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { EXPORT_FORMATS, type ExportFormatName } from '../exchange/export-formats.ts';
import { exportRecords } from '../exchange/export-records.ts';
import { Importer } from '../exchange/import-records.ts';
import { streamOf } from '../exchange/stream-of.ts';
import type { HttpEnv } from '../http/http-env.ts';
import { readBytes } from '../http/read-bytes.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { type DashboardParts, manager, noteAct } from './dashboard-parts.ts';

const exportQuery = v.object({
  format: v.picklist(Object.keys(EXPORT_FORMATS) as ExportFormatName[]),
  /** One image only. */
  urlId: v.exactOptional(urlId),
});
/** Records beginning with the file's head. `part` counts from 0; only the first is written into the log. */
const importBody = v.object({
  part: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  records: v.pipe(v.array(v.unknown()), v.maxLength(10_000)),
});

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
  const { format: name, urlId: image } = query.value;
  const tenant = await parts.tenants.find(tenantId);
  if (!tenant) return refusalResponse(refuse('not-found', 'There is no such site here.'));
  const by = { tenantId, accountId: who.value.account.id };
  await noteAct(parts, c, { ...by, action: 'export', subject: image ?? tenantId, detail: name });
  const { contentType, ending, write } = EXPORT_FORMATS[name];
  const { files } = parts.uploads;
  const records = exportRecords({ ...parts, files, now: () => parts.clock.now() }, tenant, image);
  const about = image === undefined ? tenantId : `${tenantId}-image`;
  return new Response(streamOf(write(records, tenantId)), {
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; filename="${about}.${ending}"`,
    },
  });
}

/** Brings a part of a file: {@link ImportAnswer}. Refusals: `too-large`, `invalid-input`; what is wrong with single records is in the answer. */
async function importPart(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'import-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const bytes = await readBytes(c.req.raw, IMPORT_PART_BYTES);
  if (!bytes.ok) return refusalResponse(bytes.refusal);
  const json = parseJson(new TextDecoder().decode(bytes.value));
  if (!json.ok) return refusalResponse(json.refusal);
  const body = decode(importBody, json.value);
  if (!body.ok) return refusalResponse(body.refusal);
  const { bans, clock, groups, hub, people, uploads } = parts;
  const submit = hub.submit.bind(hub);
  const importer = new Importer(
    { bans, groups, people, submit, files: uploads.files, now: () => clock.now() },
    tenantId,
  );
  const records = await importer.bring(body.value.records);
  const by = { tenantId, accountId: who.value.account.id };
  if (body.value.part === 0) await noteAct(parts, c, { ...by, action: 'import', subject: tenantId });
  return c.json({ records } satisfies ImportAnswer);
}
