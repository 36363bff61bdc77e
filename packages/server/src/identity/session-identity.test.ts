import { expect, test } from 'bun:test';
import { may } from '@imagechat/core/access';
import { MemoryAccounts } from '@imagechat/core/memory/accounts';
import { MemoryBans } from '@imagechat/core/memory/bans';
import { MemoryPeople } from '@imagechat/core/memory/people';
import { MemoryTenants } from '@imagechat/core/memory/tenants';
import type { TenantSettings } from '@imagechat/core/tenant-settings';
import { sign } from 'hono/jwt';
import { KnownTenants } from './known-tenants.ts';
import { SessionIdentity } from './session-identity.ts';
import { SignIn, TOKEN_MS } from './sign-in.ts';

const SECRET = 'a secret of the database, thirty-two bytes or more';
const PAGE = 'https://shop.example.com';
const OWN = 'http://chat.test:8787';
const TENANTS = ['acme', 'other'].map((id) => ({ id, name: id, domains: ['example.com'], createdAt: 0 }));
const NOBODY = { kind: 'visitor', groupIds: [], verified: false } as const;

function world(settings: Partial<TenantSettings> = {}) {
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
  let questions = 0;
  const memory = new MemoryTenants(TENANTS.map((tenant) => ({ ...tenant, settings })));
  const store = {
    find: (id: string) => {
      questions++;
      return memory.find(id);
    },
    version: () => memory.version(),
  };
  const bans = new MemoryBans();
  const people = new MemoryPeople();
  const known = new KnownTenants({ tenants: store, bans, clock });
  const parts = { accounts: new MemoryAccounts(), tenants: known, people, secret: SECRET, clock };
  const identity = new SessionIdentity(parts);
  const signIn = new SignIn({
    ...{ ...parts, identity, bans, rightsChanged: () => undefined, log: () => undefined },
    random: (bytes) => crypto.getRandomValues(bytes),
  });
  const claim = { tenantId: 'acme', origin: PAGE, ownOrigin: OWN };
  const open = async (
    more: { name?: string; token?: string; origin?: string | null; tenantId?: string } = {},
  ) => {
    const answer = await signIn.open({ ...claim, ...more });
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer;
  };
  const code = async (more: { token?: string; origin?: string | null; tenantId?: string }) => {
    const who = await identity.identify({ ...claim, ...more });
    return who.ok ? undefined : who.refusal.code;
  };
  return { clock, identity, signIn, claim, open, code, questions: () => questions };
}

test('without a token one is a visitor without id and name, who may look', async () => {
  const { identity, claim } = world();
  expect(await identity.identify(claim)).toEqual({
    ok: true,
    actor: { tenantId: 'acme', id: '', name: '', ...NOBODY },
    expiresAt: Number.POSITIVE_INFINITY,
  });
});

