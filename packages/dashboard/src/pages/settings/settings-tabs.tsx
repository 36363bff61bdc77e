import type { JSX } from 'preact';
import { SETTINGS_PLACES } from '../../places.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import { Tabs } from '../../ui/tabs.tsx';

/** The way between the pages about settings. */
export function SettingsTabs({ current }: { readonly current: string }): JSX.Element {
  const say = settingsPart.useSay();
  const tabs = SETTINGS_PLACES.map(([at, words]) => ({ at, name: say(words) }));
  return <Tabs label={say('tabs')} tabs={tabs} current={current} />;
}
