import type { Given } from '../config.ts';
import type { Phrase, PictureKey, PicturePhrases } from '../text/en.ts';
import { type WindowKey, enWindow } from '../text/en-window.ts';
import type { Language } from '../text/language.ts';
import { type Say, createSay } from '../text/say.ts';
import { type TimeWords, createTimeWords } from '../text/time-words.ts';

/** Any sentence of the widget, and its ways of saying when. */
export interface Speech {
  readonly say: Say<WindowKey | PictureKey>;
  readonly times: TimeWords;
}

/**
 * How windows speak.
 * @param language English where there is none yet, or where its words are missing
 * @param picture what the picture itself says
 * @param own the page's own sentences, which come before ours
 */
export function createSpeech(
  language: Language | undefined,
  picture: Partial<PicturePhrases>,
  own: Given = {},
): Speech {
  const tag = language?.language ?? 'en';
  const phrases = { ...enWindow, ...language?.window, ...picture, ...ownPhrases(own) };
  const say = createSay<WindowKey | PictureKey>(phrases, tag);
  return { say, times: createTimeWords(tag, say('now')) };
}

/** What of the page's sentences can be spoken. */
function ownPhrases(own: Given): Record<string, Phrase> {
  const fits = ([, value]: [string, unknown]): boolean =>
    typeof value === 'string' || typeof Object(value).other === 'string';
  return Object.fromEntries(Object.entries(own).filter(fits) as [string, Phrase][]);
}
