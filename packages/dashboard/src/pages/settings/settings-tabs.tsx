import type { JSX } from 'preact';
import { addressOf, follow } from '../../route.ts';
import type { SettingsKey } from '../../text/settings/en.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';

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
  return (
    <nav class="tabs" aria-label={say('tabs')}>
      {TABS.map(([at, words]) => (
        <a
          key={at}
          href={addressOf(at)}
          aria-current={at === current ? 'page' : undefined}
          onClick={(event) => follow(event, at)}
        >
          {say(words)}
        </a>
      ))}
    </nav>
  );
}
