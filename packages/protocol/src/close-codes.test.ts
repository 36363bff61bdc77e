import { expect, test } from 'bun:test';
import { CLOSE, mayReconnect } from './close-codes.ts';

test('W5: 4500 to 4999 and 1009 are final, everything else comes back', () => {
  for (const code of [1009, 4500, 4504, 4999]) expect(mayReconnect(code)).toBe(false);
  for (const code of [1000, 1001, 1005, 1006, 1011, 1012, 4000, 4010, 4499])
    expect(mayReconnect(code)).toBe(true);
});

test('W5: a server that restarts, a slow reader and an old token come back; a stranger does not', () => {
  const { restarting, idle, slow, busy, tokenExpired, ...final } = CLOSE;
  for (const code of [restarting, idle, slow, busy, tokenExpired]) expect(mayReconnect(code)).toBe(true);
  for (const code of Object.values(final)) expect(mayReconnect(code)).toBe(false);
});
