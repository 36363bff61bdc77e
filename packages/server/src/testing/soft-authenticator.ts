import { isoCBOR } from '@simplewebauthn/server/helpers';

/** What an authenticator and the browser before it are told to do otherwise than they should. */
export interface Mischief {
  /** The page's origin as the browser says it. */
  readonly origin?: string;
  /** The host name the authenticator signs for. */
  readonly rpId?: string;
  /** Answers another challenge. */
  readonly challenge?: string;
  /** Did not ask who holds it. */
  readonly unverified?: true;
  /** Says that number of signatures instead of counting on. */
  readonly counter?: number;
  /** Says it is somebody else's. */
  readonly userHandle?: string;
  /** Signs with another key. */
  readonly forged?: true;
}

interface Held {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: string;
  readonly keys: CryptoKeyPair;
  counter: number;
}

/** The part of creation options that is used. */
interface Creating {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
}

/** The part of request options that is used. */
interface Using {
  readonly challenge: string;
  readonly rpId?: string;
}

/** An authenticator in software, together with the browser before it: makes and uses ES256 passkeys as WebAuthn §6 and §7 say, or not quite, where a test wants that. */
export class SoftAuthenticator {
  readonly #origin: string;
  readonly #held: Held[] = [];
  readonly #counts: boolean;

  /** @param origin of the page @param counts false for one that says 0 each time, as password managers do */
  constructor(origin: string, counts = true) {
    this.#origin = origin;
    this.#counts = counts;
  }

  /** Answers `navigator.credentials.create`, as JSON. */
  async create(options: Creating, mischief: Mischief = {}) {
    const keys = await newKeys();
    const id = base64url(crypto.getRandomValues(new Uint8Array(16)));
    const rpId = options.rp.id ?? '';
    const held: Held = { id, rpId, userHandle: options.user.id, keys, counter: 0 };
    this.#held.push(held);
    const authData = concat(
      await head(
        mischief.rpId ?? rpId,
        (mischief.unverified ? FLAGS.present : FLAGS.verified) | FLAGS.made,
        0,
      ),
      new Uint8Array(16),
      new Uint8Array([0, 16]),
      Buffer.from(id, 'base64url'),
      await coseKey(keys),
    );
    const attestationObject = isoCBOR.encode(
      new Map<string, string | Map<string, string> | Uint8Array>([
        ['fmt', 'none'],
        ['attStmt', new Map<string, string>()],
        ['authData', authData],
      ]),
    );
    const clientDataJSON = this.#clientData('webauthn.create', options.challenge, mischief);
    return {
      ...{ id, rawId: id, type: 'public-key', clientExtensionResults: {} },
      response: {
        clientDataJSON: base64url(clientDataJSON),
        attestationObject: base64url(attestationObject),
        transports: ['internal'],
      },
    } as const;
  }

  /** Answers `navigator.credentials.get` with the newest passkey it has for the host, as JSON. */
  async get(options: Using, mischief: Mischief = {}) {
    const held = this.#held.findLast(({ rpId }) => rpId === options.rpId);
    if (!held) throw new Error(`no passkey for ${options.rpId}`);
    if (this.#counts) held.counter++;
    const counter = mischief.counter ?? held.counter;
    const flags = mischief.unverified ? FLAGS.present : FLAGS.verified;
    const authenticatorData = await head(mischief.rpId ?? held.rpId, flags, counter);
    const clientDataJSON = this.#clientData('webauthn.get', options.challenge, mischief);
    const keys = mischief.forged ? await newKeys() : held.keys;
    const signed = concat(authenticatorData, await sha256(clientDataJSON));
    const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.privateKey, signed);
    return {
      ...{ id: held.id, rawId: held.id, type: 'public-key', clientExtensionResults: {} },
      response: {
        clientDataJSON: base64url(clientDataJSON),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(der(new Uint8Array(raw))),
        userHandle: mischief.userHandle ?? held.userHandle,
      },
    } as const;
  }

  #clientData(type: string, asked: string, { challenge = asked, origin = this.#origin }: Mischief) {
    return new TextEncoder().encode(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }
}

/** Bits of authenticator data (WebAuthn §6.1): present; present and verified; a passkey was made. */
const FLAGS = { present: 0x01, verified: 0x05, made: 0x40 } as const;

async function head(rpId: string, flags: number, counter: number): Promise<Uint8Array<ArrayBuffer>> {
  const rest = new DataView(new ArrayBuffer(5));
  rest.setUint8(0, flags);
  rest.setUint32(1, counter);
  return concat(await sha256(new TextEncoder().encode(rpId)), new Uint8Array(rest.buffer));
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
}

/** RFC 9053 §7.1.1: kty EC2, alg ES256, curve P-256, x, y. */
async function coseKey({ publicKey }: CryptoKeyPair): Promise<Uint8Array> {
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
  return isoCBOR.encode(
    new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, raw.slice(1, 33)],
      [-3, raw.slice(33)],
    ]),
  );
}

/** WebCrypto says r and s one after the other, WebAuthn wants a DER sequence of two integers (RFC 3279 §2.2.3). */
function der(raw: Uint8Array): Uint8Array {
  const integer = (half: Uint8Array): number[] => {
    const digits = [...half.slice(half.findIndex((byte) => byte !== 0))];
    const positive = (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits;
    return [0x02, positive.length, ...positive];
  };
  const both = [...integer(raw.slice(0, 32)), ...integer(raw.slice(32))];
  return new Uint8Array([0x30, both.length, ...both]);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
