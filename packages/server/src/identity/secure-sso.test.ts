import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { SKEW_MS, SSO_AGE_MS, readSecureSso } from './secure-sso.ts';

const SECRET = 'ics_test-secret-ABC';
const SIGNED_AT = 1_767_225_600_000;

/**
 * Computed with another tool. Each hash is what this prints, with the base64 in the place of DATA:
 *
 *     printf '%s' '1767225600000DATA' | openssl dgst -sha256 -hmac 'ics_test-secret-ABC'
 *
 * and the base64 is `printf '%s' 'JSON' | base64 -w0` of {"id":"42","email":"ada@example.com","username":"Ada"} and of
 * {"id":"ü-7","email":"zoë@example.com","username":"Zoë 🦊 Müller","displayName":"Зоя","groupIds":["grün"],"isModerator":true}.
 */
const ADA = {
  userDataJSONBase64: 'eyJpZCI6IjQyIiwiZW1haWwiOiJhZGFAZXhhbXBsZS5jb20iLCJ1c2VybmFtZSI6IkFkYSJ9',
  verificationHash: '1cf516ef3785dbc6df2708186390df8168b2753e0081f87a464d4bade0701739',
  timestamp: SIGNED_AT,
};
const ZOE = {
  userDataJSONBase64:
    'eyJpZCI6IsO8LTciLCJlbWFpbCI6Inpvw6tAZXhhbXBsZS5jb20iLCJ1c2VybmFtZSI6Ilpvw6sg8J+miiBNw7xsbGVyIiwiZGlzcGxheU5hbWUiOiLQl9C+0Y8iLCJncm91cElkcyI6WyJncsO8biJdLCJpc01vZGVyYXRvciI6dHJ1ZX0=',
  verificationHash: '9c64739c02991e444929a70c8469fcbfc8bb6d45b208e610b96e2c0e0a21ddb7',
  timestamp: SIGNED_AT,
};

function read(sso: Partial<Record<keyof typeof ADA, unknown>>, now = SIGNED_AT, secrets = [SECRET]) {
  return readSecureSso({ ...ADA, ...sso }, secrets, now);
}

/** The sentence one is refused with. */
function why(...args: Parameters<typeof read>): string {
  const answer = read(...args);
  if (answer.ok) return 'it was read';
  expect(answer.refusal.code).toBe('malformed-sso');
  return answer.refusal.message;
}

/** Data of any kind under a good hash. */
function signed(data: string, timestamp: string | number = SIGNED_AT) {
  const hash = createHmac('sha256', SECRET).update(`${timestamp}${data}`).digest('hex');
  return { userDataJSONBase64: data, verificationHash: hash, timestamp };
}

const user = (fields: object) =>
  signed(
    Buffer.from(JSON.stringify({ id: '42', email: 'ada@example.com', username: 'Ada', ...fields })).toString(
      'base64',
    ),
  );

