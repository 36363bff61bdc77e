import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { PeopleStore, Profile } from '../ports/people.ts';
import type { UsageStore } from '../ports/usage.ts';

/** People to hold against the contract, none at first. */
export interface PeopleUnderTest {
  readonly people: PeopleStore;
  readonly usage: Pick<UsageStore, 'read'>;
  readonly close: () => Promise<void>;
}

const ada: Profile = { username: 'ada', isAdmin: false, isModerator: true, verified: true };
const face = { avatar: 'https://example.com/ada.png', avatarKey: 'k1' } as const;

/** What every store of people owes (ports/people.ts). */
export function peopleContract(name: string, make: () => Promise<PeopleUnderTest>): void {
  describe(`${name} keeps the people contract`, () => {
    let world: PeopleUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());
    const signIn = (profile: Partial<Profile>, at: number, avatarKey?: string | null, tenantId = 'acme') =>
      world.people.signIn({
        tenantId,
        id: `${tenantId}:7`,
        profile: { ...ada, ...profile },
        ...(avatarKey === undefined ? {} : { avatarKey }),
        addressHash: 'h1',
        signedAt: at,
        at,
      });

    test('the first sign-in makes a person, the next one updates it and tells what was before', async () => {
      const first = await signIn({ email: 'ada@example.com', groupIds: ['a', 'ü/"'] }, 5);
      expect(first.before).toBeUndefined();
      expect(first.person).toEqual({
        ...{ tenantId: 'acme', id: 'acme:7', username: 'ada', displayName: null, displayLabel: null },
        ...{ avatar: null, avatarKey: null, websiteUrl: null, email: 'ada@example.com', locale: null },
        ...{ groupIds: ['a', 'ü/"'], isAdmin: false, isModerator: true, verified: true },
        ...{ addressHash: 'h1', signedAt: 5, createdAt: 5, updatedAt: 5 },
      });
      const second = await signIn({ username: 'Ada L.', isModerator: false }, 9);
      expect(second.before).toEqual(first.person);
      expect(second.person).toMatchObject({
        username: 'Ada L.',
        isModerator: false,
        createdAt: 5,
        updatedAt: 9,
      });
      expect(second.person.email).toBe('ada@example.com');
      expect(await world.people.find('acme', 'acme:7')).toEqual(second.person);
      expect(await world.people.find('acme', 'acme:8')).toBeUndefined();
    });

    test('M1 who the tenant proved for the first time counts in its usage, once', async () => {
      const day = Date.UTC(2026, 0, 31);
      await signIn({ verified: false }, day);
      await signIn({}, day + 1);
      await signIn({ username: 'Ada L.' }, day + 86_400_000);
      await signIn({}, day, undefined, 'other');
      const counted = async (tenantId: string) =>
        (await world.usage.read(tenantId, '0', '9')).map((each) => [each.day, each.accountCreatedCount]);
      expect(await counted('acme')).toEqual([['2026-01-31', 1]]);
      expect(await counted('other')).toEqual([['2026-01-31', 1]]);
    });

    test('what is left out stays, null clears, and no groups are not all groups', async () => {
      await signIn({ displayName: 'Ada', displayLabel: 'Staff', groupIds: [] }, 5);
      expect((await signIn({}, 6)).person).toMatchObject({ displayName: 'Ada', groupIds: [] });
      const cleared = await signIn({ displayName: null, displayLabel: null, groupIds: null }, 7);
      expect(cleared.person).toMatchObject({ displayName: null, displayLabel: null, groupIds: null });
    });

    test('what was signed earlier than what is kept changes nothing of it', async () => {
      await signIn({ username: 'now', isModerator: false }, 10);
      const { person } = await world.people.signIn({
        ...{ tenantId: 'acme', id: 'acme:7', profile: { ...ada, username: 'then', isModerator: true } },
        ...{ addressHash: 'h2', signedAt: 9, at: 20 },
      });
      expect(person).toMatchObject({ username: 'now', isModerator: false, signedAt: 10 });
      expect(person).toMatchObject({ addressHash: 'h2', updatedAt: 20 });
    });

    test('a picture is found by its key in its own tenant, until it is another one', async () => {
      await signIn({ avatar: face.avatar }, 5, face.avatarKey);
      expect(await world.people.avatar('acme', 'k1')).toBe(face.avatar);
      expect(await world.people.avatar('other', 'k1')).toBeUndefined();
      expect(await world.people.avatar('acme', 'k2')).toBeUndefined();
      expect((await signIn({}, 6)).person).toMatchObject(face);
      await signIn({ avatar: null }, 7, null);
      expect(await world.people.avatar('acme', 'k1')).toBeUndefined();
    });

    test('people are found by how their names and addresses begin, however they are typed, the latest first', async () => {
      const come = (id: string, profile: Partial<Profile>, at: number, tenantId = 'acme') =>
        world.people.signIn({
          tenantId,
          id,
          profile: { ...ada, ...profile },
          addressHash: null,
          signedAt: at,
          at,
        });
      await come('1', { username: 'ada', displayName: 'Ada Lovelace', email: 'ada@example.com' }, 1);
      await come('2', { username: 'ADAM' }, 3);
      await come('3', { username: 'bob', email: 'adele@example.com' }, 2);
      await come('4', { username: 'Zoë_%' }, 4);
      await come('5', { username: 'ada' }, 5, 'other');
      const found = async (text: string, most = 9) =>
        (await world.people.search('acme', text, most)).map(({ id }) => id);
      expect(await found('ada')).toEqual(['2', '1']);
      expect(await found('AD')).toEqual(['2', '3', '1']);
      expect(await found(' ada l')).toEqual(['1']);
      expect(await found('ada@')).toEqual(['1']);
      expect(await found('zoë')).toEqual(['4']);
      expect(await found('_')).toEqual([]);
      expect(await found('')).toEqual([]);
      expect(await found('a', 1)).toEqual(['2']);
      expect((await world.people.latest('acme', 3)).map(({ id }) => id)).toEqual(['4', '2', '3']);
      expect(await world.people.latest('nobody', 3)).toEqual([]);
      const page = async (after: string) => (await world.people.page('acme', after, 2)).map(({ id }) => id);
      expect([await page(''), await page('2'), await page('4')]).toEqual([['1', '2'], ['3', '4'], []]);
    });

    test('the same id in two tenants is two people', async () => {
      const sign = (tenantId: string, username: string) =>
        world.people.signIn({
          tenantId,
          id: 'same',
          profile: { ...ada, username },
          addressHash: null,
          signedAt: 1,
          at: 1,
        });
      await sign('acme', 'one');
      await sign('other', 'two');
      expect((await world.people.find('acme', 'same'))?.username).toBe('one');
      expect((await world.people.find('other', 'same'))?.username).toBe('two');
    });
  });
}
