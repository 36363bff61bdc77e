import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useSession } from '../../session.ts';
import { exchangePart } from '../../text/exchange/exchange-part.ts';
import { Field } from '../../ui/field.tsx';
import { PageHead } from '../page-head.tsx';
import { ImportForm } from './import-form.tsx';
import { SettingsTabs } from './settings-tabs.tsx';

const FORMATS = ['json', 'csv', 'annotations'] as const;

/** Taking along all that was said, and bringing it back. */
export function ExchangePage(): JSX.Element {
  return (
    <exchangePart.Spoken>
      <Exchanging />
    </exchangePart.Spoken>
  );
}

function Exchanging(): JSX.Element {
  const say = exchangePart.useSay();
  const { tenant } = useSession();
  return (
    <>
      <PageHead title={say('title')} more={say('more', { site: tenant.name })} />
      <SettingsTabs current="settings/exchange" />
      <TakeAlong />
      <section aria-labelledby="bring">
        <h2 id="bring">{say('bring')}</h2>
        <p class="quiet-text">{say('bringMore')}</p>
        <ImportForm />
      </section>
    </>
  );
}

function TakeAlong(): JSX.Element {
  const say = exchangePart.useSay();
  const { tenant } = useSession();
  const [image, setImage] = useState('');
  const about = image.trim() === '' ? '' : `&urlId=${encodeURIComponent(image.trim())}`;
  return (
    <section aria-labelledby="take">
      <h2 id="take">{say('take')}</h2>
      <ul class="rows">
        {FORMATS.map((format) => (
          <li key={format}>
            <span class="grow">
              <strong>{say(format)}</strong>
              <span class="quiet-text">{say(`${format}More`)}</span>
            </span>
            <a
              class="button small"
              download=""
              aria-label={`${say('download')}: ${say(format)}`}
              href={`/dashboard/api/tenants/${tenant.id}/export?format=${format}${about}`}
            >
              {say('download')}
            </a>
          </li>
        ))}
      </ul>
      <div class="card narrow-field">
        <Field
          label={say('image')}
          dir="auto"
          autocomplete="off"
          value={image}
          onValue={setImage}
          hint={say('imageMore')}
        />
      </div>
    </section>
  );
}
