import type { JSX } from 'preact';
import type { SettingsKey } from '../../text/settings/en.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import { Tabs } from '../../ui/tabs.tsx';

/** Pages about one site's settings, by where they are. */
const TABS: readonly (readonly [at: string, words: SettingsKey])[] = [
  ['settings', 'tabRules'],
  ['settings/keys', 'tabKeys'],
  ['settings/webhooks', 'tabWebhooks'],
  ['settings/exchange', 'tabExchange'],
];

/** The way between the pages about settings. */
export function SettingsTabs({ current }: { readonly current: string }): JSX.Element {
  const say = settingsPart.useSay();
  const tabs = TABS.map(([at, words]) => ({ at, name: say(words) }));
  return <Tabs label={say('tabs')} tabs={tabs} current={current} />;
}
