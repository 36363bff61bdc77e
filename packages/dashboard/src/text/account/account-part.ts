import { part } from '../part.tsx';
import { type AccountKey, en } from './en.ts';

/** What the pages about one’s own account say. */
export const accountPart = part<AccountKey>({
  en: async () => en,
  tr: async () => (await import('./tr.ts')).tr,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  ar: async () => (await import('./ar.ts')).ar,
});
