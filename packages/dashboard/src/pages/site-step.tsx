import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PasskeyAnswer } from '../passkey.ts';
import { useVoice } from '../text/language.ts';
import { Trouble, troubleOf } from '../ui/trouble.tsx';
import { type NewSite, SiteFields, domainsOf, siteFaults } from './site-form.tsx';

/** What making a site is given. */
export interface SiteStepProps<Value> {
  readonly send: (tenant: {
    id: string;
    name: string;
    domains: readonly string[];
  }) => Promise<PasskeyAnswer<Value>>;
  readonly onMade: (value: Value, id: string) => void;
  readonly onBack: () => void;
}

/** Name, id and domains of a site, and what is wrong with them; sends them once nothing is. */
export function SiteStep<Value>({ onBack, onMade, send }: SiteStepProps<Value>): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const [site, setSite] = useState<NewSite>({ name: '', id: '', domains: '' });
  const [taken, setTaken] = useState<readonly string[]>([]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const finish = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || Object.values(siteFaults(voice, site, taken)).some(Boolean)) return;
    setBusy(true);
    const { id, name } = site;
    const domains = domainsOf(site.domains).filter((domain) => domain !== 'localhost');
    const answer = await send({ id, name, domains });
    setBusy(false);
    if (answer.ok) onMade(answer.value, id);
    else if (answer.code === 'id-taken') setTaken([...taken, id]);
    else setTrouble(answer.code === 'not-found' ? say('linkGone') : troubleOf(voice, answer));
  };
  return (
    <form onSubmit={finish} noValidate>
      <SiteFields site={site} onSite={setSite} tried={tried} taken={taken} />
      <Trouble words={trouble} />
      <div class="actions">
        <button type="submit" class="primary" aria-busy={busy}>
          {say('finish')}
        </button>
        <button type="button" onClick={onBack}>
          {say('back')}
        </button>
      </div>
    </form>
  );
}
