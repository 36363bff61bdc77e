import type { Identification } from '@imagechat/core/ports/identity';
import { tooFast } from '@imagechat/core/too-fast';
import { refuse } from '@imagechat/protocol/refusal';
import { parseJson } from '@imagechat/protocol/schemas/decode';
import type { Context } from 'hono';
import * as v from 'valibot';
import type { ApiParts, HttpEnv } from '../http/http-env.ts';
import { whoAsks } from '../http/who-asks.ts';

const ssoBag = v.record(v.string(), v.unknown());

/** The `sso` parameter: the object itself, or its JSON. What is in it is read by whoever signs in. */
export const ssoParameter = v.union([v.string(), ssoBag]);

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

/**
 * Who sent a request to this API: a program with an API key, a session's bearer token, a user by the `sso` parameter, or nobody, who may look. Refusals
 * are those of the identity port, `malformed-sso` and `rate-limited`.
 * @param inBody the `sso` parameter where it stood in the body
 */
export async function whoSent(
  parts: ApiParts,
  c: Context<HttpEnv>,
  tenantId: string,
  inBody?: v.InferOutput<typeof ssoParameter>,
): Promise<Identification> {
  const key = givenKey(c);
  if (key !== undefined) return programOf(parts, c, tenantId, key.key);
  const sso = inBody ?? c.req.query('sso');
  if (sso === undefined || c.req.header('authorization') !== undefined) {
    return whoAsks(parts.identity, c.req.raw, c.env, tenantId);
  }
  const read = typeof sso === 'string' ? parseJson(sso) : { ok: true as const, value: sso };
  const bag = read.ok ? v.safeParse(ssoBag, read.value) : undefined;
  if (!bag?.success) return { ok: false, refusal: refuse('malformed-sso', 'sso must be a JSON object.') };
  // A page whose visitor is not logged in brings only the addresses for that.
  if (bag.output.userDataJSONBase64 == null) return whoAsks(parts.identity, c.req.raw, c.env, tenantId);
  const wait = parts.limiter.take('session', c.env.address);
  if (wait > 0) return { ok: false, refusal: tooFast(wait) };
  return parts.signIn.open({ ...c.env, tenantId, sso: bag.output });
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
