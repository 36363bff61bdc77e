import type { Identification } from '@imagechat/core/ports/identity';
import { tooFast } from '@imagechat/core/too-fast';
import { refuse } from '@imagechat/protocol/refusal';
import { parseJson } from '@imagechat/protocol/schemas/decode';
import type { Context } from 'hono';
import * as v from 'valibot';
import { givenKey, programOf } from '../http/api-key.ts';
import type { ApiParts, HttpEnv } from '../http/http-env.ts';
import { whoAsks } from '../http/who-asks.ts';

const ssoBag = v.record(v.string(), v.unknown());

/** The `sso` parameter: the object itself, or its JSON. What is in it is read by whoever signs in. */
export const ssoParameter = v.union([v.string(), ssoBag]);

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
