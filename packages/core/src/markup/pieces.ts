import type { Inline } from '@imagechat/protocol/body';

/** What marks say without them, as far as anybody reads it. */
export function wordsOf(pieces: readonly Inline[]): string {
  let words = '';
  for (const piece of pieces) {
    if (words.length > 1000) break;
    if (typeof piece === 'string') words += piece;
    else if (piece.t === 'code') words += piece.text;
    else if (piece.t === 'at') words += `@${piece.name}`;
    else if (piece.t === 'img') words += piece.alt;
    else words += wordsOf(piece.c);
  }
  return words;
}

/** Strings side by side become one. */
export function merged(pieces: readonly Inline[]): readonly Inline[] {
  const out: Inline[] = [];
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else {
      if (text !== '') out.push(text);
      text = '';
      out.push(piece);
    }
  }
  if (text !== '') out.push(text);
  return out;
}
