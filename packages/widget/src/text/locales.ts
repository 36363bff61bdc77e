import type { Locale } from './language.ts';

/** What the file that knows all languages exports. */
export interface LocalesModule {
  loadLocale: typeof loadLocale;
}

/** Every language but English, each in a file of its own. */
const LOCALES = {
  'es-es': () => import('./locales/es-es.ts'),
  'fr-fr': () => import('./locales/fr-fr.ts'),
  'fr-ca': () => import('./locales/fr-ca.ts'),
  'de-de': () => import('./locales/de-de.ts'),
  'it-it': () => import('./locales/it-it.ts'),
  'pt-br': () => import('./locales/pt-br.ts'),
  'nl-nl': () => import('./locales/nl-nl.ts'),
  'da-dk': () => import('./locales/da-dk.ts'),
  'sv-se': () => import('./locales/sv-se.ts'),
  'pl-pl': () => import('./locales/pl-pl.ts'),
  'ru-ru': () => import('./locales/ru-ru.ts'),
  'uk-ua': () => import('./locales/uk-ua.ts'),
  'bg-bg': () => import('./locales/bg-bg.ts'),
  'el-gr': () => import('./locales/el-gr.ts'),
  'hr-hr': () => import('./locales/hr-hr.ts'),
  'sl-sl': () => import('./locales/sl-sl.ts'),
  'sr-rs': () => import('./locales/sr-rs.ts'),
  'sr-latn-rs': () => import('./locales/sr-latn-rs.ts'),
  'tr-tr': () => import('./locales/tr-tr.ts'),
  he: () => import('./locales/he.ts'),
  ar: () => import('./locales/ar.ts'),
  'ja-jp': () => import('./locales/ja-jp.ts'),
  'ko-kr': () => import('./locales/ko-kr.ts'),
  'zh-cn': () => import('./locales/zh-cn.ts'),
  'zh-tw': () => import('./locales/zh-tw.ts'),
} as const satisfies Record<string, () => Promise<{ readonly locale: Locale }>>;

/** The name of a language other than English. */
export type LocaleName = keyof typeof LOCALES;

/** All of them. */
export const LOCALE_NAMES = Object.keys(LOCALES) as readonly LocaleName[];

/** What is spoken where a tag leads elsewhere than its first letters do. */
const ELSEWHERE: readonly (readonly [pattern: RegExp, name: LocaleName])[] = [
  [/^zh-(?:hant|tw|hk|mo)/, 'zh-tw'],
  [/^sr-latn/, 'sr-latn-rs'],
  [/^iw\b/, 'he'],
];

/**
 * The name of the language that comes nearest to a locale (`de_de`, `de`, `de-AT`, `sr-Latn`); `en` for English, undefined for one we
 * do not speak.
 */
export function nearest(locale: string): LocaleName | 'en' | undefined {
  const tag = locale.toLowerCase().replaceAll('_', '-');
  const [language] = tag.split('-');
  if (language === 'en') return 'en';
  return (
    LOCALE_NAMES.find((name) => name === tag) ??
    ELSEWHERE.find(([pattern]) => pattern.test(tag))?.[1] ??
    LOCALE_NAMES.find((name) => name.split('-')[0] === language)
  );
}

/** The words of the first of these locales that we speak; undefined when that is English, or none is. */
export async function loadLocale(wanted: readonly string[]): Promise<Locale | undefined> {
  const name = wanted.map(nearest).find((found) => found !== undefined);
  return name === undefined || name === 'en' ? undefined : (await LOCALES[name]()).locale;
}
