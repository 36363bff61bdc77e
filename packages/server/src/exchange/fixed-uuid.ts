/** A UUID that is always the same for a text (version 8 of RFC 9562: made by a rule of one's own). */
export function fixedUuid(text: string): string {
  const hex = new Bun.CryptoHasher('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
