import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Words, en } from './en.ts';

/** The languages of the dashboard, each by its own name. */
export const LANGUAGES = {
  en: 'English',
  tr: 'Türkçe',
  de: 'Deutsch',
  es: 'Español',
  ar: 'العربية',
} as const;

/** One of {@link LANGUAGES}. */
export type Language = keyof typeof LANGUAGES;

const LOADS: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => en,
  tr: async () => (await import('./tr.ts')).tr,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  ar: async () => (await import('./ar.ts')).ar,
};

/** Figures look the same in every language, as they do in files and in the API. */
const LOCALES: Readonly<Record<Language, string>> = {
  en: 'en',
  tr: 'tr',
  de: 'de',
  es: 'es',
  ar: 'ar-u-nu-latn',
};

const KEY = 'imagechat-language';

/** Everything that is said, in one language. */
export interface Voice {
  readonly language: Language;
  /** BCP 47, for `Intl`. */
  readonly locale: string;
  /** A sentence with its places filled: `{name}`. */
  say(key: keyof Words, values?: Readonly<Record<string, string | number>>): string;
  /** A whole number with its groups. */
  count(value: number): string;
  /** A time of the server, ms, as a day and a time of day. */
  moment(at: number): string;
  /** The day of a time, ms. */
  day(at: number): string;
}

/** The language one chose, or else the first of the browser's that there is. */
export function wantedLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  const wanted = [...(chosen === null ? [] : [chosen]), ...navigator.languages].map((tag) => tag.slice(0, 2));
  return wanted.find(isLanguage) ?? 'en';
}

/** Remembers a language for the next time. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}

/** Loads the words of a language. */
export async function voiceOf(language: Language): Promise<Voice> {
  const words = await LOADS[language]();
  const locale = LOCALES[language];
  const numbers = new Intl.NumberFormat(locale);
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  return {
    language,
    locale,
    say: (key, values) => filled(words[key], values),
    count: (value) => numbers.format(value),
    moment: (at) => moments.format(at),
    day: (at) => days.format(at),
  };
}

/** A sentence with its places filled: `{name}`. */
export function filled(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** The voice of the page around. */
export const VoiceContext = createContext<Voice | undefined>(undefined);

/** The voice of the page around. Throws outside of one. */
export function useVoice(): Voice {
  const voice = useContext(VoiceContext);
  if (!voice) throw new Error('nobody said in which language');
  return voice;
}

function isLanguage(tag: string): tag is Language {
  return tag in LANGUAGES;
}
