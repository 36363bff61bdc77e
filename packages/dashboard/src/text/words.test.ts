import { expect, test } from 'bun:test';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { tr } from './tr.ts';

const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

for (const [name, words] of Object.entries({ ar, de, es, tr }))
  test(`${name} says everything English does, with the same places in it`, () => {
    expect(Object.keys(words)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(en))
      expect([key, places(words[key as keyof typeof en])]).toEqual([key, places(text)]);
    expect(Object.values(words).every((text) => text.trim() === text && text !== '')).toBe(true);
  });
