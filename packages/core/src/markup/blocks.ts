import type { Block, Body } from '@imagechat/protocol/body';
import { readInlines } from './inlines.ts';
import { DEEPEST, MOST_NODES, type Reading } from './reading.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^ {0,3}(?:[-*+]|(\d{1,3})[.)]) {1,4}(?=\S)/;
const CONTINUED = /^(?: {2,6}|\t)/;
/** What other dialects draw a line for; here it stays what it is. */
const RULE = /^ {0,3}(?:\*[* ]*|-[- ]*|_[_ ]*)$/;

/** A block, and the line after it. */
interface Found {
  readonly block: Block;
  readonly next: number;
}

/**
 * Reads lines into blocks: paragraphs, lists, quotations, code between fences. There are no headings, tables or rules, and no HTML. Linear: each
 * level of nesting looks at a line a bounded number of times, and there are few levels.
 */
export function readBlocks(lines: readonly string[], reading: Reading, depth = 0): Body {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    reading.steps++;
    if (isBlank(lines[at])) {
      at++;
      continue;
    }
    const { block, next } = blockAt(lines, at, reading, depth);
    reading.nodes++;
    blocks.push(block);
    at = next;
  }
  return blocks;
}

function blockAt(lines: readonly string[], at: number, reading: Reading, depth: number): Found {
  switch (kindOf(lines[at] ?? '', reading, depth)) {
    case 'pre':
      return codeAt(lines, at, reading);
    case 'quote':
      return quoteAt(lines, at, reading, depth);
    case 'list':
      return listAt(lines, at, reading, depth);
    case 'p':
      return paragraphAt(lines, at, reading, depth);
  }
}

function kindOf(line: string, reading: Reading, depth: number): 'pre' | 'quote' | 'list' | 'p' {
  reading.steps += line.length;
  if (reading.nodes >= MOST_NODES) return 'p';
  if (FENCE.test(line)) return 'pre';
  if (depth >= DEEPEST.blocks) return 'p';
  if (QUOTE.test(line)) return 'quote';
  return ITEM.test(line) && !RULE.test(line) ? 'list' : 'p';
}

/** From the fence to the next one like it, or to the end. */
function codeAt(lines: readonly string[], at: number, reading: Reading): Found {
  const fence = FENCE.exec(lines[at] ?? '')?.[1] ?? '';
  let end = at + 1;
  while (end < lines.length && !closes(lines[end] ?? '', fence)) end++;
  reading.steps += end - at;
  return { block: { t: 'pre', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

function closes(line: string, fence: string): boolean {
  const ending = line.trim();
  return ending.length >= fence.length && ending === (fence[0] ?? '').repeat(ending.length);
}

function quoteAt(lines: readonly string[], at: number, reading: Reading, depth: number): Found {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end] ?? '')) end++;
  const inside = lines.slice(at, end).map((line) => line.replace(QUOTE, ''));
  return { block: { t: 'quote', c: readBlocks(inside, reading, depth + 1) }, next: end };
}

function listAt(lines: readonly string[], at: number, reading: Reading, depth: number): Found {
  const first = ITEM.exec(lines[at] ?? '')?.[1];
  const items: Body[] = [];
  let next = at;
  while (next < lines.length) {
    const line = lines[next] ?? '';
    const item = ITEM.exec(line);
    if (!item || RULE.test(line) || (item[1] === undefined) !== (first === undefined)) break;
    const end = itemEnd(lines, next + 1);
    const rest = lines.slice(next + 1, end).map((more) => more.replace(CONTINUED, ''));
    reading.nodes++;
    items.push(readBlocks([line.slice(item[0].length), ...rest], reading, depth + 1));
    next = end;
    // A blank line between two items does not end their list.
    if (isBlank(lines[next]) && ITEM.test(lines[next + 1] ?? '')) next++;
  }
  const from = Number(first ?? 1);
  if (first === undefined) return { block: { t: 'ul', c: items }, next };
  return { block: { t: 'ol', c: items, ...(from === 1 ? {} : { from }) }, next };
}

/** Where the lines end that are indented under an item; blank ones count if another indented one follows. */
function itemEnd(lines: readonly string[], from: number): number {
  let end = from;
  while (end < lines.length) {
    const isInside = CONTINUED.test(lines[end] ?? '') && !isBlank(lines[end]);
    if (isInside) end++;
    else if (isBlank(lines[end]) && CONTINUED.test(lines[end + 1] ?? '') && !isBlank(lines[end + 1]))
      end += 2;
    else break;
  }
  return end;
}

function paragraphAt(lines: readonly string[], at: number, reading: Reading, depth: number): Found {
  let end = at + 1;
  const isMore = (line: string): boolean =>
    // Beyond the bound, what is left is one paragraph.
    reading.nodes >= MOST_NODES || (!isBlank(line) && kindOf(line, reading, depth) === 'p');
  while (end < lines.length && isMore(lines[end] ?? '')) end++;
  const text = lines
    .slice(at, end)
    .map((line) => line.trim())
    .join('\n');
  return { block: { t: 'p', c: readInlines(text, reading) }, next: end };
}

function isBlank(line: string | undefined): boolean {
  return line?.trim() === '';
}
