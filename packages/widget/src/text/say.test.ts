import { describe, expect, test } from 'bun:test';
import { enPicture } from './en.ts';
import { enWindow } from './en-window.ts';
import { createSay } from './say.ts';
import { createTimeWords } from './time-words.ts';

const say = createSay(enWindow, 'en');

describe('say', () => {
  test('fills places, numbers as the language writes them', () => {
    expect(say('window', { name: 'Ada' })).toBe('Conversation started by Ada');
    expect(say('left', { n: 1234 })).toBe('1,234 characters left');
  });
  test('what people write is not a place', () => {
    expect(say('marker', { name: '{line}', line: '$& {name}' })).toBe('{line}: $& {name}');
  });
  test('the number decides the plural form', () => {
    expect([1, 2].map((n) => say('replies', { n }))).toEqual(['1 reply', '2 replies']);
    const polish = { replies: { one: '{n} odpowiedź', few: '{n} odpowiedzi', other: '{n} odp.' } };
    const sayPolish = createSay(polish, 'pl');
    expect([1, 3, 5].map((n) => sayPolish('replies', { n }))).toEqual([
      '1 odpowiedź',
      '3 odpowiedzi',
      '5 odp.',
    ]);
  });
  test('voice: sentence case, no exclamation marks, straight words', () => {
    const all = Object.values({ ...enPicture, ...enWindow }).flatMap((phrase) =>
      typeof phrase === 'string' ? [phrase] : Object.values(phrase),
    );
    for (const sentence of all) expect(sentence).not.toMatch(/!|\boops\b|\berror\b|\binvalid\b/i);
  });
  test('no key is in both files', () => {
    expect(Object.keys(enPicture).filter((key) => key in enWindow)).toEqual([]);
  });
});

describe('times', () => {
  const { ago, at } = createTimeWords('en', 'just now');
  const now = Date.UTC(2026, 4, 20, 12);
  const minutes = 60_000;
  test('roughly, and never in the future', () => {
    const seen = [-5, 0.5, 1, 59, 60, 23 * 60, 24 * 60, 6 * 24 * 60].map((m) => ago(now - m * minutes, now));
    expect(seen).toEqual([
      'just now',
      'just now',
      '1 min. ago',
      '59 min. ago',
      '1 hr. ago',
      '23 hr. ago',
      'yesterday',
      '6 days ago',
    ]);
  });
  test('the date after a week', () => {
    expect(ago(now - 8 * 24 * 60 * minutes, now)).toBe('May 12, 2026');
  });
  test('in full', () => {
    expect(at(now)).toContain('2026');
  });
});
