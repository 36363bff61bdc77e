import type { ChallengePurpose, Passkey } from '@imagechat/core/ports/passkeys';
import { allowsPasskeys } from '@imagechat/protocol/dashboard';
import { refuse } from '@imagechat/protocol/refusal';
import { parseJson } from '@imagechat/protocol/schemas/decode';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import * as v from 'valibot';
import type { Requester } from '../requester.ts';
import type { Asked, DashboardParts } from './dashboard-parts.ts';
import { newSecret, secretHash } from './one-time-link.ts';
import { type MadePasskey, type UsedPasskey, clientData } from './passkey-schemas.ts';

/** How long a challenge can be answered, in ms: what the specification recommends where people have to show who they are (W3C WebAuthn §15.1). */
export const CHALLENGE_MS = 300_000;

/** Ed25519, ES256 and RS256, which every authenticator has one of (IANA COSE algorithms). */
const ALGORITHMS = [-8, -7, -257];

/** Where passkeys are made and used: the host name they belong to, and the pages that may ask. */
export interface Place {
  readonly rpId: string;
  readonly origin: string;
}

/** What a challenge is for. */
export interface Asking {
  readonly purpose: ChallengePurpose;
  /** The hash of the link or session it belongs to; '' for signing in. */
  readonly bound: string;
  readonly place: Place;
}

/** For whom a passkey is made. */
export interface NewHolder {
  readonly id: string;
  readonly login: string;
  readonly name: string;
}

type Parts = Pick<DashboardParts, 'clock' | 'log' | 'passkeys'>;

const NO_PLACE = refuse(
  'not-allowed',
  'Passkeys need https and a name instead of an address; here a password must do.',
);
const TOO_LATE = refuse('not-found', 'That took too long, or was answered already. Try again.');
const NO_GOOD = refuse('not-allowed', 'This passkey opens nothing here.');

/**
 * Where a request comes from, as passkeys see it: the browser says on which origin its page is, and `own-page` has held its host against the one that was
 * asked; behind a proxy that ends TLS only the browser knows of the https. Refusal: `not-allowed` where browsers have no passkeys.
 */
export function placeOf({ origin, ownOrigin }: Requester): Asked<Place> {
  const url = URL.parse(origin ?? ownOrigin);
  if (!url || !allowsPasskeys(url)) return { ok: false, refusal: NO_PLACE };
  return { ok: true, value: { rpId: url.hostname, origin: url.origin } };
}

