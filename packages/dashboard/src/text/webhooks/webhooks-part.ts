import { part } from '../part.tsx';
import { type WebhooksKey, en } from './en.ts';

/** What the pages about webhooks say. */
export const webhooksPart = part<WebhooksKey>({
  en: async () => en,
  tr: async () => (await import('./tr.ts')).tr,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  ar: async () => (await import('./ar.ts')).ar,
});
