import { createHmac, timingSafeEqual } from 'node:crypto';
import { refuse } from '@imagechat/protocol/refusal';
import type { Decoded } from '@imagechat/protocol/schemas/decode';
import * as v from 'valibot';
import { type SsoUser, readSecureUser } from './sso-user.ts';

/** How old the data may be, in ms; so long it can be replayed by who got hold of it (CONTRACT §4). */
export const SSO_AGE_MS = 2 * 86_400_000;

/** How far ahead of ours the tenant's clock may be, in ms. */
export const SKEW_MS = 60_000;

/** Longest base64 of a user; everything about one is far below. */
const MOST_DATA = 40_000;

/** Secure SSO data as a page brings it; what a page may not bring is told field by field. */
export const secureSso = v.looseObject({
  userDataJSONBase64: v.unknown(),
  verificationHash: v.unknown(),
  timestamp: v.unknown(),
});

/**
 * Reads secure SSO data: `verificationHash` is the lower-case hex of HMAC-SHA256, with one of the tenant's secrets, over
 * `timestamp + userDataJSONBase64`. Refusal: `malformed-sso`, with a sentence that says which part is wrong. Nothing of the data, the hash
 * or a secret is in the sentence.
 * @param secrets the tenant's good API secrets
 * @param now server time in ms
 */
export function readSecureSso(
  sso: v.InferOutput<typeof secureSso>,
  secrets: readonly string[],
  now: number,
): Decoded<SsoUser> {
  const { userDataJSONBase64: data, verificationHash: hash } = sso;
  if (typeof data !== 'string' || data === '' || data.length > MOST_DATA)
    return malformed("userDataJSONBase64 must be the base64 of the user's JSON.");
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash))
    return malformed('verificationHash must be 64 hex digits in lower case.');
  const timestamp = timestampText(sso.timestamp);
  if (timestamp === undefined)
    return malformed('timestamp must be the time the data was signed, in milliseconds since 1970.');
  if (Number(timestamp) > now + SKEW_MS)
    return malformed("timestamp is in the future: check the clock of the site's server.");
  if (Number(timestamp) < now - SSO_AGE_MS)
    return malformed('timestamp is more than two days old: sign the data anew whenever the page is made.');
  if (secrets.length === 0)
    return malformed('This tenant has no API secret: make one with "imagechat secret add".');
  if (!isSigned(timestamp + data, hash, secrets))
    return malformed(
      'verificationHash does not fit: it is the HMAC-SHA256 of timestamp + userDataJSONBase64 with the API secret.',
    );
  const user = jsonIn(data);
  return user === undefined
    ? malformed('userDataJSONBase64 is signed, but does not hold JSON in UTF-8.')
    : readSecureUser(user);
}

/** Compares with every secret, in a time that tells neither how much of a hash was right nor which secret it was. */
function isSigned(text: string, hash: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(hash, 'hex');
  let signed = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(text).digest();
    signed = timingSafeEqual(expected, given) || signed;
  }
  return signed;
}

/** As it was concatenated before signing: decimal digits. */
function timestampText(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? value : undefined;
}

function jsonIn(base64: string): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.fromBase64(base64));
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function malformed(sentence: string): Extract<Decoded<never>, { ok: false }> {
  return { ok: false, refusal: refuse('malformed-sso', sentence) };
}
