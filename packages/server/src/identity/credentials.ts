/** A secret or key as it is made: told once, and named by its id from then on. */
export interface NewCredential {
  readonly id: string;
  readonly text: string;
}

/** What credentials begin with, so that whoever finds one knows what it is. */
export type CredentialKind = 'ics' | 'ick' | 'icw';

/** Makes an API secret (`ics`), an API key (`ick`) or the secret of a webhook (`icw`): 32 random bytes in base64url. */
export function newCredential(kind: CredentialKind, random: (bytes: Uint8Array) => void): NewCredential {
  const id = new Uint8Array(6);
  random(id);
  // Hexadecimal, as an id that began with a dash would be taken for an option on the command line.
  return { id: id.toHex(), text: `${kind}_${randomText(32, random)}` };
}

/** What is kept of an API key: SHA-256 in lower-case hex. A key is 32 random bytes, so nothing slower is needed. */
export function keyHash(key: string): string {
  return new Bun.CryptoHasher('sha256').update(key).digest('hex');
}

function randomText(length: number, random: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(length);
  random(bytes);
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}
