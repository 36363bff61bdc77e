import type { Me } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import {
  type PasskeyAnswer,
  fillsInPasskeys,
  passkeysHere,
  signInWithPasskey,
  stopWaiting,
} from '../passkey.ts';
import { useVoice } from '../text/language.ts';
import { Code } from '../ui/code.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Trouble, troubleOf } from '../ui/trouble.tsx';
import { Door, type DoorPageProps } from './door.tsx';

/** What prints a new link for set-up, and once somebody owns the server, for a new password. */
export const LINK_COMMAND = 'npm run -s imagechat dashboard link';

/** Signs in; or says how to set up, while nobody owns the server. */
export function SignInPage({ me, onEnter, onLanguage }: DoorPageProps & { readonly me: Me }): JSX.Element {
  const { say } = useVoice();
  if (me.needsOwner)
    return (
      <Door onLanguage={onLanguage} title={say('setupTitle')} more={say('notSetUp')}>
        <p class="quiet-text">{say('notSetUpMore')}</p>
        <Code text={LINK_COMMAND} />
      </Door>
    );
  return (
    <Door onLanguage={onLanguage} title={say('signIn')}>
      <SignInForm onEnter={onEnter} />
      <details>
        <summary>{say('forgotShort')}</summary>
        <p class="quiet-text">{say('forgot')}</p>
        <Code text={LINK_COMMAND} />
      </details>
    </Door>
  );
}

/** Address and password, or a passkey, and what was wrong with them. */
export function SignInForm({ onEnter }: Pick<DoorPageProps, 'onEnter'>): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const enter = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await ask<Me>('POST', '/sign-in', { login, password });
    setBusy(false);
    if (answer.ok) onEnter(answer.value);
    else setTrouble(answer.code === 'not-allowed' ? say('wrongPassword') : troubleOf(voice, answer));
  };
  return (
    <form onSubmit={enter} noValidate>
      <Field
        label={say('email')}
        type="email"
        autocomplete="username webauthn"
        dir="ltr"
        focused
        value={login}
        onValue={setLogin}
      />
      <Field
        label={say('password')}
        type="password"
        autocomplete="current-password"
        value={password}
        onValue={setPassword}
      />
      <Trouble words={trouble} />
      <button type="submit" class="primary" aria-busy={busy}>
        {say('signIn')}
      </button>
      <ByPasskey onEnter={onEnter} onTrouble={setTrouble} />
    </form>
  );
}

interface ByPasskeyProps extends Pick<DoorPageProps, 'onEnter'> {
  readonly onTrouble: (words: string | undefined) => void;
}

/** The other way in, by its button or by what the browser offers to fill in; where there is none, why. */
function ByPasskey({ onEnter, onTrouble }: ByPasskeyProps): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const [busy, setBusy] = useState(false);
  const take = (answer: PasskeyAnswer<Me>): void => {
    if (answer.ok) onEnter(answer.value);
    else onTrouble(answer.code === 'not-allowed' ? say('passkeyRefused') : troubleOf(voice, answer));
  };
  // What the browser offers to fill in goes on until the button is pressed or the page is left.
  const waits = useRef(true);
  useEffect(() => {
    const isWanted = () => waits.current;
    const wait = async (): Promise<void> => {
      if (!(await fillsInPasskeys()) || !isWanted()) return;
      const answer = await signInWithPasskey(true, isWanted);
      if (!isWanted() || (!answer.ok && answer.code === 'stopped')) return;
      // The page was open for long: what is offered is to be good.
      if (!answer.ok && answer.code === 'late') return wait();
      take(answer);
    };
    void wait();
    return () => {
      if (waits.current) void stopWaiting();
      waits.current = false;
    };
  }, []);
  if (!passkeysHere()) return <p class="quiet-text">{say('passkeyNotHere')}</p>;
  const enter = async (): Promise<void> => {
    if (busy) return;
    waits.current = false;
    setBusy(true);
    const answer = await signInWithPasskey(false);
    setBusy(false);
    take(answer);
  };
  return (
    <button type="button" class="wide" aria-busy={busy} onClick={enter}>
      <Icon name="key" />
      {say('signInWithPasskey')}
    </button>
  );
}
