/** So many combining marks may follow one another; no script needs more, and towers of them cover what stands above. */
const MOST_MARKS = 8;

/** Never needed in a text, and able to change how what is around it reads: bidi overrides, deprecated and annotation characters, blanks in disguise. */
const MISLEADING =
  /[\u00ad\u200b\u2028\u2029\u202d\u202e\u2061-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u115f\u1160]/gu;
/** In a line beside others' words, also what opens or closes a direction. */
const DIRECTIONS = /[\u202a-\u202c\u2066-\u2069]/gu;
/** Tags say nothing outside of a flag (UTS #51 §C.1), but can hide a message. */
const TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007f}]{1,8})|[\u{e0000}-\u{e007f}]/gu;
const TOWER = new RegExp(`(\\p{M}{${MOST_MARKS}})\\p{M}+`, 'gu');
const INK = /[^\s\p{Cc}\p{Cf}\p{M}\u2800]/u;

/**
 * A comment's text as storage keeps it: line ends as \n, no control characters but \n and tab, lone surrogates replaced, no characters that
 * are not seen and mislead, no towers of combining marks, trimmed. Joiners, marks of direction and emoji sequences stay.
 */
export function cleanText(text: string): string {
  const lines = text.replace(/\r\n?|\u2028|\u2029/g, '\n');
  return dropMisleading(dropControls(lines, '\n\t')).trim();
}

/** True when a text has anything one can see. */
export function hasInk(text: string): boolean {
  return INK.test(text);
}

/** A name or title as storage keeps it: like a text, but one line with white space folded, and nothing in it that turns the direction. */
export function cleanLine(text: string): string {
  // Folding comes last: a control character between two spaces would keep them apart.
  const seen = dropMisleading(dropControls(text.replace(/\s/g, ' '), '').replace(DIRECTIONS, ''));
  return seen.replace(/ +/g, ' ').trim();
}

function dropMisleading(text: string): string {
  return text.replace(MISLEADING, '').replace(TAGS, '$1').replace(TOWER, '$1');
}

function dropControls(text: string, keep: string): string {
  let clean = '';
  // Iterating by code point leaves a lone surrogate as a single unit, so it can be seen and replaced.
  for (const point of text) {
    const code = point.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) clean += '\uFFFD';
    else if ((code >= 0x20 && (code < 0x7f || code > 0x9f)) || keep.includes(point)) clean += point;
  }
  return clean;
}
