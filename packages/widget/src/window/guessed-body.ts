import type { Block, Body, Inline } from '@imagechat/protocol/body';
import type { MentionClaim } from '@imagechat/protocol/written';
import { picturesIn, takePictures } from './pictured.ts';

/** Marks that are read by more than one look at them: a text with these is shown as it was written. */
const UNSURE = /[\\<]|^\s*(?:>|```|~~~|\d+[.)] |[*+] )|^\s+-/m;
/** Lines of a list, or of a paragraph. */
const BLOCK = /(?:^- .+\n?)+|(?:^(?!- ).+\n?)+/gm;
/** Words between two marks, a link, an address, or where somebody may be mentioned. */
const MARK =
  /(?<![\p{L}\p{N}])(?:(\*\*|\*|__|_|~~|`)(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}*_~`])|\[([^[\]]+)\]\((https?:\/\/[^\s()]+)\)|https?:\/\/[^\s()]*[^\s().,:;!?'"*_~\]}]|@)/su;

const STYLES: Readonly<Record<string, 'b' | 'i' | 's'>> = { '**': 'b', __: 'b', '*': 'i', _: 'i', '~~': 's' };

/**
 * How a text will be drawn that waits for the server, who alone reads all of its marks (docs/decisions/0008): with what the tools write, with whom one chose
 * to mention, and with its pictures. Undefined when that is no more than the text.
 */
export function guessBody(text: string, people: Iterable<MentionClaim>): Body | undefined {
  const { words, pictures } = takePictures(text);
  const known = [...people].sort((a, b) => b.name.length - a.name.length);
  const sure: Body = UNSURE.test(words) ? [{ t: 'p', c: [words] }] : blocksIn(words, known);
  const body = [...sure, ...picturesIn(pictures)];
  const isPlain = (block: Block): boolean =>
    block.t === 'p' && block.c.every((piece) => typeof piece === 'string');
  return body.every(isPlain) ? undefined : body;
}

function blocksIn(words: string, known: readonly MentionClaim[]): Body {
  return (words.match(BLOCK) ?? []).map((block): Block => {
    const lines = block.trim().split('\n');
    return block.startsWith('- ')
      ? { t: 'ul', c: lines.map((line) => [paragraph(line.slice(2), known)]) }
      : paragraph(block, known);
  });
}

function paragraph(text: string, known: readonly MentionClaim[]): Block {
  const lines = text.trim().split('\n');
  return { t: 'p', c: inlinesIn(lines.map((line) => line.trim()).join('\n'), known) };
}

function inlinesIn(text: string, known: readonly MentionClaim[]): Inline[] {
  const pieces: Inline[] = [];
  const mark = new RegExp(MARK, 'gsu');
  let from = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const after = found.index + found[0].length;
    const person = found[0] === '@' ? known.find(({ name }) => text.startsWith(name, after)) : undefined;
    if (found[0] === '@' && !person) continue;
    pieces.push(text.slice(from, found.index));
    pieces.push(person ? { t: 'at', id: person.id, name: person.name } : markIn(found, known));
    from = after + (person?.name.length ?? 0);
    mark.lastIndex = from;
  }
  return [...pieces, text.slice(from)].filter((piece) => piece !== '');
}

function markIn(
  [whole, style, inner = '', words, href = whole]: RegExpExecArray,
  known: readonly MentionClaim[],
): Inline {
  const t = style && STYLES[style];
  if (t) return { t, c: inlinesIn(inner, known) };
  return style ? { t: 'code', text: inner } : { t: 'a', href, c: words ? inlinesIn(words, known) : [href] };
}
