import { part } from '../part.tsx';
import { type PeopleKey, en } from './en.ts';

/** What the pages about people say. */
export const peoplePart = part<PeopleKey>({
  en: async () => en,
  tr: async () => (await import('./tr.ts')).tr,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  ar: async () => (await import('./ar.ts')).ar,
});
