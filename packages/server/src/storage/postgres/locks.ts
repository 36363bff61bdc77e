import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { Work } from './database.ts';

/** Tenants by whom something is written are not taken away until the transaction ends. In one order for everybody. */
const HOLD = `select pg_advisory_xact_lock_shared(h) from (
  select distinct hashtextextended('tenant ' || id, 0) as h from unnest($1::text[]) as tenants(id) order by h offset 0
) as held`;

/** What this is called with is locked until the transaction ends, in one order for everybody; images without a row, too. */
const LOCK = `select pg_advisory_xact_lock(h) from (
  select distinct hashtextextended(name, 0) as h from unnest($1::text[]) as names(name) order by h offset 0
) as locks`;

/** Waits until nobody else writes on these images, and keeps others from it until the transaction ends. */
export async function lockImages(work: Work, images: readonly ImageKey[]): Promise<void> {
  const held = work.raw(HOLD, [[...new Set(images.map(({ tenantId }) => tenantId))]]);
  await Promise.all([held, work.raw(LOCK, [[...new Set(images.map(imageKeyText))]])]);
}

/** Waits until nobody writes on a tenant, and keeps everybody from it until the transaction ends. */
export async function lockTenant(work: Work, id: string): Promise<void> {
  await work.raw("select pg_advisory_xact_lock(hashtextextended('tenant ' || $1, 0))", [id]);
}
