/** Which texts of an actor are not for everybody's eyes at once, and what becomes of them. */
export interface CommentFilter {
  /** Words and groups of words; `*` at an end stands for any letters. */
  readonly words: readonly string[];
  /** Links a text may have, null for any number. */
  readonly links: number | null;
  readonly outcome: 'pending' | 'spam';
}

/** True when a filter catches a text. Pure. */
export function catches(filter: CommentFilter, text: string): boolean {
  const { links, words } = filter;
  if (links !== null && linksIn(text) > links) return true;
  return patternOf(words)?.test(folded(text)) ?? false;
}

/** How many addresses of the web are in a text. */
function linksIn(text: string): number {
  return text.match(/(?:https?:\/\/|\bwww\.)[^\s]/giu)?.length ?? 0;
}

/** Patterns are made once for a list: one text comes after the other. */
const patterns = new WeakMap<readonly string[], RegExp | undefined>();

function patternOf(words: readonly string[]): RegExp | undefined {
  if (patterns.has(words)) return patterns.get(words);
  const alternatives = words.map(alternativeOf).filter((word) => word !== undefined);
  const pattern = alternatives.length === 0 ? undefined : new RegExp(alternatives.join('|'), 'u');
  patterns.set(words, pattern);
  return pattern;
}

function alternativeOf(word: string): string | undefined {
  const [, before = '', bare = '', after = ''] = /^(\*?)(.*?)(\*?)$/su.exec(folded(word)) ?? [];
  if (bare.trim() === '') return undefined;
  const inside = bare.trim().split(/\s+/u).map(escaped).join('\\s+');
  const start = before === '' && isJoined(bare.at(0)) ? '(?<![\\p{L}\\p{N}])' : '';
  const end = after === '' && isJoined(bare.at(-1)) ? '(?![\\p{L}\\p{N}])' : '';
  return `${start}${inside}${end}`;
}

/** Whether words of this letter's writing have spaces between them, so that it can be seen where one ends. */
function isJoined(letter: string | undefined): boolean {
  return (
    letter !== undefined &&
    /[\p{L}\p{N}]/u.test(letter) &&
    !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u.test(
      letter,
    )
  );
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** As texts are compared: compatible forms, cases and accents are one, and what cannot be seen is not there. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase();
}
