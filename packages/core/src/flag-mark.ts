/**
 * What is remembered of who flagged a comment: enough to know them again at this comment, too little to say who they are. 52 bits of two FNV-1a hashes over
 * UTF-16 units, in hex.
 */
export function flagMark(actorId: string, commentId: string): string {
  const text = `${commentId}/${actorId}`;
  return `${hash(text, 0x811c9dc5).slice(0, 6)}${hash(text, 0x01234567).slice(0, 7)}`;
}

function hash(text: string, seed: number): string {
  let value = seed;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
