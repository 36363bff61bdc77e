import { type Me, allowsPasskeys } from '@imagechat/protocol/dashboard';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import { type Answer, ask } from './ask.ts';

/** What came of something with a passkey: `stopped` when nobody touched one, `late` when it took too long, `there` when the device has one already. */
export type PasskeyAnswer<Value> =
  | Answer<Value>
  | { readonly ok: false; readonly code: 'stopped' | 'late' | 'there'; readonly seconds: 0 };

/** What the server is told of a new passkey. */
export type MadePasskey = RegistrationResponseJSON;

const STOPPED = { ok: false, code: 'stopped', seconds: 0 } as const;
const OFFLINE = { ok: false, code: 'offline', seconds: 0 } as const;

/** True where the browser has passkeys for this page. */
export function passkeysHere(): boolean {
  return isSecureContext && 'PublicKeyCredential' in window && allowsPasskeys(location);
}

/** True where the browser offers passkeys among what it fills in. */
export async function fillsInPasskeys(): Promise<boolean> {
  return passkeysHere() && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;
}

/** Has a passkey made by what the server says at a path. Refusals: the path's. */
export async function makePasskey(path: string, body?: unknown): Promise<PasskeyAnswer<MadePasskey>> {
  const options = await ask<PublicKeyCredentialCreationOptionsJSON>('POST', path, body);
  if (!options.ok) return options;
  const library = await load();
  if (!library) return OFFLINE;
  try {
    return { ok: true, value: await library.startRegistration({ optionsJSON: options.value }) };
  } catch (error) {
    const isThere =
      error instanceof library.WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED';
    return { ok: false, code: isThere ? 'there' : 'stopped', seconds: 0 };
  }
}

/**
 * Signs in with whichever passkey one chooses. Refusals: `not-allowed` for one that is nobody's, `rate-limited`.
 * @param quietly waits until one is chosen where the browser fills in the address, instead of asking
 * @param isWanted false once something else goes on meanwhile: the browser asks for one at a time
 */
export async function signInWithPasskey(
  quietly: boolean,
  isWanted: () => boolean = () => true,
): Promise<PasskeyAnswer<Me>> {
  const options = await ask<PublicKeyCredentialRequestOptionsJSON>('POST', '/passkeys/sign-in/challenge');
  if (!options.ok) return options;
  const library = await load();
  if (!library) return OFFLINE;
  if (!isWanted()) return STOPPED;
  try {
    const asked = { optionsJSON: options.value, useBrowserAutofill: quietly };
    const passkey = await library.startAuthentication(asked);
    const answer = await ask<Me>('POST', '/passkeys/sign-in', { passkey });
    return answer.ok || answer.code !== 'not-found' ? answer : { ok: false, code: 'late', seconds: 0 };
  } catch {
    return STOPPED;
  }
}

/** Gives up waiting for one. */
export async function stopWaiting(): Promise<void> {
  (await load())?.WebAuthnAbortService.cancelCeremony();
}

/** Nobody needs it before they use a passkey. */
async function load(): Promise<typeof import('@simplewebauthn/browser') | undefined> {
  try {
    return await import('@simplewebauthn/browser');
  } catch {
    return undefined;
  }
}
