import { part } from '../part.tsx';
import { type ExchangeKey, en } from './en.ts';

/** What the pages about taking along and bringing back say. */
export const exchangePart = part<ExchangeKey>({
  en: async () => en,
  tr: async () => (await import('./tr.ts')).tr,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  ar: async () => (await import('./ar.ts')).ar,
});
