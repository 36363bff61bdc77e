import type { Identification } from '@imagechat/core/ports/identity';
import type { Context } from 'hono';
import type { ApiParts, HttpEnv } from './http-env.ts';

/** An API key as a request brings it, and the tenant it names beside it. */
export interface GivenKey {
  readonly key: string;
  readonly tenantId: string | undefined;
  /** True when it stood in the address, from where it gets into logs and histories. */
  readonly inAddress: boolean;
}

/** The key in `X-API-KEY` (and `X-TENANT-ID`), or else in the query as `API_KEY` (and `tenantId`). */
export function givenKey(c: Context<HttpEnv>): GivenKey | undefined {
  const inHeader = c.req.header('x-api-key');
  const tenantId = c.req.header('x-tenant-id') ?? c.req.query('tenantId');
  if (inHeader !== undefined) return { key: inHeader, tenantId, inAddress: false };
  const inQuery = c.req.query('API_KEY');
  return inQuery === undefined ? undefined : { key: inQuery, tenantId, inAddress: true };
}

/** The tenant's program with this key. From here on the request is on the tenant's bill. */
export async function programOf(
  parts: ApiParts,
  c: Context<HttpEnv>,
  tenantId: string,
  key: string,
): Promise<Identification> {
  const who = await parts.keys.identify(tenantId, key);
  if (who.ok) c.set('tenantOfKey', tenantId);
  return who;
}

/** Tells who put a key into an address that this is not safe. Changes the response. */
export function warnOfAddress(c: Context<HttpEnv>): void {
  if (!givenKey(c)?.inAddress) return;
  c.res.headers.append(
    'warning',
    '299 - "An API key in an address ends up in logs: send X-API-KEY and X-TENANT-ID instead."',
  );
}
