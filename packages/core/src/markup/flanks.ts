const SPACE = /\s/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;

/** Whether a run of style marks can open or close a style, by what stands on both sides of it (as CommonMark 0.31 §6.2 has it). */
export function flanks(
  mark: string,
  before: string,
  after: string,
): { readonly opens: boolean; readonly closes: boolean } {
  const left = !isSpace(after) && (!PUNCTUATION.test(after) || isSpace(before) || PUNCTUATION.test(before));
  const right = !isSpace(before) && (!PUNCTUATION.test(before) || isSpace(after) || PUNCTUATION.test(after));
  if (mark !== '_') return { opens: left, closes: right };
  return {
    opens: left && (!right || PUNCTUATION.test(before)),
    closes: right && (!left || PUNCTUATION.test(after)),
  };
}

/** The character that begins at a place; empty behind the end. */
export function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** The character that ends before a place; empty before the beginning. */
export function characterBefore(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return characterAt(text, low >= 0xdc00 && low <= 0xdfff ? at - 2 : at - 1);
}

function isSpace(character: string): boolean {
  return character === '' || SPACE.test(character);
}
