import { createHmac, timingSafeEqual } from 'node:crypto';

/** Characters of a seal: 16 bytes of an HMAC-SHA256 (RFC 2104) in base64url. */
const SEAL_LENGTH = 22;

/** Proves that a text comes from a process of this installation: whoever can write to the bus but has not the key cannot speak on it. */
export class Seal {
  readonly #key: Buffer;

  /** @param secret the installation's own, as every process of it reads it from the database */
  constructor(secret: string) {
    // A key of its own, so that what is said here can never be taken for a session token or the other way round.
    this.#key = createHmac('sha256', secret).update('imagechat-bus').digest();
  }

  /** The text with its seal in front. It is bound to the channel, so it cannot be played to another image. */
  close(channel: string, text: string): string {
    return this.#of(channel, text) + text;
  }

  /** The text, or undefined when the seal is not ours. */
  open(channel: string, sealed: string): string | undefined {
    const seal = Buffer.from(sealed.slice(0, SEAL_LENGTH));
    const text = sealed.slice(SEAL_LENGTH);
    const expected = Buffer.from(this.#of(channel, text));
    return seal.length === expected.length && timingSafeEqual(seal, expected) ? text : undefined;
  }

  /** A short name that only this installation can make: names channels, so that two installations may share a Redis. */
  name(text: string): string {
    return this.#of('name', text);
  }

  #of(channel: string, text: string): string {
    const hmac = createHmac('sha256', this.#key).update(channel).update('\0').update(text);
    return hmac.digest('base64url').slice(0, SEAL_LENGTH);
  }
}
