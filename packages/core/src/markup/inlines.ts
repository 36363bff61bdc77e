import type { Inline, Mention, Styled } from '@imagechat/protocol/body';
import { type Address, readAddress } from './address.ts';
import { characterAt, characterBefore, flanks } from './flanks.ts';
import { merged, wordsOf } from './pieces.ts';
import { DEEPEST, MOST_NODES, type Reading } from './reading.ts';
import { bareWords, linkTo, pictureAt, withoutTail } from './targets.ts';

/** What can be open until its other end comes: styles, a link's words, a picture's. */
type Mark = '*' | '_' | '~' | '[' | '![';

/** A mark that may still find its other end. */
interface Opener {
  readonly mark: Mark;
  /** Where it stands among the pieces. */
  readonly at: number;
  /** How many of its characters are not used yet. */
  left: number;
  /** It cannot become anything any more. */
  dead: boolean;
  /** Deepest nesting among the pieces after it, and whether there is a link. */
  deep: number;
  linked: boolean;
}

const SPECIAL = /[\\`*_~[!\]@hH<]/;
const ESCAPED = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}]/u;
const URL_START = /https?:\/\/[^\s<>`"]/iy;
const URL_END = /[\s<>`"]/;

/** Longest description of a picture, in UTF-16 units. */
const ALT_LENGTH = 200;

/** Reads the marks in a paragraph's text. Linear: every character is looked at a bounded number of times, every piece moves once. */
export function readInlines(text: string, reading: Reading): readonly Inline[] {
  return new InlineReader(text, reading).read();
}

class InlineReader {
  readonly #text: string;
  readonly #reading: Reading;
  /** What was read so far; marks that are open stand in it as they were written. */
  readonly #pieces: Inline[] = [];
  readonly #open: Opener[] = [];
  readonly #byMark: Readonly<Record<Mark, Opener[]>> = { '*': [], _: [], '~': [], '[': [], '![': [] };
  /** Where runs of so many backticks begin, in order. */
  readonly #ticks = new Map<number, number[]>();
  #at = 0;

  constructor(text: string, reading: Reading) {
    this.#text = text;
    this.#reading = reading;
    for (const { 0: run, index } of text.matchAll(/`+/g)) {
      const places = this.#ticks.get(run.length) ?? [];
      places.push(index);
      this.#ticks.set(run.length, places);
    }
    for (const places of this.#ticks.values()) places.reverse();
  }

  read(): readonly Inline[] {
    const { length } = this.#text;
    while (this.#at < length) {
      if (this.#reading.nodes >= MOST_NODES) {
        this.#plain(length);
        break;
      }
      let end = this.#at;
      while (end < length && !SPECIAL.test(this.#text[end] ?? '')) end++;
      this.#reading.steps += end - this.#at + 1;
      if (end > this.#at) this.#plain(end);
      else this.#special();
    }
    return merged(this.#pieces);
  }

  #special(): void {
    const character = this.#text[this.#at] ?? '';
    switch (character) {
      case '\\':
        this.#escape();
        break;
      case '`':
        this.#code();
        break;
      case '*':
      case '_':
      case '~':
        this.#style(character);
        break;
      case '[':
        this.#begin('[', 1);
        break;
      case '!':
        if (this.#text[this.#at + 1] === '[') this.#begin('![', 2);
        else this.#plain(this.#at + 1);
        break;
      case ']':
        this.#end();
        break;
      case '@':
        this.#mention();
        break;
      case '<':
        this.#bracketed();
        break;
      default:
        this.#bareAddress();
    }
  }

  #escape(): void {
    if (ESCAPED.test(this.#text[this.#at + 1] ?? '')) {
      this.#reading.escaped = true;
      this.#at++;
    }
    this.#plain(this.#at + 1);
  }

  /** Takes the text up to `end` as it is. */
  #plain(end: number): void {
    this.#pieces.push(this.#text.slice(this.#at, end));
    this.#at = end;
  }

  #add(node: Exclude<Inline, string>, depth: number, linked: boolean): void {
    this.#reading.nodes++;
    this.#pieces.push(node);
    const top = this.#open.at(-1);
    if (!top) return;
    top.deep = Math.max(top.deep, depth);
    top.linked ||= linked;
  }

  #code(): void {
    let length = 0;
    while (this.#text[this.#at + length] === '`') length++;
    this.#reading.steps += length;
    const places = this.#ticks.get(length) ?? [];
    // Places are taken from the end; those passed already never come back.
    while ((places.at(-1) ?? Number.POSITIVE_INFINITY) <= this.#at) {
      this.#reading.steps++;
      places.pop();
    }
    const close = places.at(-1);
    if (close === undefined) {
      this.#plain(this.#at + length);
      return;
    }
    const inside = this.#text.slice(this.#at + length, close).replaceAll('\n', ' ');
    this.#reading.steps += inside.length;
    const padded = inside.startsWith(' ') && inside.endsWith(' ') && inside.trim() !== '';
    this.#at = close + length;
    this.#add({ t: 'code', text: padded ? inside.slice(1, -1) : inside }, 1, false);
  }

  #style(mark: '*' | '_' | '~'): void {
    let end = this.#at;
    while (this.#text[end] === mark) end++;
    let count = end - this.#at;
    this.#reading.steps += count;
    const { opens, closes } = flanks(
      mark,
      characterBefore(this.#text, this.#at),
      characterAt(this.#text, end),
    );
    if (mark === '~' && count !== 2) {
      this.#plain(end);
      return;
    }
    if (closes) count = this.#close(mark, count);
    this.#at = end;
    if (count === 0) return;
    if (opens) this.#push(mark, count);
    else this.#pieces.push(mark.repeat(count));
  }

  /** Closes as many styles as it can; says how many characters are left over. */
  #close(mark: '*' | '_' | '~', count: number): number {
    let left = count;
    while (left > 0) {
      this.#reading.steps++;
      const opener = this.#byMark[mark].at(-1);
      if (!opener) break;
      this.#forget(opener);
      const { deep, linked } = opener;
      const isEmpty = this.#pieces.length === opener.at + 1;
      if (deep >= DEEPEST.inlines || isEmpty) {
        this.#pop();
        continue;
      }
      const used = opener.left >= 2 && left >= 2 ? 2 : 1;
      const c = this.#take(opener);
      opener.left -= used;
      left -= used;
      if (opener.left > 0) this.#pieces[opener.at] = mark.repeat(opener.left);
      else {
        this.#pieces.pop();
        this.#pop();
      }
      const t: Styled['t'] = mark === '~' ? 's' : used === 2 ? 'b' : 'i';
      this.#add({ t, c }, deep + 1, linked);
    }
    return left;
  }

  #begin(mark: '[' | '![', length: number): void {
    this.#at += length;
    this.#push(mark, length);
  }

  #push(mark: Mark, left: number): void {
    const opener: Opener = { mark, at: this.#pieces.length, left, dead: false, deep: 0, linked: false };
    this.#pieces.push(mark === '[' || mark === '![' ? mark : mark.repeat(left));
    this.#open.push(opener);
    this.#byMark[mark].push(opener);
  }

  /** What was opened after this one stays as it was written. */
  #forget(opener: Opener): void {
    while (this.#open.at(-1) !== opener) this.#pop();
  }

  #pop(): void {
    this.#reading.steps++;
    const opener = this.#open.pop();
    if (!opener) return;
    if (!opener.dead) this.#byMark[opener.mark].pop();
    const top = this.#open.at(-1);
    if (!top) return;
    top.deep = Math.max(top.deep, opener.deep);
    top.linked ||= opener.linked;
  }

  /** The pieces after an opener, taken away. */
  #take(opener: Opener): readonly Inline[] {
    const taken = this.#pieces.splice(opener.at + 1);
    this.#reading.steps += taken.length;
    return merged(taken);
  }

  /** A `]`: the end of a link's or picture's words, if an address follows that may be used. */
  #end(): void {
    const [link, picture] = [this.#byMark['['].at(-1), this.#byMark['!['].at(-1)];
    const opener = (picture?.at ?? -1) > (link?.at ?? -1) ? picture : link;
    if (opener && this.#wrap(opener)) return;
    if (opener) {
      opener.dead = true;
      this.#byMark[opener.mark].pop();
    }
    this.#plain(this.#at + 1);
  }

  /** The `(address)` behind a `]`; parentheses in it pair, one inside another at most. */
  #target(): { readonly text: string; readonly end: number } | undefined {
    const start = this.#at + 2;
    if (this.#text[this.#at + 1] !== '(') return undefined;
    let inner = 0;
    for (let at = start; at < this.#text.length; at++) {
      this.#reading.steps++;
      const character = this.#text[at] ?? '';
      if (URL_END.test(character)) return undefined;
      if (character === '(' && ++inner > 1) return undefined;
      if (character === ')' && inner-- === 0) return { text: this.#text.slice(start, at), end: at + 1 };
    }
    return undefined;
  }

  #wrap(opener: Opener): boolean {
    const target = this.#target();
    if (!target) return false;
    if (opener.mark === '[') {
      const address = readAddress(target.text);
      return address !== undefined && this.#link(opener, address, target.end);
    }
    const picture = pictureAt(target.text);
    if (!picture) return false;
    this.#forget(opener);
    const alt = altOf(this.#unpack(opener));
    this.#at = target.end;
    this.#add({ ...picture, alt }, 1, 'src' in picture);
    return true;
  }

  #link(opener: Opener, address: Address, end: number): boolean {
    this.#forget(opener);
    const { deep, linked } = opener;
    const [only, ...more] = this.#pieces.slice(opener.at + 1, opener.at + 3);
    // An address that was written as words; any other link inside a link is one too many.
    const bare = typeof only === 'object' && only.t === 'a' && more.length === 0 ? only.c : undefined;
    if (only === undefined || deep >= DEEPEST.inlines || (linked && !bare)) return false;
    const inside = this.#unpack(opener);
    this.#at = end;
    this.#add(linkTo(address, bare ?? inside), deep + 1, true);
    return true;
  }

  /** The pieces after an opener, taken away with it. */
  #unpack(opener: Opener): readonly Inline[] {
    const inside = this.#take(opener);
    this.#pieces.pop();
    this.#pop();
    return inside;
  }

  #mention(): void {
    const from = this.#at + 1;
    const before = characterBefore(this.#text, this.#at);
    const who = WORD.test(before)
      ? undefined
      : this.#reading.mentions.find(({ name }) => {
          this.#reading.steps++;
          return this.#text.startsWith(name, from) && !WORD.test(characterAt(this.#text, from + name.length));
        });
    if (!who) {
      this.#plain(from);
      return;
    }
    this.#at = from + who.name.length;
    this.#add({ t: 'at', id: who.id, name: who.name } satisfies Mention, 1, false);
  }

  /** `<https://…>`: the brackets say where the address ends. */
  #bracketed(): void {
    URL_START.lastIndex = this.#at + 1;
    const end = URL_START.test(this.#text) ? this.#addressEnd(this.#at + 1) : 0;
    const address = this.#text[end] === '>' ? readAddress(this.#text.slice(this.#at + 1, end)) : undefined;
    if (!address) {
      this.#plain(this.#at + 1);
      return;
    }
    const words = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    this.#addBare(address, words);
  }

  #bareAddress(): void {
    URL_START.lastIndex = this.#at;
    const starts = !WORD.test(characterBefore(this.#text, this.#at)) && URL_START.test(this.#text);
    if (!starts) {
      this.#plain(this.#at + 1);
      return;
    }
    const words = withoutTail(this.#text.slice(this.#at, this.#addressEnd(this.#at)));
    this.#reading.steps += words.length;
    const address = readAddress(words);
    if (!address) {
      this.#plain(this.#at + words.length);
      return;
    }
    this.#at += words.length;
    this.#addBare(address, words);
  }

  #addressEnd(from: number): number {
    let end = from;
    // Where the words of a link end, an address among them does.
    while (
      end < this.#text.length &&
      !URL_END.test(this.#text[end] ?? '') &&
      !this.#text.startsWith('](', end)
    )
      end++;
    this.#reading.steps += end - from;
    return end;
  }

  #addBare(address: Address, words: string): void {
    this.#add({ t: 'a', href: address.href, c: [bareWords(address, words)] }, 1, true);
  }
}

function altOf(pieces: readonly Inline[]): string {
  return wordsOf(pieces).replace(/\s+/g, ' ').trim().slice(0, ALT_LENGTH);
}
