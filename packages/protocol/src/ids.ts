/** What an id made by anyone must look like (N1). Ids never order anything. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** The text form of a UUID of any version (RFC 9562 §4), lower or upper case. */
export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Longest urlId in UTF-16 code units; a page address plus a picture's address fits. */
export const MAX_URL_ID_LENGTH = 4096;

/** Names an image for ever: the tenant, and the tenant's own opaque string for it. */
export interface ImageKey {
  readonly tenantId: string;
  readonly urlId: string;
}

/** Where ids come from: a clock in ms since 1970 and a filler of random bytes. Both are injected. */
export interface Entropy {
  now(): number;
  /** Fills all of `bytes` with random values. */
  random(bytes: Uint8Array): void;
}

/** True when `value` is an id we accept (N1). */
export function isId(value: string): boolean {
  return ID_PATTERN.test(value);
}

/** True when `value` can be a urlId: 1 to 4096 code units, well-formed Unicode, no control characters. */
export function isUrlId(value: string): boolean {
  if (value.length === 0 || value.length > MAX_URL_ID_LENGTH) return false;
  // encodeURIComponent is the shortest portable test for lone surrogates.
  try {
    encodeURIComponent(value);
  } catch {
    return false;
  }
  return !hasControlCharacter(value);
}

/** True when `value` holds a C0 control character or DEL. */
function hasControlCharacter(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
}

/** A new UUIDv7 in text form (RFC 9562 §5.7): for conversations, comments and broadcastIds. */
export function newId(entropy: Entropy): string {
  const bytes = new Uint8Array(16);
  entropy.random(bytes);
  let time = Math.floor(entropy.now());
  for (let at = 5; at >= 0; at--) {
    bytes[at] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  let text = '';
  for (let at = 0; at < 16; at++) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += '-';
    text += (bytes[at] ?? 0).toString(16).padStart(2, '0');
  }
  return text;
}

/**
 * One string for an image, usable as a map key: no tenant can write another's (tenant ids hold no `/`).
 */
export function imageKeyText(key: ImageKey): string {
  return `${key.tenantId}/${key.urlId}`;
}
