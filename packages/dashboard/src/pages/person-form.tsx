import type { Me } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Answer } from '../ask.ts';
import { type MadePasskey, type PasskeyAnswer, makePasskey, passkeysHere } from '../passkey.ts';
import { type Voice, useVoice } from '../text/language.ts';
import { Field } from '../ui/field.tsx';
import { NewPassword, passwordTrouble } from '../ui/new-password.tsx';

/** Somebody who makes an account. */
export interface NewPerson {
  readonly name: string;
  readonly login: string;
  /** How they will sign in. */
  readonly way: 'password' | 'passkey';
  readonly password: string;
}

/** Nobody yet. */
export const NOBODY: NewPerson = { name: '', login: '', way: 'password', password: '' };

/** What the fields about a person are given. */
export interface PersonFieldsProps {
  readonly person: NewPerson;
  readonly onPerson: (person: NewPerson) => void;
  /** True once one tried to go on: then what is missing is said. */
  readonly tried: boolean;
}

/** What looks like an email address, as the server judges it. */
export const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Name, address and how one will sign in. */
export function PersonFields({ onPerson, person, tried }: PersonFieldsProps): JSX.Element {
  const { say } = useVoice();
  const { login, name } = person;
  return (
    <>
      <Field
        label={say('yourName')}
        autocomplete="name"
        dir="auto"
        focused
        value={name}
        onValue={(value) => onPerson({ ...person, name: value })}
        fault={tried && name.trim() === '' ? say('needName') : undefined}
      />
      <Field
        label={say('email')}
        type="email"
        autocomplete="username"
        dir="ltr"
        value={login}
        onValue={(value) => onPerson({ ...person, login: value })}
        fault={tried && !EMAIL.test(login.trim()) ? say('needEmail') : undefined}
      />
      <Way person={person} onPerson={onPerson} tried={tried} />
    </>
  );
}

const WAYS = { password: 'withPassword', passkey: 'withPasskey' } as const;

/** A password or a passkey, where there are passkeys; else why there are none. */
function Way({ onPerson, person, tried }: PersonFieldsProps): JSX.Element {
  const { say } = useVoice();
  const { login, name, password, way } = person;
  const field = (
    <NewPassword
      value={password}
      onValue={(value) => onPerson({ ...person, password: value })}
      own={[login, name]}
      tried={tried}
    />
  );
  if (!passkeysHere())
    return (
      <>
        {field}
        <p class="quiet-text">{say('passkeyNotHere')}</p>
      </>
    );
  return (
    <>
      <fieldset>
        <legend>{say('howSignIn')}</legend>
        {(['password', 'passkey'] as const).map((each) => (
          <label key={each} class="choice">
            <input
              type="radio"
              name="way"
              checked={way === each}
              onChange={() => onPerson({ ...person, way: each })}
            />
            <span>
              {say(WAYS[each])}
              {each === 'passkey' && <span class="quiet-text">{say('withPasskeyMore')}</span>}
            </span>
          </label>
        ))}
      </fieldset>
      {way === 'password' && field}
    </>
  );
}

/** True when an account can be made of it. */
export function personIsComplete(voice: Voice, { login, name, password, way }: NewPerson): boolean {
  const fault = way === 'password' ? passwordTrouble(voice, password, [login, name]) : undefined;
  return name.trim() !== '' && EMAIL.test(login.trim()) && fault === undefined;
}

/** After these the same passkey can be sent again: it was not looked at. */
const NOT_LOOKED_AT: ReadonlySet<string> = new Set(['id-taken', 'rate-limited', 'offline', 'unavailable']);

/**
 * Sends somebody who comes by a link, with the passkey that is made for them now, if they want one. Refusals: those of what sends, `stopped`, `late`.
 * @param link the secret of it
 */
export function useNewPerson(
  link: string,
): (person: NewPerson, post: (sent: object) => Promise<Answer<Me>>) => Promise<PasskeyAnswer<Me>> {
  const { say } = useVoice();
  const kept = useRef<{ readonly whose: string; readonly passkey: MadePasskey } | undefined>(undefined);
  return async ({ login, name, password, way }, post) => {
    if (way === 'password') return await post({ login, name, password });
    const whose = JSON.stringify([login, name]);
    if (kept.current?.whose !== whose) {
      const made = await makePasskey('/passkeys/link/challenge', { link, login, name });
      if (!made.ok) return made;
      kept.current = { whose, passkey: made.value };
    }
    const { passkey } = kept.current;
    const answer = await post({ login, name, passkey, passkeyName: say('passkey') });
    if (answer.ok || NOT_LOOKED_AT.has(answer.code)) return answer;
    kept.current = undefined;
    // Of a link that is gone, the next challenge tells.
    return answer.code === 'not-found' ? { ok: false, code: 'late', seconds: 0 } : answer;
  };
}
