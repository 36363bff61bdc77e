import { type PicturePhrases, enPicture } from './en.ts';
import type { WindowPhrases } from './en-window.ts';

/** The words of one language. */
export interface Locale {
  /** A BCP 47 tag: for plural forms, numbers and dates. */
  readonly language: string;
  readonly picture: Partial<PicturePhrases>;
  readonly window: Partial<WindowPhrases>;
}

/** What the widget speaks; English windows bring their own words. */
export interface Language extends Omit<Locale, 'window'> {
  readonly window?: Partial<WindowPhrases>;
}

/** Finds the words for a locale, or for the browser's languages without one; tells them at once or later. */
export type FindLanguage = (locale: string | undefined, found: (language: Language) => void) => void;

const RIGHT_TO_LEFT = /^(?:ar|he)\b/;

/** The way a language is written. */
export function directionOf({ language }: Language): 'rtl' | 'ltr' {
  return RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr';
}

/** English, as it is written where the tag says. */
export function english(tag = 'en'): Language {
  return { language: tag, picture: enPicture };
}
