import type { JSX } from 'preact';
import { SETTINGS_PLACES } from '../../places.ts';
import { usePlace } from '../../route.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import { ExchangePage } from './exchange-page.tsx';
import { KeysPage } from './keys-page.tsx';
import { RulesPage } from './rules-page.tsx';
import { WebhooksPage } from './webhooks-page.tsx';

const DRAWS: Readonly<Record<(typeof SETTINGS_PLACES)[number][0], () => JSX.Element>> = {
  settings: RulesPage,
  'settings/keys': KeysPage,
  'settings/webhooks': WebhooksPage,
  'settings/exchange': ExchangePage,
};

/** Everything about one site's settings: which page of it, the address says. */
export function SettingsPage(): JSX.Element {
  const place = usePlace();
  const known = SETTINGS_PLACES.find(([at]) => at === place);
  const Draw = known ? DRAWS[known[0]] : RulesPage;
  return (
    <settingsPart.Spoken>
      <Draw />
    </settingsPart.Spoken>
  );
}
