/** What is marked in a box. */
export interface Marked {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A change of a box's text: these letters in the place of those from `from` to `to`, and then this is marked. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly marked: readonly [from: number, to: number];
}

/** A way to format. */
export type Format = 'bold' | 'italic' | 'strike' | 'code' | 'link' | 'bullets';

const MARKS = { bold: '**', italic: '_', strike: '~~', code: '`' } as const;
const BULLET = /^- /;

/** Formats what is marked, or takes the format away where it has it. */
export function format(how: Format, marked: Marked): Change {
  if (how === 'link') return link(marked);
  return how === 'bullets' ? bullets(marked) : wrap(MARKS[how], marked);
}

function wrap(mark: string, { text, from, to }: Marked): Change {
  const { length } = mark;
  // Marks count only beside what is not white space.
  const words = text.slice(from, to);
  const start = from + (words.length - words.trimStart().length);
  const end = Math.max(start, to - (words.length - words.trimEnd().length));
  const inner = text.slice(start, end);
  const has = (at: number): boolean => text.slice(at, at + length) === mark;
  if (start >= length && has(start - length) && has(end))
    return { from: start - length, to: end + length, text: inner, marked: [start - length, end - length] };
  const isWrapped = inner.length > 2 * length && inner.startsWith(mark) && inner.endsWith(mark);
  if (isWrapped)
    return { from: start, to: end, text: inner.slice(length, -length), marked: [start, end - 2 * length] };
  return { from: start, to: end, text: mark + inner + mark, marked: [start + length, end + length] };
}

/** The words become the link's, and its address is what is written next; an address becomes the link's address. */
function link({ text, from, to }: Marked): Change {
  const words = text.slice(from, to);
  const isAddress = /^https?:\/\/\S+$/.test(words);
  const at = isAddress ? from + 1 : from + words.length + 3;
  return {
    from,
    to,
    text: isAddress ? `[](${words})` : `[${words}](https://)`,
    marked: isAddress ? [at, at] : [at, at + 'https://'.length],
  };
}

/** Of all lines that are marked, even in part. */
function bullets({ text, from, to }: Marked): Change {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', to);
  const end = next < 0 ? text.length : next;
  const lines = text.slice(start, end).split('\n');
  const isList = lines.every((line) => BULLET.test(line));
  const changed = lines.map((line) => (isList ? line.replace(BULLET, '') : `- ${line.replace(BULLET, '')}`));
  const after = changed.join('\n');
  const moved = start + after.length;
  return { from: start, to: end, text: after, marked: from === to ? [moved, moved] : [start, moved] };
}
