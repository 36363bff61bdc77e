import type { LinkMeans, Me } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import { useVoice } from '../text/language.ts';
import { Trouble, troubleOf } from '../ui/trouble.tsx';
import { Door, type DoorPageProps } from './door.tsx';
import { linkSecret } from './link-secret.ts';
import { NOBODY, type NewPerson, PersonFields, personIsComplete, useNewPerson } from './person-form.tsx';
import { roleWord } from './role-words.ts';
import { SignInForm } from './sign-in.tsx';

/** Joining a site by an invitation: with a new account, or with the one there is. */
export function InvitationPage({
  me,
  onEnter,
  onLanguage,
}: DoorPageProps & { readonly me: Me }): JSX.Element | null {
  const { say } = useVoice();
  const [secret] = useState(linkSecret);
  const [means, setMeans] = useState<LinkMeans | 'gone'>();
  useEffect(() => {
    void ask<LinkMeans>('POST', '/link', { link: secret }).then((answer) =>
      setMeans(answer.ok && answer.value.kind === 'invitation' ? answer.value : 'gone'),
    );
  }, [secret]);
  if (means === undefined) return null;
  if (means === 'gone')
    return (
      <Door onLanguage={onLanguage} title={say('linkGone')} more={say('linkGoneMore')}>
        <p>
          <a href="/dashboard">{say('signIn')}</a>
        </p>
      </Door>
    );
  const { role = 'moderator', tenantName = '' } = means;
  return (
    <Door
      onLanguage={onLanguage}
      title={say('invitedTitle', { site: tenantName })}
      more={say('invitedAs', { role: roleWord(role, say) })}
    >
      <Joining me={me} secret={secret} onEnter={onEnter} />
    </Door>
  );
}

interface JoiningProps {
  readonly me: Me;
  readonly secret: string;
  readonly onEnter: (me: Me) => void;
}

function Joining({ me, onEnter, secret }: JoiningProps): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const [account, setAccount] = useState(me.account);
  const [way, setWay] = useState<'new' | 'known'>('new');
  const [trouble, setTrouble] = useState<string>();
  const sendPerson = useNewPerson(secret);
  const join = async (person?: NewPerson): Promise<void> => {
    const accept = (sent?: object) =>
      ask<Me>('POST', '/invitation', { link: secret, ...(sent ? { person: sent } : {}) });
    const answer = person ? await sendPerson(person, accept) : await accept();
    if (answer.ok) return onEnter(answer.value);
    const words = { 'not-found': say('linkGone'), 'username-taken': say('emailTaken') } as Record<
      string,
      string
    >;
    setTrouble(words[answer.code] ?? troubleOf(voice, answer));
  };
  if (account)
    return (
      <>
        <Trouble words={trouble} />
        <div class="actions">
          <button type="button" class="primary" onClick={() => join()}>
            {say('joinAs', { name: account.name })}
          </button>
          <button type="button" onClick={() => setAccount(null)}>
            {say('joinOther')}
          </button>
        </div>
      </>
    );
  if (way === 'known') return <SignInForm onEnter={(entered) => setAccount(entered.account)} />;
  return (
    <>
      <NewAccount onJoin={join} />
      <Trouble words={trouble} />
      <button type="button" class="link" onClick={() => setWay('known')}>
        {say('haveAccount')}
      </button>
    </>
  );
}

function NewAccount({ onJoin }: { readonly onJoin: (person: NewPerson) => Promise<void> }): JSX.Element {
  const voice = useVoice();
  const [person, setPerson] = useState(NOBODY);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || !personIsComplete(voice, person)) return;
    setBusy(true);
    await onJoin(person);
    setBusy(false);
  };
  return (
    <form onSubmit={submit} noValidate>
      <PersonFields person={person} onPerson={setPerson} tried={tried} />
      <button type="submit" class="primary" aria-busy={busy}>
        {voice.say('join')}
      </button>
    </form>
  );
}
