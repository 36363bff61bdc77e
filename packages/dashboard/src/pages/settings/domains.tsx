import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useVoice } from '../../text/language.ts';
import { settingsPart } from '../../text/settings/settings-part.ts';
import { Field } from '../../ui/field.tsx';
import { domainsOf, isDomainLike } from '../site-form.tsx';
import type { FilePartProps } from './site-name.tsx';

/** Which pages may show the site's pictures: the list, and a way on and off it. */
export function Domains({ change, file }: FilePartProps): JSX.Element {
  const { say: always } = useVoice();
  const say = settingsPart.useSay();
  const { domains } = file;
  const remove = (domain: string): void => {
    const left = domains.filter((each) => each !== domain);
    void change({ domains: left }, { domains }, say('domainGone', { domain }));
  };
  return (
    <section aria-labelledby="domains-head">
      <h2 id="domains-head">{say('domains')}</h2>
      <p class="quiet-text">{say('domainsMore')}</p>
      {domains.length === 0 ? (
        <p class="empty">{say('domainsNone')}</p>
      ) : (
        <ul class="rows">
          {domains.map((domain) => (
            <li key={domain}>
              <code class="grow" dir="ltr">
                {domain}
              </code>
              <button
                type="button"
                class="small"
                aria-label={`${always('remove')}: ${domain}`}
                onClick={() => remove(domain)}
              >
                {always('remove')}
              </button>
            </li>
          ))}
        </ul>
      )}
      <AddDomain change={change} file={file} />
    </section>
  );
}

function AddDomain({ change, file }: FilePartProps): JSX.Element {
  const { say: always } = useVoice();
  const say = settingsPart.useSay();
  const { domains } = file;
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const [domain = ''] = domainsOf(typed);
  const isThere = domains.includes(domain);
  const fault = isThere
    ? say('domainThere')
    : isDomainLike(domain)
      ? undefined
      : always('domainBad', { domain: typed.trim() });
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (fault !== undefined) return;
    const added = [...domains, domain];
    if (!(await change({ domains: added }, { domains }, say('domainAdded', { domain })))) return;
    setTyped('');
    setTried(false);
  };
  return (
    <form class="card one-line" onSubmit={add} noValidate>
      <Field
        label={say('domainNew')}
        dir="ltr"
        autocomplete="off"
        value={typed}
        onValue={setTyped}
        hint={say('domainNewHint')}
        fault={tried ? fault : undefined}
      />
      <button type="submit">{say('add')}</button>
    </form>
  );
}
