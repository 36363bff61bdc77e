import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { MemoryAccounts } from '@imagechat/core/memory/accounts';
import { MemoryBans } from '@imagechat/core/memory/bans';
import { MemoryPeople } from '@imagechat/core/memory/people';
import { MemoryTenants } from '@imagechat/core/memory/tenants';
import { KnownTenants } from './known-tenants.ts';
import { avatarKey } from './person-marks.ts';
import { SSO_AGE_MS } from './secure-sso.ts';
import { SessionIdentity } from './session-identity.ts';
import { type SessionRequest, SignIn, TOKEN_MS } from './sign-in.ts';

const SECRET = 'ics_test-secret-ABC';
const PAGE = { tenantId: 'acme', origin: 'https://example.com', ownOrigin: 'http://chat.test' } as const;
const FACE = 'https://example.com/ada.png';

/** A tenant with one secret, and the doors to it. */
async function world() {
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
  const tenants = new MemoryTenants(
    ['acme', 'other'].map((id) => ({ id, name: id, domains: ['example.com'], createdAt: 0 })),
  );
  for (const id of ['acme', 'other']) await tenants.addSecret(id, { id: 's1', secret: SECRET, createdAt: 0 });
  const people = new MemoryPeople();
  const bans = new MemoryBans(() => tenants.touch());
  const known = new KnownTenants({ tenants, bans, clock });
  const changed: string[] = [];
  const parts = { accounts: new MemoryAccounts(), tenants: known, people, secret: 'of the server', clock };
  const identity = new SessionIdentity(parts);
  const signIn = new SignIn({
    ...parts,
    ...{
      identity,
      bans,
      log: () => undefined,
      random: (bytes: Uint8Array) => void crypto.getRandomValues(bytes),
    },
    rightsChanged: (tenantId, actorId) => void changed.push(`${tenantId} ${actorId}`),
  });
  const attempt = (request: Partial<SessionRequest>) => signIn.open({ ...PAGE, ...request });
  const open = async (request: Partial<SessionRequest>) => {
    const answer = await attempt(request);
    if (!answer.ok) throw new Error(`${answer.refusal.code}: ${answer.refusal.message}`);
    return answer;
  };
  const refusal = async (request: Partial<SessionRequest>) => {
    const answer = await attempt(request);
    return answer.ok ? undefined : answer.refusal;
  };
  const sso = (fields: object = {}, at = clock.time) => {
    const user = { id: '7', email: 'ada@example.com', username: 'Ada', ...fields };
    const userDataJSONBase64 = Buffer.from(JSON.stringify(user)).toString('base64');
    const verificationHash = createHmac('sha256', SECRET).update(`${at}${userDataJSONBase64}`).digest('hex');
    return { sso: { userDataJSONBase64, verificationHash, timestamp: at } };
  };
  /** Whom a token stands for, or the code it is refused with. */
  const who = async (token: string, more: object = {}) => {
    const found = await identity.identify({ ...PAGE, token, ...more });
    return found.ok ? found.actor : found.refusal.code;
  };
  return { attempt, bans, changed, clock, known, open, people, refusal, sso, tenants, who };
}

