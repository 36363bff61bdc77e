import { expect, test } from 'bun:test';
import { Glob } from 'bun';
import { en } from './en.ts';

const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

/** The words of one file of words, `settings/tr.ts`. */
async function wordsIn(file: string): Promise<Readonly<Record<string, string>>> {
  const [language = ''] = file.slice(file.lastIndexOf('/') + 1).split('.');
  const module = (await import(`./${file}`)) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  return module[language] ?? {};
}

/** The pages that all share their words, and those that have their own. */
const FOLDERS = [
  '',
  ...[...new Glob('*/en.ts').scanSync(import.meta.dir)].map((file) => file.replace('en.ts', '')),
];

for (const folder of FOLDERS)
  for (const language of ['tr', 'de', 'es', 'ar'])
    test(`${folder}${language} says everything English does, with the same places in it`, async () => {
      const english = folder === '' ? en : await wordsIn(`${folder}en.ts`);
      const words = await wordsIn(`${folder}${language}.ts`);
      expect(Object.keys(words)).toEqual(Object.keys(english));
      for (const [key, text] of Object.entries(english))
        expect([key, places(words[key] ?? '')]).toEqual([key, places(text)]);
      expect(Object.values(words).every((text) => text.trim() === text && text !== '')).toBe(true);
    });
