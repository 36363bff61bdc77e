import { part } from '../part.tsx';
import { type SettingsKey, en } from './en.ts';

/** What the pages about a site's settings say. */
export const settingsPart = part<SettingsKey>({
  en: async () => en,
  tr: async () => (await import('./tr.ts')).tr,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  ar: async () => (await import('./ar.ts')).ar,
});
