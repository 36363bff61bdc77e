import type { LinkMeans, Me } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import { useVoice } from '../text/language.ts';
import { Code } from '../ui/code.tsx';
import { Door, type DoorPageProps } from './door.tsx';
import { linkSecret } from './link-secret.ts';
import { NOBODY, type NewPerson, PersonFields, personIsComplete, useNewPerson } from './person-form.tsx';
import { LINK_COMMAND } from './sign-in.tsx';
import { SiteStep } from './site-step.tsx';
import { snippetOf } from './snippets.ts';

const STEPS = 3;

/** Set-up by the one-time link: who one is, the first site, and what to paste. */
export function SetupPage({ onEnter, onLanguage }: DoorPageProps): JSX.Element | null {
  const { say } = useVoice();
  const [secret] = useState(linkSecret);
  const [state, setState] = useState<'looking' | 'good' | 'gone'>('looking');
  useEffect(() => {
    void ask<LinkMeans>('POST', '/link', { link: secret }).then((answer) =>
      setState(answer.ok && answer.value.kind === 'setup' ? 'good' : 'gone'),
    );
  }, [secret]);
  if (state === 'looking') return null;
  if (state === 'good') return <Steps secret={secret} onEnter={onEnter} onLanguage={onLanguage} />;
  return (
    <Door onLanguage={onLanguage} title={say('linkGone')} more={say('linkGoneSetup')}>
      <Code text={LINK_COMMAND} />
      <p>
        <a href="/dashboard">{say('signIn')}</a>
      </p>
    </Door>
  );
}

/** The steps, each on a page of its own; nothing is sent before the last. */
function Steps({ onEnter, onLanguage, secret }: DoorPageProps & { readonly secret: string }): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const [step, setStep] = useState(1);
  const [person, setPerson] = useState(NOBODY);
  const sendPerson = useNewPerson(secret);
  const [made, setMade] = useState<{ me: Me; id: string }>();
  const above = say('setupStep', { step, steps: STEPS });
  if (made)
    return (
      <Door onLanguage={onLanguage} wide above={above} title={say('setupDone')} more={say('setupDoneMore')}>
        <Code text={snippetOf('one', location.origin, made.id)} />
        <button type="button" class="primary" onClick={() => onEnter(made.me)}>
          {say('openDashboard')}
        </button>
      </Door>
    );
  if (step === 1)
    return (
      <Door onLanguage={onLanguage} above={above} title={say('setupYou')} more={say('setupYouMore')}>
        <YouStep person={person} onPerson={setPerson} onNext={() => setStep(2)} />
      </Door>
    );
  return (
    <Door onLanguage={onLanguage} above={above} title={say('setupSite')} more={say('setupSiteMore')}>
      <SiteStep
        onBack={() => setStep(1)}
        send={(tenant) =>
          sendPerson(person, (sent) => ask<Me>('POST', '/setup', { link: secret, ...sent, tenant }))
        }
        onMade={(me, id) => {
          setStep(STEPS);
          setMade({ me, id });
        }}
      />
    </Door>
  );
}

interface YouStepProps {
  readonly person: NewPerson;
  readonly onPerson: (person: NewPerson) => void;
  readonly onNext: () => void;
}

function YouStep({ onNext, onPerson, person }: YouStepProps): JSX.Element {
  const voice = useVoice();
  const [tried, setTried] = useState(false);
  const next = (event: Event): void => {
    event.preventDefault();
    if (personIsComplete(voice, person)) onNext();
    else setTried(true);
  };
  return (
    <form onSubmit={next} noValidate>
      <PersonFields person={person} onPerson={onPerson} tried={tried} />
      <button type="submit" class="primary">
        {voice.say('next')}
      </button>
    </form>
  );
}
