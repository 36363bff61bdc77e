import { loadLocales } from '../chunks.ts';
import { type FindLanguage, english } from './language.ts';

/**
 * Finds the words for a locale such as `de_de`, or, without one, for the languages that the browser prefers. English is found at once,
 * and instead of what is not there.
 */
export const findLanguage: FindLanguage = (locale, found) => {
  const wanted = locale ? [locale] : navigator.languages;
  const [first = 'en'] = wanted;
  const tag = first.replace('_', '-');
  if (/^en(?:-[a-z]{2})?$/i.test(tag)) found(english(tag));
  else
    loadLocales()
      .then(({ loadLocale }) => loadLocale(wanted))
      .then(
        (words) => found(words ?? english()),
        () => found(english()),
      );
};
