/** One or two letters for a name: first and last word, by user-perceived characters as far as code points go. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? '')[0] ?? '',
  );
  return letters.join('').toLocaleUpperCase() || '?';
}

/** A hue of 0 to 359 that a name always gets. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const point of name) hash = (Math.imul(hash, 31) + (point.codePointAt(0) ?? 0)) >>> 0;
  // The golden angle keeps names that hash to neighbours apart.
  return Math.round((hash % 997) * 137.508) % 360;
}
