import type { Hub } from '@imagechat/core/hub';
import type { Archive } from '@imagechat/core/ports/archive';
import type { BanStore } from '@imagechat/core/ports/bans';
import type { ImageGroups } from '@imagechat/core/ports/image-groups';
import type { PeopleStore } from '@imagechat/core/ports/people';
import type { Storage } from '@imagechat/core/ports/storage';
import { IMPORT_PART_BYTES, type ImportAnswer } from '@imagechat/protocol/exchange';
import { type Decoded, decode, parseJson } from '@imagechat/protocol/schemas/decode';
import { urlId } from '@imagechat/protocol/schemas/fields';
import * as v from 'valibot';
import { readBytes } from '../http/read-bytes.ts';
import type { UploadParts } from '../http/upload-parts.ts';
import { type TenantDesk, changeTenant } from '../identity/tenant-desk.ts';
import { EXPORT_FORMATS, type ExportFormatName } from './export-formats.ts';
import { type ExportedTenant, exportRecords } from './export-records.ts';
import { type BroughtTenant, Importer } from './import-records.ts';
import { streamOf } from './stream-of.ts';

/** Domains that a tenant can have. */
const MOST_DOMAINS = 100;

/** What taking along and bringing stand on, wherever it is asked: in the dashboard, by a program. */
export interface ExchangeParts {
  readonly archive: Archive;
  readonly storage: Pick<Storage, 'snapshot'>;
  readonly people: PeopleStore;
  readonly bans: BanStore;
  readonly groups: ImageGroups;
  readonly uploads: Pick<UploadParts, 'files'>;
  readonly hub: Pick<Hub, 'submit'>;
  readonly clock: { now(): number };
  /** To be called once something of a tenant was changed here: live connections follow at once. */
  readonly tenantChanged: (tenantId: string) => void;
}

/** How an export is asked for: `format`, and `urlId` for one image only. */
export const exportQuery = v.object({
  format: v.picklist(Object.keys(EXPORT_FORMATS) as ExportFormatName[]),
  urlId: v.exactOptional(urlId),
});

/** Records beginning with the file's head. `part` counts from 0; only the first is written into the audit log. */
const importBody = v.object({
  part: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  records: v.pipe(v.array(v.unknown()), v.maxLength(10_000)),
});

/** A part of a file, as it is sent. */
export type ImportPart = v.InferOutput<typeof importBody>;

/** A file, streamed: no more of it is held than a page of what is read. */
export function exportResponse(
  parts: ExchangeParts,
  tenant: ExportedTenant,
  { format: name, urlId: image }: v.InferOutput<typeof exportQuery>,
): Response {
  const { contentType, ending, write } = EXPORT_FORMATS[name];
  const { files } = parts.uploads;
  const records = exportRecords({ ...parts, files, now: () => parts.clock.now() }, tenant, image);
  const about = image === undefined ? tenant.id : `${tenant.id}-image`;
  return new Response(streamOf(write(records, tenant.id)), {
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; filename="${about}.${ending}"`,
      'cache-control': 'no-store',
    },
  });
}

/** The part of a file that a request brings. Refusals: `too-large`, `invalid-input`. */
export async function readImport(request: Request): Promise<Decoded<ImportPart>> {
  const bytes = await readBytes(request, IMPORT_PART_BYTES);
  if (!bytes.ok) return bytes;
  const json = parseJson(new TextDecoder().decode(bytes.value));
  return json.ok ? decode(importBody, json.value) : json;
}

/** Brings a part of a file into a tenant; what is wrong with single records is in the answer. Rejects when the engine cannot read or write. */
export async function bringPart(
  parts: ExchangeParts,
  desk: TenantDesk,
  tenantId: string,
  { records }: ImportPart,
): Promise<ImportAnswer> {
  const { bans, clock, groups, hub, people, tenantChanged, uploads } = parts;
  const submit = hub.submit.bind(hub);
  const change = async ({ domains, settings }: BroughtTenant): Promise<void> => {
    const before = (await desk.tenants.find(tenantId))?.domains ?? [];
    const all = [...new Set([...before, ...domains])].slice(0, Math.max(MOST_DOMAINS, before.length));
    await changeTenant(desk, tenantId, { domains: all, set: settings });
    tenantChanged(tenantId);
  };
  const now = (): number => clock.now();
  const importer = new Importer(
    { bans, groups, people, submit, now, files: uploads.files, changeTenant: change },
    tenantId,
  );
  return { records: await importer.bring(records) };
}
