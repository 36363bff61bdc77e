import { expect, test } from 'bun:test';
import { type Format, format } from './format.ts';

/** A box's text with what is marked between two bars, or the caret as one. */
function after(how: Format, written: string): string {
  const [before = '', middle, rest] = written.split('|');
  const text = written.replaceAll('|', '');
  const to = rest === undefined ? before.length : before.length + (middle ?? '').length;
  const change = format(how, { text, from: before.length, to });
  const next = text.slice(0, change.from) + change.text + text.slice(change.to);
  const [start, end] = change.marked;
  return start === end
    ? `${next.slice(0, start)}|${next.slice(start)}`
    : `${next.slice(0, start)}|${next.slice(start, end)}|${next.slice(end)}`;
}

test.each([
  ['bold', 'a |word| here', 'a **|word|** here'],
  ['bold', 'a **|word|** here', 'a |word| here'],
  ['bold', 'a |**word**| here', 'a |word| here'],
  ['bold', 'a | word |here', 'a  **|word|** here'],
  ['italic', 'new |', 'new _|_'],
  ['strike', '|gone|', '~~|gone|~~'],
  ['code', 'x |y|', 'x `|y|`'],
  ['link', 'see |this|', 'see [this](|https://|)'],
  ['link', 'see |https://a.example/b|', 'see [|](https://a.example/b)'],
  ['bullets', 'one|', '- one|'],
  ['bullets', '- one|', 'one|'],
  ['bullets', 'a\n|b\nc|\nd', 'a\n|- b\n- c|\nd'],
  ['bullets', '|- b\n- c|', '|b\nc|'],
  ['bullets', '|- b\nc|', '|- b\n- c|'],
] as const)('%s: %j becomes %j', (how, written, expected) => {
  expect(after(how, written)).toBe(expected);
});
