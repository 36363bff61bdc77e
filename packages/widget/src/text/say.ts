import type { Phrase } from './en.ts';

/** A sentence with its places filled; `n` decides the plural form. */
export type Say<Key extends string> = (key: Key, values?: Values) => string;

/** What is put into a sentence's places. */
export type Values = Readonly<Record<string, string | number>>;

/** @param language a BCP 47 tag, for plural forms and numbers */
export function createSay<Key extends string>(
  phrases: Readonly<Partial<Record<Key, Phrase>>>,
  language: string,
): Say<Key> {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (key, values = {}) => {
    // Nothing is said before its words are here.
    const phrase: Phrase = phrases[key] ?? '';
    const text =
      typeof phrase === 'string' ? phrase : (phrase[plural.select(Number(values.n))] ?? phrase.other);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? number.format(value) : (value ?? whole);
    });
  };
}
