import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { openingLine } from './conversation.ts';
import { cleanLine, cleanText, hasInk } from './text.ts';

const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom('\ud800', '\udc00', '\u0000', '\r', '\n', ' ', '\t', '\u007f'), fc.string()),
});

test('A1: a comment keeps its lines and tabs, and nothing that cannot be seen', () => {
  expect(cleanText('  a\r\nb\rc\n\td \u0000\u001b[31m\u007f ')).toBe('a\nb\nc\n\td [31m');
  expect(cleanText('\u0000 \n ')).toBe('');
});

test('A1: halves of characters become the replacement character; whole ones stay', () => {
  expect(cleanText('a\ud83db\udc00😀')).toBe('a\ufffdb\ufffd😀');
});

test('A1: a name is one line, its white space folded', () => {
  expect(cleanLine(' Ada \n\t Lovelace\u0000 ')).toBe('Ada Lovelace');
  expect(cleanLine('a \u0000 b')).toBe('a b');
  expect(cleanLine('\ud83d')).toBe('\ufffd');
});

test('A1: cleaning what is clean changes nothing, and the result is well-formed', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const clean of [cleanText, cleanLine]) {
        expect(clean(clean(text))).toBe(clean(text));
        expect(clean(text)).not.toMatch(/\p{Surrogate}/u);
      }
      expect(cleanLine(text)).not.toMatch(/\s{2}|[^\S ]|^ | $/);
    }),
  );
});

test('S1: an opening line is the first 80 characters on one line', () => {
  expect(openingLine('Could this\n leg\tbe  shorter?')).toBe('Could this leg be shorter?');
  expect(openingLine(`${'😀'.repeat(79)}ab`)).toBe(`${'😀'.repeat(79)}a`);
  expect(openingLine('')).toBe('');
});

test('A1: what nobody sees and misleads goes; joiners, directions and emoji stay', () => {
  const keep = [
    'می‌خواهم',
    'שלום \u200fa\u2067b\u2069',
    '👩‍👩‍👧‍👦 🏳️‍🌈 1️⃣',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    'ก็',
    'a\u0301\u0323',
  ];
  for (const text of keep) expect(cleanText(text)).toBe(text);
  expect(cleanText('ab\u202ecd\u202d\u200b\ufeff\u2062e\u0085')).toBe('abcde');
  expect(cleanText('a\u{e0061}\u{e0062}b')).toBe('ab');
  expect(cleanText(`Z${'\u0301'.repeat(500)}x`)).toBe(`Z${'\u0301'.repeat(8)}x`);
  expect(cleanText('a\u2028b')).toBe('a\nb');
});

test('A1: a name cannot turn the words beside it', () => {
  expect(cleanLine('Ada\u202e\u2067\u202a')).toBe('Ada');
});

test('A1: a text of blanks, joiners and fillers has nothing one can see', () => {
  for (const text of ['\u200d\u200c', '\u2800', '\u3164', '\u0301', ' '])
    expect(hasInk(cleanText(text))).toBe(false);
  for (const text of ['a', '。', '👍', '1️⃣', '\u00a9']) expect(hasInk(text)).toBe(true);
});
