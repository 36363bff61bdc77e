import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../ask.ts';
import type { PasskeyAnswer } from '../../passkey.ts';
import { useSession } from '../../session.ts';
import { accountPart } from '../../text/account/account-part.ts';
import { useVoice } from '../../text/language.ts';
import { Field } from '../../ui/field.tsx';
import { NewPassword, passwordTrouble } from '../../ui/new-password.tsx';
import { type Done, Toast } from '../../ui/toast.tsx';
import { Trouble, troubleOf } from '../../ui/trouble.tsx';
import { useFresh } from './use-fresh.tsx';

/** What changing a password is given. */
export interface ChangePasswordProps {
  /** False for who has passkeys only. */
  readonly hasPassword: boolean;
  /** There is one now. */
  readonly onChanged: () => Promise<void>;
}

/** Changes one's own password, knowing the old one, or chooses a first one; everywhere else one is signed out by it. */
export function ChangePassword({ hasPassword, onChanged }: ChangePasswordProps): JSX.Element {
  const voice = useVoice();
  const say = accountPart.useSay();
  const { me } = useSession();
  const { login, name } = me.account;
  const { sheet, whenFresh } = useFresh();
  const [old, setOld] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [done, setDone] = useState<Done>();
  const change = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || passwordTrouble(voice, password, [login, name]) !== undefined) return;
    setBusy(true);
    const send = () => ask('PUT', '/password', { ...(hasPassword ? { old } : {}), password });
    if (hasPassword) told(await send());
    else await whenFresh(send, told);
    setBusy(false);
  };
  const told = (answer: PasskeyAnswer<unknown>): void => {
    const isWrong = hasPassword && !answer.ok && answer.code === 'not-allowed';
    setWrong(isWrong ? old : undefined);
    setTrouble(answer.ok || isWrong ? undefined : troubleOf(voice, answer));
    if (!answer.ok) return;
    setOld('');
    setPassword('');
    setTried(false);
    setDone({ words: say(hasPassword ? 'changed' : 'passwordAdded') });
    void onChanged();
  };
  return (
    <section aria-labelledby="password">
      <h2 id="password">{say('password')}</h2>
      {!hasPassword && <p class="quiet-text">{say('passwordNone')}</p>}
      <form class="card narrow" onSubmit={change} noValidate>
        <input type="hidden" autocomplete="username" value={login} />
        {hasPassword && (
          <Field
            label={say('old')}
            type="password"
            autocomplete="current-password"
            value={old}
            onValue={setOld}
            fault={wrong !== undefined && wrong === old ? say('oldWrong') : undefined}
          />
        )}
        <NewPassword value={password} onValue={setPassword} own={[login, name]} tried={tried} />
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="primary" aria-busy={busy}>
            {say(hasPassword ? 'change' : 'passwordAdd')}
          </button>
        </div>
      </form>
      {sheet}
      <Toast done={done} onClose={() => setDone(undefined)} />
    </section>
  );
}
