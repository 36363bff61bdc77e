import type { TenantFile } from '@imagechat/protocol/dashboard-settings';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useVoice } from '../../text/language.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import { Field } from '../../ui/field.tsx';
import type { TenantFiling } from './use-tenant-file.ts';

/** What a part of the page about settings is given. */
export interface FilePartProps extends Pick<TenantFiling, 'change'> {
  readonly file: TenantFile;
}

/** What the site is called; its id, which stays. */
export function SiteName({ change, file }: FilePartProps): JSX.Element {
  const { say: always } = useVoice();
  const say = settingsPart.useSay();
  const [name, setName] = useState(file.name);
  const [tried, setTried] = useState(false);
  const wanted = name.trim();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (wanted === '' || wanted === file.name) return;
    const words = say('saved', { what: wanted });
    await change({ name: wanted }, { name: file.name }, words);
  };
  return (
    <section aria-labelledby="site-head">
      <h2 id="site-head">{say('siteHead')}</h2>
      <form class="card one-line" onSubmit={save} noValidate>
        <Field
          label={always('siteName')}
          dir="auto"
          autocomplete="off"
          value={name}
          onValue={setName}
          hint={say('idFixed', { id: file.id })}
          fault={tried && wanted === '' ? always('needSiteName') : undefined}
        />
        <button type="submit">{say('save')}</button>
      </form>
    </section>
  );
}
