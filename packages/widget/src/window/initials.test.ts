import { expect, test } from 'bun:test';
import { hueOf, initials } from './initials.ts';

test('one or two letters, whatever the script', () => {
  const names = ['Nadia Brandt', 'tilda', '  Jean  Luc   Picard ', '山田 太郎', '👩‍🚀 Ada', ''];
  expect(names.map(initials)).toEqual(['NB', 'T', 'JP', '山太', '👩A', '?']);
});

test('a name keeps its hue, and neighbours differ', () => {
  expect(hueOf('Ada')).toBe(hueOf('Ada'));
  const hues = ['Ada', 'Adb', 'Ben', 'Cy', 'Owen Clarke', 'Hanna Lindqvist'].map(hueOf);
  for (const hue of hues) expect(hue).toBeGreaterThanOrEqual(0);
  expect(new Set(hues).size).toBe(hues.length);
});