describe('CONTRACT §4: secure SSO', () => {
  test('what another tool signed is read, in any script', () => {
    expect(read(ADA)).toEqual({
      ok: true,
      value: {
        id: '42',
        profile: {
          ...{ username: 'Ada', email: 'ada@example.com' },
          ...{ isAdmin: false, isModerator: false, verified: true },
        },
      },
    });
    expect(read(ZOE)).toMatchObject({
      value: {
        id: 'ü-7',
        profile: { username: 'Zoë 🦊 Müller', displayName: 'Зоя', groupIds: ['grün'], isModerator: true },
      },
    });
  });

  test('a timestamp is concatenated as it was written, as a number or as text', () => {
    expect(read({ timestamp: String(SIGNED_AT) }).ok).toBe(true);
    expect(why({ timestamp: `0${SIGNED_AT}` })).toContain('verificationHash does not fit');
    expect(why({ timestamp: SIGNED_AT + 1 })).toContain('verificationHash does not fit');
  });

  test('clocks may differ a little; two days later it is refused, and so is a replay from then on', () => {
    expect(read({}, SIGNED_AT - SKEW_MS).ok).toBe(true);
    expect(why({}, SIGNED_AT - SKEW_MS - 1)).toContain('in the future');
    expect(read({}, SIGNED_AT + SSO_AGE_MS).ok).toBe(true);
    expect(why({}, SIGNED_AT + SSO_AGE_MS + 1)).toContain('more than two days old');
  });

  test('any of the good secrets will do, a revoked one is none of them', () => {
    expect(read({}, SIGNED_AT, ['ics_new', SECRET]).ok).toBe(true);
    expect(read({}, SIGNED_AT, [SECRET, 'ics_old']).ok).toBe(true);
    expect(why({}, SIGNED_AT, ['ics_new'])).toContain('verificationHash does not fit');
    expect(why({}, SIGNED_AT, [])).toContain('has no API secret');
  });

  test('what is wrong is said, and nothing of the secret or the hash', () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ userDataJSONBase64: `${ADA.userDataJSONBase64}A` }, 'verificationHash does not fit'],
      [{ userDataJSONBase64: '' }, 'userDataJSONBase64 must be'],
      [{ userDataJSONBase64: { $ne: '' } }, 'userDataJSONBase64 must be'],
      [{ userDataJSONBase64: 'A'.repeat(40_001) }, 'userDataJSONBase64 must be'],
      [{ verificationHash: ADA.verificationHash.toUpperCase() }, '64 hex digits in lower case'],
      [{ verificationHash: ADA.verificationHash.slice(1) }, '64 hex digits'],
      [{ verificationHash: null }, '64 hex digits'],
      [{ verificationHash: '0'.repeat(64) }, 'verificationHash does not fit'],
      [{ timestamp: '1767225600000 ' }, 'timestamp must be'],
      [{ timestamp: 1.5 }, 'timestamp must be'],
      [{ timestamp: Number.NaN }, 'timestamp must be'],
      [{ timestamp: undefined }, 'timestamp must be'],
      [signed('not base64 at all!'), 'does not hold JSON'],
      [signed(Buffer.from([0x22, 0xff, 0x22]).toString('base64')), 'does not hold JSON'],
      [signed(Buffer.from('"a text"').toString('base64')), 'shape'],
      [user({ id: '' }), 'id must be'],
      [user({ id: ' 42' }), 'id must be one line'],
      [user({ id: 'x'.repeat(1001) }), 'id must be'],
      [user({ id: 'ü"'.repeat(500) }), 'id must be'],
      [user({ email: undefined }), 'email must be'],
      [user({ username: null }), 'username must be'],
      [user({ username: 'x'.repeat(1001) }), 'username must be'],
      [user({ username: 'ada@example.com' }), 'must not be an email'],
      [user({ displayName: 'x'.repeat(501) }), 'displayName must be'],
      [user({ displayLabel: 'x'.repeat(101) }), 'displayLabel must be'],
      [user({ groupIds: Array.from({ length: 101 }, String) }), 'groupIds must be'],
      [user({ groupIds: ['x'.repeat(51)] }), 'groupIds must be'],
      [user({ groupIds: 'all' }), 'groupIds must be'],
      [user({ isAdmin: 'yes' }), 'isAdmin must be'],
    ];
    for (const [sso, sentence] of wrong) {
      const told = why(sso);
      expect(told).toContain(sentence);
      expect(told).not.toContain(SECRET);
      expect(told).not.toContain(ADA.verificationHash.slice(0, 8));
    }
  });

  test('every field may have its longest', () => {
    const most = {
      ...{ id: 'x'.repeat(1000), username: 'y'.repeat(1000), email: 'z'.repeat(1000) },
      ...{ displayName: 'd'.repeat(500), displayLabel: 'l'.repeat(100) },
      groupIds: Array.from({ length: 100 }, (_, at) => `${at}`.padStart(50, 'g')),
    };
    expect(read(user(most))).toMatchObject({ ok: true, value: { id: most.id } });
  });

  test('null clears, what is left out is left alone, and a number is an id', () => {
    const cleared = read(user({ id: 42, displayName: null, avatar: null, groupIds: null, isAdmin: null }));
    expect(cleared.ok && cleared.value).toEqual({
      id: '42',
      profile: {
        ...{ username: 'Ada', email: 'ada@example.com', displayName: null, avatar: null, groupIds: null },
        ...{ isAdmin: false, isModerator: false, verified: true },
      },
    });
  });

  test('a picture that is no https address is no picture, and keeps nobody out', () => {
    for (const avatar of ['http://example.com/a.png', 'data:image/png;base64,AA', 'javascript:alert(1)', 'x'])
      expect(read(user({ avatar }))).toMatchObject({ value: { profile: { avatar: null } } });
    expect(read(user({ avatar: 'https://example.com/a b.png' }))).toMatchObject({
      value: { profile: { avatar: 'https://example.com/a%20b.png' } },
    });
  });
});