describe('CONTRACT §4: secure SSO', () => {
  test('a user is who the tenant says, under `tenantId:id`, and the token says it again without the database', async () => {
    const { open, sso, who, people } = await world();
    const fields = {
      displayName: 'Ada L.',
      displayLabel: 'Staff',
      avatar: FACE,
      groupIds: ['a'],
      isModerator: true,
    };
    const { actor, token } = await open({ ...sso(fields), name: 'Somebody else' });
    expect(actor).toEqual({
      ...{ tenantId: 'acme', id: 'acme:7', kind: 'moderator', name: 'Ada L.', label: 'Staff' },
      ...{ avatar: avatarKey(FACE), groupIds: ['a'], verified: true },
    });
    expect(actor.avatar).toMatch(/^[\w-]{11}$/);
    await people.signIn({
      ...{ tenantId: 'acme', id: 'acme:7', addressHash: null, signedAt: 9e15, at: 9e15 },
      profile: { username: 'x', isAdmin: false, isModerator: false, verified: true },
    });
    expect(await who(token)).toEqual(actor);
  });

  test('each login updates the stored user, and null clears', async () => {
    const { open, sso, people, clock } = await world();
    await open(sso({ displayName: 'Ada L.', avatar: FACE }));
    clock.time += 1000;
    const { actor } = await open(sso({ displayName: null, avatar: null, email: 'new@example.com' }));
    expect(actor.name).toBe('Ada');
    expect(actor.avatar).toBeUndefined();
    expect(await people.find('acme', 'acme:7')).toMatchObject({
      ...{ displayName: null, avatar: null, avatarKey: null, email: 'new@example.com' },
    });
  });

  test('the same user of two tenants is two people', async () => {
    const { open, sso, who } = await world();
    const { token, actor } = await open({ ...sso(), tenantId: 'other' });
    expect(actor.id).toBe('other:7');
    expect(await who(token)).toBe('invalid-token');
  });

  test('wrong data opens nothing, whatever else is there', async () => {
    const { open, refusal, sso } = await world();
    const { token } = await open({ name: 'Ben' });
    const { sso: data } = sso();
    const wrong = { sso: { ...data, verificationHash: '0'.repeat(64) } };
    expect(await refusal({ ...wrong, token, name: 'Ben', simpleSSO: { username: 'Ben' } })).toMatchObject({
      code: 'malformed-sso',
    });
  });

  test('a page that only says how to log in has a visitor', async () => {
    const { open } = await world();
    const { actor } = await open({ sso: { loginURL: 'https://example.com/login' }, name: 'Ben' });
    expect(actor).toMatchObject({ kind: 'visitor', name: 'Ben', verified: false });
  });

  test('many groups do not fit into a token and are still known', async () => {
    const { open, sso, who } = await world();
    const groupIds = Array.from({ length: 100 }, (_, at) => `${at}`.padStart(50, 'g'));
    const { token, actor } = await open(
      sso({ groupIds, id: 'x'.repeat(1000), displayLabel: 'ü'.repeat(100) }),
    );
    expect(token.length).toBeLessThanOrEqual(4096);
    expect(await who(token)).toEqual(actor);
    expect(actor.groupIds).toEqual(groupIds);
  });

  test('a session goes on with its token for two days after the last word of the tenant, then no longer', async () => {
    const { open, refusal, sso, clock } = await world();
    let { token } = await open(sso({ isModerator: true }));
    for (let days = 0; days < 3; days++) {
      clock.time += TOKEN_MS;
      const again = await open({ token, name: 'Mallory' });
      expect(again.actor).toMatchObject({ id: 'acme:7', kind: 'moderator', name: 'Ada' });
      token = again.token;
    }
    clock.time += SSO_AGE_MS;
    expect(await refusal({ token, name: 'Mallory' })).toMatchObject({ code: 'invalid-token' });
    expect((await open({ token, ...sso() })).actor.id).toBe('acme:7');
  });
});

