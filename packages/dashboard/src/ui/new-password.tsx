import { PASSWORD, passwordFault } from '@imagechat/protocol/dashboard';
import type { JSX } from 'preact';
import { type Voice, useVoice } from '../text/language.ts';
import { Field } from './field.tsx';

/** What a new password is judged with. */
export interface NewPasswordProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What anybody could guess of the person. */
  readonly own: readonly string[];
  /** True once one tried to go on with it. */
  readonly tried: boolean;
}

/** Why a password will not do, in words; undefined when it will. */
export function passwordTrouble(
  { say, count }: Voice,
  password: string,
  own: readonly string[],
): string | undefined {
  const fault = passwordFault(password, own);
  if (fault === 'short') return say('passwordShort', { count: count(PASSWORD.least - password.length) });
  if (fault === 'long') return say('passwordLong');
  if (fault === 'common') return say('passwordCommon');
  return fault && say('passwordPersonal');
}

/** A field for a new password that says how long it is yet to become, and how good it is. */
export function NewPassword({ onValue, own, tried, value }: NewPasswordProps): JSX.Element {
  const voice = useVoice();
  const { say } = voice;
  const trouble = passwordTrouble(voice, value, own);
  const isBad = trouble !== undefined && (tried || value.length >= PASSWORD.least);
  const level = trouble === undefined ? (value.length >= 20 ? 3 : 2) : value === '' ? 0 : 1;
  const word = level === 3 ? say('passwordStrong') : level === 2 ? say('passwordFair') : trouble;
  return (
    <Field
      label={say('newPassword')}
      type="password"
      autocomplete="new-password"
      value={value}
      onValue={onValue}
      fault={isBad ? trouble : undefined}
      hint={
        <>
          <span class={`meter level-${level}`} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span aria-live="polite">
            {value === '' ? say('passwordHint', { least: PASSWORD.least }) : word}
          </span>
        </>
      }
    />
  );
}
