import { expect, test } from 'bun:test';
import { passwordFault } from './dashboard.ts';

test('a password is judged by its length and by whether it would be tried first, not by rules about signs', () => {
  for (const good of [
    'violet otters hum at noon',
    'correcthorsebattery',
    'kjrw8fh2pq0z',
    'fünf müde Wölfe',
    'گل‌های سرخ و زرد',
  ])
    expect([good, passwordFault(good)]).toEqual([good, undefined]);
  expect(passwordFault('kjrw8fh2pq0')).toBe('short');
  expect(passwordFault('x'.repeat(201))).toBe('long');
  for (const common of [
    ...['passwordpassword', 'P@ssw0rd1234', '123456789012', 'qwertyuiop12', 'aaaaaaaaaaaa', 'abababababab'],
    ...[
      'imagechat2026',
      'Welcome12345',
      'letmein-admin!',
      'abcdefghijklm',
      'passwort-secret',
      '098765432109',
    ],
  ])
    expect([common, passwordFault(common)]).toEqual([common, 'common']);
  expect(passwordFault('olive@example.com', ['olive@example.com'])).toBe('personal');
  expect(passwordFault('MarguerideDuras1', ['Margueride Duras'])).toBe('personal');
});
