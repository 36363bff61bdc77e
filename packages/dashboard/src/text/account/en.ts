/** What the pages about one’s own account say, in English; the other languages have the same keys. */
export const en = {
  title: 'How do you sign in?',
  more: 'You sign in as {login}.',
  password: 'Password',
  old: 'The password you have now',
  oldWrong: 'That is not the password you have now.',
  change: 'Change password',
  changed: 'Your password is changed. You are signed out everywhere else.',
  recover: 'A new password for {name}',
  recoverMore: 'You sign in as {login}. Everybody who is signed in as you now is signed out.',
  recoverDo: 'Save and sign in',
} as const satisfies Record<string, string>;

/** All that they say. */
export type AccountKey = keyof typeof en;
