import type { Words } from './text/en.ts';
import type { SettingsKey } from './text/settings/en.ts';

/** A page of the dashboard. */
export interface Place {
  /** Its address below `/dashboard/`. */
  readonly at: string;
  /** One of the drawings. */
  readonly icon: string;
  readonly name: keyof Words;
  /** Whom it is for, where that is not everybody. */
  readonly only?: 'owner' | 'admins';
  /** True for one that something else than the rail leads to. */
  readonly hidden?: true;
}

/** Every page, in the order of the rail. */
export const PLACES = [
  { at: 'moderation', icon: 'moderation', name: 'navModeration' },
  { at: 'images', icon: 'images', name: 'navImages' },
  { at: 'usage', icon: 'usage', name: 'navUsage' },
  { at: 'people', icon: 'people', name: 'navPeople' },
  { at: 'access', icon: 'access', name: 'navAccess', only: 'admins' },
  { at: 'log', icon: 'log', name: 'navLog', only: 'admins' },
  { at: 'settings', icon: 'settings', name: 'navSettings', only: 'admins' },
  { at: 'embed', icon: 'embed', name: 'navEmbed' },
  { at: 'account', icon: 'access', name: 'account', hidden: true },
  { at: 'new-site', icon: 'plus', name: 'newSite', only: 'owner', hidden: true },
] as const satisfies readonly Place[];

/** Pages about one site's settings, by where they are. */
export const SETTINGS_PLACES = [
  ['settings', 'tabRules'],
  ['settings/keys', 'tabKeys'],
  ['settings/webhooks', 'tabWebhooks'],
  ['settings/exchange', 'tabExchange'],
] as const satisfies readonly (readonly [at: string, words: SettingsKey])[];

/** Pages in front of the dashboard, which links lead to; whoever holds the link is let in, whoever they are. */
export const DOORS = ['setup', 'join', 'password'] as const;
