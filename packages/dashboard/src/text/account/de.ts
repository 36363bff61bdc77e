import type { AccountKey } from './en.ts';

/** German. */
export const de: Readonly<Record<AccountKey, string>> = {
  title: 'Wie melden Sie sich an?',
  more: 'Sie melden sich als {login} an.',
  password: 'Passwort',
  old: 'Ihr jetziges Passwort',
  oldWrong: 'Das ist nicht Ihr jetziges Passwort.',
  change: 'Passwort ändern',
  changed: 'Ihr Passwort ist geändert. Überall sonst sind Sie abgemeldet.',
  recover: 'Ein neues Passwort für {name}',
  recoverMore:
    'Sie melden sich als {login} an. Wer gerade unter Ihrem Namen angemeldet ist, wird abgemeldet.',
  recoverDo: 'Speichern und anmelden',
};