test('a session names the visitor: 22 characters of base64url, and the name that was given', async () => {
  const { identity, claim, clock, open } = world();
  const { token, actor, expiresAt } = await open({ name: 'Ada' });
  expect(actor).toEqual({ tenantId: 'acme', id: expect.any(String), name: 'Ada', ...NOBODY });
  expect(actor.id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(expiresAt).toBe(clock.time + TOKEN_MS);
  expect(await identity.identify({ ...claim, token })).toEqual({ ok: true, actor, expiresAt });
  expect((await open({ name: 'Ada' })).actor.id).not.toBe(actor.id);
});

test('giving a name with the old token keeps the id; without a name the old one stays', async () => {
  const { clock, open } = world();
  const first = await open();
  expect(first.actor.name).toBe('');
  const named = await open({ token: first.token, name: 'Ada' });
  expect(named.actor).toEqual({ ...first.actor, name: 'Ada' });
  clock.time += 1000;
  const renewed = await open({ token: named.token });
  expect(renewed.actor).toEqual(named.actor);
  expect(renewed.expiresAt).toBe(named.expiresAt + 1000);
});

test('an expired token opens nothing, but comes back as the same visitor', async () => {
  const { clock, code, open } = world();
  const { token, actor } = await open({ name: 'Ada' });
  clock.time += TOKEN_MS - 1;
  expect(await code({ token })).toBeUndefined();
  clock.time += 1;
  expect(await code({ token })).toBe('invalid-token');
  expect((await open({ token })).actor).toEqual(actor);
  clock.time += 500 * 86_400_000;
  expect((await open({ token })).actor.id).not.toBe(actor.id);
});

test('a token is bound to its tenant and its origin', async () => {
  const { code, open } = world();
  const { token, actor } = await open({ name: 'Ada' });
  expect(await code({ token, tenantId: 'other' })).toBe('invalid-token');
  expect(await code({ token, origin: 'https://blog.example.com' })).toBe('invalid-token');
  expect(await code({ token, origin: 'http://localhost:3000' })).toBe('invalid-token');
  // A page's plain GET to its own server tells no origin.
  expect(await code({ token, origin: null })).toBeUndefined();
  expect((await open({ token, tenantId: 'other' })).actor.id).not.toBe(actor.id);
  expect((await open({ token, origin: 'http://localhost' })).actor.id).not.toBe(actor.id);
});

test('what nobody signed is refused', async () => {
  const { clock, code } = world();
  const seconds = Math.floor(clock.time / 1000);
  const claims = {
    iss: 'imagechat-session',
    sub: 'x',
    name: '',
    aud: 'acme',
    origin: PAGE,
    iat: seconds,
    exp: seconds + 9999,
  };
  const good = await sign(claims, SECRET, 'HS256');
  expect(await code({ token: good })).toBeUndefined();
  const [head = '', body = '', signature = ''] = good.split('.');
  const none = btoa('{"alg":"none","typ":"JWT"}').replaceAll('=', '');
  const longer = btoa(JSON.stringify({ ...claims, sub: 'admin' })).replaceAll('=', '');
  for (const token of [
    '',
    'x',
    '..',
    'a.b.c',
    `${none}.${body}.`,
    `${none}.${body}.${signature}`,
    `${head}.${longer}.${signature}`,
    `${head}.${body}.`,
    await sign(claims, 'another secret', 'HS256'),
    await sign(claims, SECRET, 'HS512'),
    await sign({ ...claims, iss: 'someone-else' }, SECRET, 'HS256'),
    await sign({ ...claims, sub: '' }, SECRET, 'HS256'),
    await sign({ ...claims, exp: 'never' as unknown as number }, SECRET, 'HS256'),
  ]) {
    expect(await code({ token })).toBe('invalid-token');
  }
});

test('unknown tenants and foreign pages are refused, with and without a token', async () => {
  const { code, signIn, claim, open } = world();
  const { token } = await open({ name: 'Ada' });
  for (const tenantId of ['nobody', '', '../acme', 'ACME', '__proto__', 'x'.repeat(65)]) {
    expect(await code({ tenantId })).toBe('invalid-tenant');
    expect(await signIn.open({ ...claim, tenantId })).toMatchObject({
      refusal: { code: 'invalid-tenant' },
    });
  }
  for (const origin of ['https://evil.test', 'https://example.com.evil.test', 'null', '']) {
    expect(await code({ origin })).toBe('domain-unauthorized');
    expect(await code({ origin, token })).toBe('domain-unauthorized');
    expect(await signIn.open({ ...claim, origin })).toMatchObject({
      refusal: { code: 'domain-unauthorized' },
    });
  }
  expect(await code({ origin: OWN })).toBeUndefined();
  expect(await code({ origin: null })).toBeUndefined();
});

test('what the settings say of anonymous visitors is on every actor, also on one whose session is older', async () => {
  const { identity, claim, open } = world({ allowAnonymous: false, premoderation: 'anonymous' });
  const { token, actor } = await open({ name: 'Ada' });
  expect(actor.premoderated).toBe(true);
  expect(may(actor, 'add-comment', '')).toBe(false);
  expect(await identity.identify({ ...claim, token })).toMatchObject({ actor });
  expect(may(actor, 'read', '')).toBe(true);
});

test('a storm of reconnects asks the database once', async () => {
  const { clock, code, open, questions } = world();
  const { token } = await open();
  await Promise.all(Array.from({ length: 500 }, () => code({ token })));
  expect(questions()).toBe(1);
  clock.time += 31_000;
  await code({ token });
  expect(questions()).toBe(1);
});
