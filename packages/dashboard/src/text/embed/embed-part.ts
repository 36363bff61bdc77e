import { part } from '../part.tsx';
import { type EmbedKey, en } from './en.ts';

/** What the page about embedding says. */
export const embedPart = part<EmbedKey>({
  en: async () => en,
  tr: async () => (await import('./tr.ts')).tr,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  ar: async () => (await import('./ar.ts')).ar,
});
