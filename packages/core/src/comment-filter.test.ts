import { expect, test } from 'bun:test';
import { type CommentFilter, catches } from './comment-filter.ts';
import { asFiltered } from './rules/filtering.ts';
import { actor, add, submission } from './testing/builders.ts';

const filter = (words: readonly string[], links: number | null = null): CommentFilter => ({
  ...{ words, links, outcome: 'pending' },
});

const CAUGHT: readonly (readonly [string, string])[] = [
  ['casino', 'The CASINO is open'],
  ['casino', 'casino'],
  ['casino', 'ca\u200bsino!'],
  ['casino', '\uff23\uff41\uff53\uff49\uff4e\uff4f'],
  ['cheap pills', 'cheap\n  pills'],
  ['casino*', 'casinos'],
  ['*casino', 'onlinecasino'],
  ['dür*', 'DURCH'],
  ['\u8cfc\u5165', '\u4eca\u3059\u3050\u8cfc\u5165\u3057\u3066'],
  ['c++', 'I like C++.'],
];

const FREE: readonly (readonly [string, string])[] = [
  ['casino', 'casinos'],
  ['ass', 'A class of its own'],
  ['cheap pills', 'cheap and pills'],
  ['*', 'anything'],
  ['.*', 'anything'],
  ['  ', 'a  b'],
];

test('a filter catches words whatever their case, form and accents, and only whole ones unless told otherwise', () => {
  for (const [word, text] of CAUGHT)
    expect([word, text, catches(filter([word]), text)]).toEqual([word, text, true]);
  for (const [word, text] of FREE)
    expect([word, text, catches(filter([word]), text)]).toEqual([word, text, false]);
});

test('a filter counts links', () => {
  const text = 'See https://a.test and http://b.test, or www.c.test';
  expect([0, 2, 3].map((links) => catches(filter([], links), text))).toEqual([true, true, false]);
  expect(catches(filter([], 0), 'no links. none')).toBe(false);
});

test('whose text is caught is read first or unseen for this once; the filter itself goes no further', () => {
  const asked = (outcome: CommentFilter['outcome'], text: string) =>
    asFiltered(submission(add('c1', text), actor({ filter: { ...filter(['pills']), outcome } }))).actor;
  expect(asked('pending', 'Pills!')).toEqual(actor({ premoderated: true }));
  expect(asked('spam', 'Pills!')).toEqual(actor({ shadowed: true }));
  expect(asked('spam', 'Chairs!')).toEqual(actor());
});

test('many words are looked for in a long text in little time', () => {
  const words = Array.from({ length: 1000 }, (_, at) => `word${at} and more${at}*`);
  const started = performance.now();
  expect(catches(filter(words), 'word and more and word999 and less '.repeat(200))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
});