describe('rights', () => {
  test('a change of rights ends the sessions that had others; data signed before it brings nothing back', async () => {
    const { changed, clock, open, sso, who } = await world();
    const old = sso({ isModerator: true });
    const { token } = await open(old);
    clock.time += 1000;
    const demoted = await open(sso());
    expect(changed).toEqual(['acme acme:7']);
    expect(await who(token)).toBe('invalid-token');
    expect(demoted.actor.kind).toBe('user');
    expect(await who(demoted.token)).toEqual(demoted.actor);
    clock.time += 1000;
    expect((await open(old)).actor.kind).toBe('user');
    expect((await open({ token })).actor).toMatchObject({ id: 'acme:7', kind: 'user' });
    expect(changed).toHaveLength(1);
  });

  test('who was signed out for good needs data signed since', async () => {
    const { bans, clock, known, open, refusal, sso, who } = await world();
    const old = sso();
    const { token } = await open(old);
    clock.time += 1000;
    await bans.signOut('acme', { actorId: 'acme:7', before: clock.time, final: true });
    known.forget('acme');
    expect(await who(token)).toBe('invalid-token');
    expect(await refusal(old)).toMatchObject({ code: 'malformed-sso' });
    expect(await refusal({ token })).toMatchObject({ code: 'invalid-token' });
    expect((await open(sso())).actor.id).toBe('acme:7');
  });

  test('who is banned gets no session and loses the one there is; a shadow is not told; an address is known by its hash', async () => {
    const { bans, clock, known, open, people, refusal, sso, who } = await world();
    const { token } = await open({ ...sso(), address: '192.0.2.1' });
    const ben = await open({ name: 'Ben', address: '192.0.2.1' });
    const ban = { shadow: false, until: clock.time + 1000, createdAt: 0, by: 'm' };
    await bans.ban('acme', { id: 'b1', subject: { kind: 'actor', actorId: 'acme:7' }, ...ban });
    known.forget('acme');
    expect(await who(token)).toBe('banned');
    expect(await refusal(sso())).toMatchObject({ code: 'banned' });
    clock.time += 1000;
    expect(await who(token)).toMatchObject({ id: 'acme:7' });
    const { addressHash } = (await people.find('acme', ben.actor.id)) ?? {};
    expect(addressHash).toMatch(/^[\w-]{22}$/);
    const byAddress = { kind: 'address', addressHash: addressHash ?? '' } as const;
    await bans.ban('acme', { ...ban, id: 'b2', subject: byAddress, shadow: true, until: null });
    known.forget('acme');
    expect(await who(ben.token, { address: '192.0.2.1' })).toMatchObject({ shadowed: true });
    expect(await who(ben.token, { address: '192.0.2.2' })).not.toHaveProperty('shadowed');
  });
});

test('a visitor comes in also while nothing can be written', async () => {
  const { open, people } = await world();
  people.signIn = () => Promise.reject(new Error('disk'));
  expect((await open({ name: 'Ben' })).actor.name).toBe('Ben');
});

describe('CONTRACT §4: simple SSO', () => {
  test('a page names a visitor, flat or nested; it is unverified whatever it claims', async () => {
    const { open } = await world();
    const claims = {
      username: 'Ada',
      avatar: FACE,
      displayLabel: 'Guest',
      isAdmin: true,
      groupIds: null,
      id: '7',
    };
    for (const simpleSSO of [claims, { simpleSSOUser: claims, loginURL: '/login' }]) {
      const { actor, token } = await open({ simpleSSO });
      expect(actor).toEqual({
        ...{ tenantId: 'acme', id: expect.stringMatching(/^~[\w-]{22}$/), kind: 'visitor', name: 'Ada' },
        ...{ label: 'Guest', avatar: avatarKey(FACE), groupIds: [], verified: false },
      });
      expect((await open({ simpleSSO, token })).actor.id).toBe(actor.id);
    }
  });

  test('it cannot take over a verified user: not by name, by email, nor by a token', async () => {
    const { open, people, sso } = await world();
    const real = await open(sso());
    const kept = await people.find('acme', 'acme:7');
    const simpleSSO = { username: 'Ada', email: 'ada@example.com', id: 'acme:7' };
    for (const token of [undefined, real.token]) {
      const { actor } = await open({ simpleSSO, ...(token === undefined ? {} : { token }) });
      expect(actor.verified).toBe(false);
      expect(actor.id).toStartWith('~');
    }
    expect(await people.find('acme', 'acme:7')).toEqual(kept);
    // Nor does a verified user's own id fall into another kind's.
    expect((await open(sso({ id: '~x' }))).actor.id).toBe('acme:~x');
  });

  test('where the tenant does not want it, it may only look', async () => {
    const { open, tenants } = await world();
    await tenants.change('acme', { settings: { allowUnverified: false } });
    const { actor } = await open({ simpleSSO: { username: 'Ada' } });
    expect(actor.withheld).toContain('add-comment');
    expect(actor.withheld).not.toContain('read');
  });

  test('without a username nobody is named', async () => {
    const { open, refusal } = await world();
    expect((await open({ simpleSSO: {} })).actor.name).toBe('');
    expect(await refusal({ simpleSSO: { username: 'ada@example.com' } })).toMatchObject({
      code: 'malformed-sso',
    });
    expect(await refusal({ simpleSSO: { simpleSSOUser: { email: 'x' } } })).toMatchObject({
      code: 'malformed-sso',
    });
  });
});
