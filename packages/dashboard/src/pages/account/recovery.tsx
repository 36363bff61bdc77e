import type { LinkMeans, Me } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import { accountPart } from '../../text/account/account-part.ts';
import { useVoice } from '../../text/language.ts';
import { Code } from '../../ui/code.tsx';
import { NewPassword, passwordTrouble } from '../../ui/new-password.tsx';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { Door, type DoorPageProps } from '../door.tsx';
import { linkSecret } from '../link-secret.ts';
import { LINK_COMMAND } from '../sign-in.tsx';

/** A new password by a link that the command line printed. */
export function RecoveryPage(props: DoorPageProps): JSX.Element | null {
  const { say } = useVoice();
  const [secret] = useState(linkSecret);
  const [means, setMeans] = useState<LinkMeans | 'gone'>();
  useEffect(() => {
    void ask<LinkMeans>('POST', '/link', { link: secret }).then((answer) =>
      setMeans(answer.ok && answer.value.kind === 'password' ? answer.value : 'gone'),
    );
  }, [secret]);
  if (means === undefined) return null;
  if (means === 'gone')
    return (
      <Door onLanguage={props.onLanguage} title={say('linkGone')} more={say('linkGoneSetup')}>
        <Code text={LINK_COMMAND} />
        <p>
          <a href="/dashboard">{say('signIn')}</a>
        </p>
      </Door>
    );
  return (
    <accountPart.Spoken>
      <Recovering {...props} secret={secret} means={means} />
    </accountPart.Spoken>
  );
}

interface RecoveringProps extends DoorPageProps {
  readonly secret: string;
  readonly means: LinkMeans;
}

function Recovering({ means, onEnter, onLanguage, secret }: RecoveringProps): JSX.Element {
  const voice = useVoice();
  const say = accountPart.useSay();
  const { login = '', name = '' } = means;
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const own = [login, name];
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || passwordTrouble(voice, password, own) !== undefined) return;
    setBusy(true);
    const answer = await ask<Me>('POST', '/recovery', { link: secret, password });
    setBusy(false);
    if (answer.ok) onEnter(answer.value);
    else setTrouble(answer.code === 'not-found' ? voice.say('linkGone') : troubleOf(voice, answer));
  };
  return (
    <Door onLanguage={onLanguage} title={say('recover', { name })} more={say('recoverMore', { login })}>
      <form onSubmit={save} noValidate>
        <input type="hidden" autocomplete="username" value={login} />
        <NewPassword value={password} onValue={setPassword} own={own} tried={tried} />
        <Trouble words={trouble} />
        <button type="submit" class="primary" aria-busy={busy}>
          {say('recoverDo')}
        </button>
      </form>
    </Door>
  );
}
