type Mode = { kind: 'code'; depth: number } | { kind: 'template' };

const REGEX_AFTER = new Set('(,=:[!&|?{};+-*%~^>');
const REGEX_AFTER_WORDS = /\b(?:return|typeof|case|in|of|do|else|void|yield|await|throw|delete)$/;

/**
 * A script's text with comments, string contents and regular expressions turned into spaces, so that what is left
 * can be searched for words of the language. Same length, same line breaks; quotes stay where they are.
 * JSX text is treated as code; a stray quote in it hides at most the rest of its line.
 */
export function codeOnly(text: string): string {
  return new Masker(text).run();
}

class Masker {
  readonly #text: string;
  readonly #out: string[];
  readonly #modes: Mode[] = [{ kind: 'code', depth: 0 }];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#out = text.split('');
  }

  run(): string {
    while (this.#at < this.#text.length) {
      const mode = this.#modes.at(-1);
      if (mode?.kind === 'template') this.#template();
      else if (mode) this.#code(mode);
    }
    return this.#out.join('');
  }

  #code(mode: { depth: number }): void {
    const char = this.#text[this.#at] ?? '';
    const pair = this.#text.slice(this.#at, this.#at + 2);
    if (pair === '//') this.#blankTo(this.#indexOf('\n'));
    else if (pair === '/*') this.#blankTo(this.#indexOf('*/', 2) + 2);
    else if (char === '"' || char === "'") this.#blankUntilQuote(char);
    else if (char === '`') {
      this.#modes.push({ kind: 'template' });
      this.#at++;
    } else if (char === '/' && this.#regexMayStart()) this.#blankUntilQuote('/');
    else this.#brace(char, mode);
  }

  #brace(char: string, mode: { depth: number }): void {
    if (char === '{') mode.depth++;
    if (char === '}') {
      mode.depth--;
      if (mode.depth < 0 && this.#modes.length > 1) this.#modes.pop();
    }
    this.#at++;
  }

  #template(): void {
    const char = this.#text[this.#at];
    if (char === '`') {
      this.#modes.pop();
      this.#at++;
    } else if (char === '$' && this.#text[this.#at + 1] === '{') {
      this.#modes.push({ kind: 'code', depth: 0 });
      this.#at += 2;
    } else this.#blankTo(this.#at + (char === '\\' ? 2 : 1));
  }

  /** Blanks a string or a regular expression up to its closing sign or the end of its line. */
  #blankUntilQuote(quote: string): void {
    let end = this.#at + 1;
    let inClass = false;
    for (; end < this.#text.length && this.#text[end] !== '\n'; end++) {
      const char = this.#text[end];
      if (char === '\\') end++;
      else if (quote === '/' && char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if (char === quote && !inClass) break;
    }
    this.#at++;
    this.#blankTo(end);
    this.#at++;
  }

  #regexMayStart(): boolean {
    const before = this.#out
      .slice(Math.max(0, this.#at - 40), this.#at)
      .join('')
      .trimEnd();
    return before === '' || REGEX_AFTER.has(before.at(-1) ?? '') || REGEX_AFTER_WORDS.test(before);
  }

  #blankTo(end: number): void {
    for (; this.#at < Math.min(end, this.#text.length); this.#at++) {
      if (this.#text[this.#at] !== '\n') this.#out[this.#at] = ' ';
    }
  }

  #indexOf(what: string, skip = 0): number {
    const found = this.#text.indexOf(what, this.#at + skip);
    return found === -1 ? this.#text.length : found;
  }
}
