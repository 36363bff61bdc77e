import { expect, test } from 'bun:test';
import { loginOffer } from './login-offer.ts';
import { ANN } from './testing/dialogue.ts';

test('CONTRACT §4: with no user but a way to log in, visitors are offered it', () => {
  expect(loginOffer({ loginURL: '/login' }, ANN)).toEqual({ loginURL: '/login' });
  expect(loginOffer({ loginURL: 'https://example.com/login' }, null)).toEqual({
    loginURL: 'https://example.com/login',
  });
  let called = 0;
  loginOffer({ loginURL: '/login', loginCallback: () => called++ }, ANN)?.loginCallback?.();
  expect(called).toBe(1);
  expect(loginOffer({ loginURL: '/login' }, { ...ANN, verified: true })).toBeUndefined();
  for (const sso of [
    undefined,
    null,
    'x',
    {},
    { loginURL: 7 },
    { loginURL: 'javascript:alert(1)' },
    { loginURL: ' data:x' },
  ])
    expect(loginOffer(sso, ANN)).toBeUndefined();
});
