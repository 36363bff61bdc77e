import { refuse } from '@imagechat/protocol/refusal';
import type { Decoded } from '@imagechat/protocol/schemas/decode';
import { verify } from 'hono/jwt';
import * as v from 'valibot';
import { SKEW_MS, SSO_AGE_MS } from './secure-sso.ts';
import { type SsoUser, readTokenUser } from './sso-user.ts';

/** Longest token, in characters. */
export const MOST_TOKEN = 40_000;

const seconds = v.pipe(v.number(), v.finite());
const claims = v.looseObject({
  aud: v.union([v.string(), v.array(v.string())]),
  exp: seconds,
  nbf: v.exactOptional(seconds),
  iat: v.exactOptional(seconds),
});

/**
 * Reads a token a tenant signed (RFC 7519): HS256 and nothing else, with one of the tenant's secrets; `aud` names the tenant, `exp` is
 * required and at most two days ahead. `signedAt` in ms. Refusal: `malformed-sso`, with a sentence that says which part is wrong.
 * @param secrets the tenant's good API secrets
 * @param now server time in ms
 */
export async function readTenantJwt(
  token: string,
  tenantId: string,
  secrets: readonly string[],
  now: number,
): Promise<Decoded<{ readonly user: SsoUser; readonly signedAt: number }>> {
  if (secrets.length === 0)
    return malformed('This tenant has no API secret: make one with "imagechat secret add".');
  const signed = await signedClaims(token, secrets);
  if (signed === undefined)
    return malformed('ssoToken is no JWT that was signed with HS256 and the API secret.');
  const read = v.safeParse(claims, signed);
  if (!read.success)
    return malformed('ssoToken must have aud, the tenantId, and exp, when it ends, in seconds since 1970.');
  const { aud, exp, nbf, iat } = read.output;
  if (![aud].flat().includes(tenantId)) return malformed('ssoToken has another aud than this tenantId.');
  if (exp * 1000 <= now) return malformed('ssoToken has expired: sign a new one whenever the page is made.');
  if (exp * 1000 > now + SSO_AGE_MS + SKEW_MS)
    return malformed('ssoToken must expire within two days (exp).');
  if (Math.max(nbf ?? 0, iat ?? 0) * 1000 > now + SKEW_MS)
    return malformed("ssoToken is from the future: check the clock of the site's server.");
  const user = readTokenUser(read.output);
  if (!user.ok) return user;
  // A token that does not say when it was signed was signed just now, as far as anybody knows.
  return { ok: true, value: { user: user.value, signedAt: iat === undefined ? now : iat * 1000 } };
}

async function signedClaims(token: string, secrets: readonly string[]): Promise<unknown> {
  // Times are checked by our clock, not by the library's; the algorithm is ours to say, whatever the header says.
  const options = { alg: 'HS256', exp: false, nbf: false, iat: false } as const;
  const all = await Promise.all(
    secrets.map((secret) => verify(token, secret, options).catch(() => undefined)),
  );
  return all.find((each) => each !== undefined);
}

function malformed(sentence: string): Extract<Decoded<never>, { ok: false }> {
  return { ok: false, refusal: refuse('malformed-sso', sentence) };
}
