import type { Block, Body } from '@imagechat/protocol/body';
import type { MentionClaim } from '@imagechat/protocol/written';
import { readBlocks } from './blocks.ts';
import type { Reading } from './reading.ts';

/** What every mark has in it: a character of a style, a link, a quotation or a list. Most texts have none, and are read no further. */
const MAY_MARK = /[\\`*_~[\]@<>+-]|https?:|\d[.)]/i;

/**
 * Reads the marks in a comment's text (a subset of Markdown, SPEC.md §18) into a tree without markup; undefined when there are none, so that
 * plain comments cost nothing more. `mentions` are people that are known: their names count where they stand after an `@`. `told` hears
 * how many steps it took. Pure, linear in the text, bounded in nodes and nesting.
 */
export function readMarkup(
  text: string,
  mentions: readonly MentionClaim[] = [],
  told?: (steps: number) => void,
): Body | undefined {
  if (!MAY_MARK.test(text)) return undefined;
  const longestFirst = mentions.toSorted((a, b) => b.name.length - a.name.length);
  const reading: Reading = { mentions: longestFirst, steps: 0, nodes: 0, escaped: false };
  const body = readBlocks(text.split('\n'), reading);
  told?.(reading.steps);
  return body.every(isPlain) && !reading.escaped ? undefined : body;
}

function isPlain(block: Block): boolean {
  return block.t === 'p' && block.c.every((piece) => typeof piece === 'string');
}
