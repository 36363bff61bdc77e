import { describe, expect, test } from 'bun:test';
import { LOCALES } from '@imagechat/protocol/locale';
import { type Phrase, enPicture } from './en.ts';
import { enWindow } from './en-window.ts';
import { type Locale, directionOf, english } from './language.ts';
import { LOCALE_NAMES, loadLocale, nearest } from './locales.ts';
import { createSay } from './say.ts';
import { createTimeWords } from './time-words.ts';

/** Every language that CONTRACT §2 names. */
const PROMISED: readonly string[] = LOCALES;
const english27 = { picture: enPicture, window: enWindow };
const locales = await Promise.all(
  LOCALE_NAMES.map(async (name): Promise<[string, Locale]> => [name, must(await loadLocale([name]))]),
);

function must(locale: Locale | undefined): Locale {
  if (!locale) throw new Error('a language that is listed was not found');
  return locale;
}

/** `{name}` and `{n}` of a sentence, each once, sorted. */
function places(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g))].sort();
}

function forms(phrase: Phrase): [string, string][] {
  return typeof phrase === 'string' ? [['', phrase]] : Object.entries(phrase);
}

test('27 languages are promised, and each is spoken', () => {
  expect(PROMISED).toHaveLength(27);
  const spoken = PROMISED.map(nearest);
  expect(spoken.slice(0, 2)).toEqual(['en', 'en']);
  expect(spoken.slice(2).map((name) => name?.replaceAll('-', '_'))).toEqual(PROMISED.slice(2));
  expect(LOCALE_NAMES).toHaveLength(25);
});

describe.each(locales)('%s', (name, locale) => {
  const categories = new Intl.PluralRules(locale.language).resolvedOptions().pluralCategories;
  test('its tag is one that Intl knows', () => {
    expect(Intl.PluralRules.supportedLocalesOf(locale.language)).toHaveLength(1);
    expect(nearest(locale.language)).toBe(name as ReturnType<typeof nearest>);
  });
  for (const part of ['picture', 'window'] as const) {
    const ours: Readonly<Record<string, Phrase>> = english27[part];
    const theirs: Readonly<Record<string, Phrase>> = locale[part];
    test(`${part}: no key is missing and none is too many`, () => {
      expect(Object.keys(theirs).sort()).toEqual(Object.keys(ours).sort());
    });
    test(`${part}: plural sentences have exactly the forms of the language`, () => {
      for (const [key, phrase] of Object.entries(theirs)) {
        if (typeof ours[key] === 'string') expect([key, typeof phrase]).toEqual([key, 'string']);
        else expect([key, Object.keys(phrase).sort()]).toEqual([key, [...categories].sort()]);
      }
    });
    test(`${part}: the places of every sentence are those of the English one`, () => {
      for (const [key, phrase] of Object.entries(theirs))
        for (const [form, text] of forms(phrase)) {
          const wanted = places(forms(ours[key] ?? '').at(-1)?.[1] ?? '');
          // "One answer" needs no number, nor do none and two.
          // But what is written beside a reaction has to be heard in its name (WCAG 2.5.3).
          const free = key !== 'reactions' && ['zero', 'one', 'two'].includes(form);
          const may = free ? wanted.filter((it) => it !== '{n}') : wanted;
          const found = places(text).filter((it) => may.includes(it) || !wanted.includes(it));
          expect([key, form, found]).toEqual([key, form, may]);
        }
    });
    test(`${part}: the voice is ours: no exclamation marks, nothing empty, no stray space`, () => {
      for (const [key, phrase] of Object.entries(theirs))
        for (const [, text] of forms(phrase)) {
          expect([key, text.trim()]).toEqual([key, text]);
          expect([key, text]).not.toEqual([key, expect.stringMatching(/^$|[!！]|\s{2}/)]);
        }
    });
  }
  test('nine regions, as in English', () => {
    expect(String(locale.window.regions).split('|')).toHaveLength(9);
  });
  test('numbers and times are written as the language does', () => {
    const say = createSay({ ...enWindow, ...locale.window }, locale.language);
    for (const n of [0, 1, 2, 3, 5, 11, 21, 100]) expect(say('replies', { n })).not.toContain('{');
    const { ago } = createTimeWords(locale.language, say('now'));
    const now = Date.UTC(2026, 4, 20, 12);
    expect(ago(now - 2 * 3_600_000, now)).not.toBe(createTimeWords('en', '').ago(now - 2 * 3_600_000, now));
  });
});

test('a sentence that is the English one in most languages was forgotten', () => {
  const same = locales.flatMap(([name, { window }]) =>
    Object.entries(window)
      .filter(
        ([key, phrase]) =>
          key !== 'marker' && JSON.stringify(phrase) === JSON.stringify(enWindow[key as 'send']),
      )
      .map(([key]) => `${name} ${key}`),
  );
  // Dutch says "Open" too, and Danish "Mine" and "Send"; a link and code are English words in many languages.
  expect(same.sort()).toEqual([
    'da-dk link',
    'da-dk mine',
    'da-dk send',
    'de-de code',
    'de-de link',
    'fr-ca code',
    'fr-fr code',
    'it-it link',
    'nl-nl code',
    'nl-nl link',
    'nl-nl open',
    'pl-pl link',
    'pt-br link',
  ]);
});

describe('choosing a language', () => {
  test('by what comes nearest', () => {
    const seen = [
      'de',
      'de-AT',
      'DE_de',
      'fr-CA',
      'fr-BE',
      'pt-PT',
      'zh',
      'zh-Hant-HK',
      'sr',
      'sr-Latn',
      'iw',
      'en-GB',
      'xx',
    ];
    expect(seen.map(nearest)).toEqual([
      'de-de',
      'de-de',
      'de-de',
      'fr-ca',
      'fr-fr',
      'pt-br',
      'zh-cn',
      'zh-tw',
      'sr-rs',
      'sr-latn-rs',
      'he',
      'en',
      undefined,
    ]);
  });
  test('the first that is spoken; English, and nothing known, need no file', async () => {
    expect((await loadLocale(['xx', 'pl']))?.language).toBe('pl');
    expect(await loadLocale(['xx', 'en-GB', 'pl'])).toBeUndefined();
    expect(await loadLocale(['xx'])).toBeUndefined();
  });
  test('Hebrew and Arabic run from right to left', () => {
    const rtl = locales.filter(([, locale]) => directionOf(locale) === 'rtl').map(([name]) => name);
    expect(rtl).toEqual(['he', 'ar']);
    expect(directionOf(english())).toBe('ltr');
  });
});
