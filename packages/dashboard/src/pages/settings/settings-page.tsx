import type { JSX } from 'preact';
import { usePlace } from '../../route.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import { ExchangePage } from './exchange-page.tsx';
import { KeysPage } from './keys-page.tsx';
import { RulesPage } from './rules-page.tsx';
import { WebhooksPage } from './webhooks-page.tsx';

const PLACES: Readonly<Record<string, () => JSX.Element>> = {
  'settings/keys': KeysPage,
  'settings/webhooks': WebhooksPage,
  'settings/exchange': ExchangePage,
};

/** Everything about one site's settings: which page of it, the address says. */
export function SettingsPage(): JSX.Element {
  const Draw = PLACES[usePlace()] ?? RulesPage;
  return (
    <settingsPart.Spoken>
      <Draw />
    </settingsPart.Spoken>
  );
}
