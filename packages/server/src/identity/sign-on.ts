import type { Profile } from '@imagechat/core/ports/people';
import type { Decoded } from '@imagechat/protocol/schemas/decode';
import * as v from 'valibot';
import { readSecureSso, secureSso } from './secure-sso.ts';
import { type SsoUser, readSimpleUser } from './sso-user.ts';
import { readTenantJwt } from './tenant-jwt.ts';

/** What a page brings to say who its visitor is. The first that says anything counts, in this order. */
export interface SignOn {
  /** A JWT signed by the tenant: the preferred form. */
  readonly ssoToken?: string;
  /** Secure SSO; without user data it only tells how to log in, and nothing is signed on. */
  readonly sso?: Readonly<Record<string, unknown>>;
  /** The page's word, without proof. */
  readonly simpleSSO?: Readonly<Record<string, unknown>>;
}

/** Who a page says its visitor is; undefined when it says nothing. */
export type SignedOn =
  | {
      readonly via: 'sso';
      readonly user: SsoUser;
      /** When the tenant signed it, in ms. */
      readonly signedAt: number;
    }
  | { readonly via: 'simple-sso'; readonly profile: Profile }
  | undefined;

/**
 * Reads what a page brings. Refusal: `malformed-sso`.
 * @param secrets the tenant's good API secrets
 * @param now server time in ms
 */
export async function readSignOn(
  { ssoToken, sso, simpleSSO }: SignOn,
  tenantId: string,
  secrets: readonly string[],
  now: number,
): Promise<Decoded<SignedOn>> {
  if (ssoToken !== undefined) {
    const read = await readTenantJwt(ssoToken, tenantId, secrets, now);
    return read.ok ? { ok: true, value: { via: 'sso', ...read.value } } : read;
  }
  if (v.is(secureSso, sso) && sso.userDataJSONBase64 != null) {
    const user = readSecureSso(sso, secrets, now);
    if (!user.ok) return user;
    return { ok: true, value: { via: 'sso', user: user.value, signedAt: Number(sso.timestamp) } };
  }
  if (simpleSSO !== undefined && saysSomething(simpleSSO)) {
    const profile = readSimpleUser(simpleSSO);
    return profile.ok ? { ok: true, value: { via: 'simple-sso', profile: profile.value } } : profile;
  }
  return { ok: true, value: undefined };
}

/** A page whose visitor is not logged in may bring the addresses for that, or an empty object. */
function saysSomething(simpleSSO: Readonly<Record<string, unknown>>): boolean {
  const { simpleSSOUser } = simpleSSO;
  return simpleSSO.username != null || (simpleSSOUser !== undefined && simpleSSOUser !== null);
}
