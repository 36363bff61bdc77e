import type { JSX } from 'preact';
import { useVoice } from '../text/language.ts';
import { Field } from '../ui/field.tsx';
import { NewPassword } from '../ui/new-password.tsx';

/** Somebody who makes an account. */
export interface NewPerson {
  readonly name: string;
  readonly login: string;
  readonly password: string;
}

/** What the fields about a person are given. */
export interface PersonFieldsProps {
  readonly person: NewPerson;
  readonly onPerson: (person: NewPerson) => void;
  /** True once one tried to go on: then what is missing is said. */
  readonly tried: boolean;
}

/** What looks like an email address, as the server judges it. */
export const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Name, address and a new password. */
export function PersonFields({ onPerson, person, tried }: PersonFieldsProps): JSX.Element {
  const { say } = useVoice();
  const { login, name, password } = person;
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
      <NewPassword
        value={password}
        onValue={(value) => onPerson({ ...person, password: value })}
        own={[login, name]}
        tried={tried}
      />
    </>
  );
}
