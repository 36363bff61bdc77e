import { expect, test } from 'bun:test';
import { sign } from 'hono/jwt';
import { SKEW_MS, SSO_AGE_MS } from './secure-sso.ts';
import { readTenantJwt } from './tenant-jwt.ts';

const SECRET = 'ics_test-secret-ABC';
const NOW = 1_767_225_600_000;
const SECONDS = NOW / 1000;

/**
 * Computed with another tool: {"alg":"HS256","typ":"JWT"} and {"sub":"42","name":"Zoë","aud":"acme","exp":1767229200}, each
 * `base64 -w0 | tr '+/' '-_' | tr -d '='`, joined by a dot and signed with
 *
 *     openssl dgst -sha256 -hmac 'ics_test-secret-ABC' -binary | base64 -w0 | tr '+/' '-_' | tr -d '='
 */
const ZOE =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiIsIm5hbWUiOiJab8OrIiwiYXVkIjoiYWNtZSIsImV4cCI6MTc2NzIyOTIwMH0.TIU5W2PFZ6GVHX8nhvZRrBx8gO44xEtH0nwwz2pcU8c';

const claims = { sub: '42', name: 'Zoë', aud: 'acme', exp: SECONDS + 3600 };

async function why(token: string, now = NOW, secrets = [SECRET]): Promise<string> {
  const read = await readTenantJwt(token, 'acme', secrets, now);
  if (read.ok) return 'it was read';
  expect(read.refusal.code).toBe('malformed-sso');
  expect(read.refusal.message).not.toContain(SECRET);
  return read.refusal.message;
}

test('what another tool signed is read', async () => {
  expect(await readTenantJwt(ZOE, 'acme', ['ics_other', SECRET], NOW)).toEqual({
    ok: true,
    value: {
      user: {
        id: '42',
        profile: { username: 'Zoë', isAdmin: false, isModerator: false, verified: true },
      },
      signedAt: NOW,
    },
  });
});

test('its claims are those of secure SSO, and iat says when it was signed', async () => {
  const more = { id: 'own-id', username: 'zoe', isAdmin: true, groupIds: ['a'], iat: SECONDS - 60 };
  const token = await sign({ ...claims, ...more, aud: ['x', 'acme'] }, SECRET, 'HS256');
  expect(await readTenantJwt(token, 'acme', [SECRET], NOW)).toMatchObject({
    value: {
      user: { id: 'own-id', profile: { username: 'zoe', isAdmin: true, groupIds: ['a'] } },
      signedAt: NOW - 60_000,
    },
  });
});

test('audience, end and clock are checked by ours', async () => {
  const token = (more: object) => sign({ ...claims, ...more } as typeof claims, SECRET, 'HS256');
  expect(await why(await token({ aud: 'other' }))).toContain('another aud');
  expect(await why(await token({ aud: undefined }))).toContain('must have aud');
  expect(await why(await token({ exp: undefined }))).toContain('exp');
  expect(await why(await token({ exp: SECONDS }))).toContain('has expired');
  expect(await why(ZOE, NOW + 3_600_000)).toContain('has expired');
  expect(await why(await token({ exp: (NOW + SSO_AGE_MS + SKEW_MS) / 1000 + 1 }))).toContain(
    'within two days',
  );
  expect(await why(await token({ nbf: (NOW + SKEW_MS) / 1000 + 1 }))).toContain('from the future');
  expect(await why(await token({ iat: (NOW + SKEW_MS) / 1000 + 1 }))).toContain('from the future');
  expect(await why(await token({ nbf: (NOW + SKEW_MS) / 1000 }))).toBe('it was read');
});

test('one algorithm and nothing else, whatever its header says', async () => {
  const [head = '', body = '', signature = ''] = ZOE.split('.');
  const none = btoa('{"alg":"none","typ":"JWT"}').replaceAll('=', '');
  const admin = btoa(JSON.stringify({ ...claims, isAdmin: true })).replaceAll('=', '');
  for (const token of [
    '',
    'a.b.c',
    `${none}.${body}.`,
    `${none}.${body}.${signature}`,
    `${head}.${admin}.${signature}`,
    await sign(claims, SECRET, 'HS384'),
    await sign(claims, SECRET, 'HS512'),
    await sign(claims, 'ics_other', 'HS256'),
    `${ZOE}.${signature}`,
  ])
    expect(await why(token)).toContain('no JWT that was signed');
  expect(await why(ZOE, NOW, [])).toContain('no API secret');
});

test('what is wrong with the user is said by field', async () => {
  const token = (more: object) => sign({ ...claims, ...more } as typeof claims, SECRET, 'HS256');
  expect(await why(await token({ sub: undefined }))).toContain('id must be');
  expect(await why(await token({ name: 'zoe@example.com' }))).toContain('must not be an email');
});