/** Asks for a new passkey that is found without a name and proves who holds it. @param others what the account has already, so that none is made twice */
export async function askForNew(
  parts: Parts,
  asking: Asking,
  holder: NewHolder,
  others: readonly Passkey[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await library();
  return await generateRegistrationOptions({
    rpName: 'Image Chat',
    rpID: asking.place.rpId,
    userID: new TextEncoder().encode(holder.id),
    userName: holder.login,
    userDisplayName: holder.name,
    challenge: await newChallenge(parts, asking, holder.id),
    timeout: CHALLENGE_MS,
    attestationType: 'none',
    excludeCredentials: others.map(({ id, transports }) => ({ id, transports: [...transports] })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** Asks for whichever passkey the browser has for this place. */
export async function askForAny(
  parts: Parts,
  asking: Asking,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await library();
  return await generateAuthenticationOptions({
    rpID: asking.place.rpId,
    challenge: await newChallenge(parts, asking, ''),
    timeout: CHALLENGE_MS,
    userVerification: 'required',
  });
}

/** A passkey that was made for a challenge of ours. Refusals: `not-found` (the challenge), `not-allowed`. */
export async function checkMade(
  parts: Parts,
  asking: Asking,
  made: MadePasskey,
  name: string,
): Promise<Asked<Passkey>> {
  const asked = await answeredChallenge(parts, asking, made.response.clientDataJSON);
  if (!asked) return { ok: false, refusal: TOO_LATE };
  const { accountId, challenge } = asked;
  const { rpId, origin } = asking.place;
  const checked = await checking(parts, async () => {
    const { verifyRegistrationResponse } = await library();
    return await verifyRegistrationResponse({
      response: made,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
  });
  if (!checked?.verified) return { ok: false, refusal: NO_GOOD };
  const { credential, credentialBackedUp: backedUp } = checked.registrationInfo;
  const { counter, id } = credential;
  if (await parts.passkeys.find(id)) return { ok: false, refusal: NO_GOOD };
  const publicKey = credential.publicKey.toBase64({ alphabet: 'base64url', omitPadding: true });
  const transports = made.response.transports ?? [];
  const created = { createdAt: parts.clock.now(), usedAt: null };
  return {
    ok: true,
    value: { ...{ id, accountId, name, publicKey, counter, transports, backedUp, rpId }, ...created },
  };
}

/**
 * The passkey that answered a challenge of ours, its use noted. Refusals: `not-found` (the challenge), `not-allowed`, which does not say whether there is
 * such a passkey.
 */
export async function checkUsed(parts: Parts, asking: Asking, used: UsedPasskey): Promise<Asked<Passkey>> {
  const asked = await answeredChallenge(parts, asking, used.response.clientDataJSON);
  if (!asked) return { ok: false, refusal: TOO_LATE };
  const passkey = await parts.passkeys.find(used.id);
  const { rpId, origin } = asking.place;
  const { userHandle } = used.response;
  const isTheirs = passkey && (userHandle === undefined || userHandle === base64url(passkey.accountId));
  if (!passkey || !isTheirs || passkey.rpId !== rpId) return { ok: false, refusal: NO_GOOD };
  const { counter, id, publicKey } = passkey;
  const checked = await checking(parts, async () => {
    const { verifyAuthenticationResponse } = await library();
    return await verifyAuthenticationResponse({
      response: used,
      expectedChallenge: asked.challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      credential: { id, counter, publicKey: Uint8Array.fromBase64(publicKey, { alphabet: 'base64url' }) },
      requireUserVerification: true,
    });
  });
  if (!checked?.verified) return { ok: false, refusal: NO_GOOD };
  const { newCounter } = checked.authenticationInfo;
  if (!(await parts.passkeys.use(id, newCounter, parts.clock.now()))) return { ok: false, refusal: NO_GOOD };
  return { ok: true, value: passkey };
}

/** Loaded when wanted: with all it can read of certificates it is a good part of what a start would have to. */
function library(): Promise<typeof import('@simplewebauthn/server')> {
  return import('@simplewebauthn/server');
}

/** The library throws at what does not fit; why is for the log only. */
async function checking<Checked>(
  { log }: Parts,
  check: () => Promise<Checked>,
): Promise<Checked | undefined> {
  try {
    return await check();
  } catch (error) {
    log('warn', 'dashboard-passkey-refused', { error: String(error).slice(0, 200) });
    return undefined;
  }
}

async function newChallenge({ clock, passkeys }: Parts, asking: Asking, accountId: string) {
  const { bound, place, purpose } = asking;
  const [challenge, createdAt] = [newSecret(), clock.now()];
  await passkeys.addChallenge({
    ...{ hash: secretHash(challenge), purpose, bound, rpId: place.rpId, accountId },
    ...{ createdAt, expiresAt: createdAt + CHALLENGE_MS },
  });
  return Uint8Array.fromBase64(challenge, { alphabet: 'base64url' });
}

/** The challenge that somebody says to have answered, used up; undefined unless it was asked for just this. */
async function answeredChallenge(
  { clock, passkeys }: Parts,
  { bound, place, purpose }: Asking,
  said: string,
): Promise<{ readonly challenge: string; readonly accountId: string } | undefined> {
  const json = parseJson(Buffer.from(said, 'base64url').toString());
  const read = json.ok ? v.safeParse(clientData, json.value) : undefined;
  if (!read?.success) return undefined;
  const { challenge } = read.output;
  const asked = await passkeys.takeChallenge(secretHash(challenge), clock.now());
  const isThis = asked?.purpose === purpose && asked.bound === bound && asked.rpId === place.rpId;
  return isThis ? { challenge, accountId: asked.accountId } : undefined;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
