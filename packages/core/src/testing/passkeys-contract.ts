import { describe, expect, test } from 'bun:test';
import type { Account, AccountStore, OneTimeLink } from '../ports/accounts.ts';
import { type Challenge, MOST_PASSKEYS, type Passkey, type PasskeyStore } from '../ports/passkeys.ts';

const account = (id: string, passwordHash: string | null): Account => ({
  ...{ id, login: `${id}@example.com`, name: id, passwordHash, isOwner: false, createdAt: 1 },
});
const invitation = (hash: string): OneTimeLink => ({
  ...{ hash, kind: 'invitation', tenantId: 'acme', role: 'moderator', accountId: null, createdBy: 'olive' },
  ...{ createdAt: 2, expiresAt: 100 },
});
const passkey = (id: string, accountId: string, more: Partial<Passkey> = {}): Passkey => ({
  ...{
    id,
    accountId,
    name: `key ${id}`,
    publicKey: 'pQECAyYg',
    counter: 0,
    transports: ['internal', 'hybrid'],
  },
  ...{ backedUp: true, rpId: 'chat.example.com', createdAt: 5, usedAt: null },
  ...more,
});
const challenge = (hash: string, more: Partial<Challenge> = {}): Challenge => ({
  ...{ hash, purpose: 'add', bound: 'session', rpId: 'chat.example.com', accountId: 'mia' },
  ...{ createdAt: 10, expiresAt: 20, ...more },
});

/** What every store of passkeys owes (ports/passkeys.ts). `make` gives an empty one, with the accounts they are of. */
export function passkeysContract(
  name: string,
  make: () => Promise<{
    readonly accounts: AccountStore;
    readonly passkeys: PasskeyStore;
    readonly close: () => Promise<void>;
  }>,
): void {
  /** `mia` came with a passkey and has no password, `ned` has one. */
  const makeTwo = async () => {
    const made = await make();
    for (const [hash, who, first] of [
      ['i1', account('mia', null), passkey('m1', 'mia')],
      ['i2', account('ned', '$argon2id$x'), undefined],
    ] as const) {
      await made.accounts.addLink(invitation(hash));
      expect(await made.accounts.useLink(hash, who, 5, first)).toBe('used');
    }
    return made;
  };

  describe(`${name} keeps the passkeys contract`, () => {
    test('an account comes with its first passkey and no password, both or neither', async () => {
      const { accounts, close, passkeys } = await makeTwo();
      expect(await passkeys.of('mia')).toEqual([passkey('m1', 'mia')]);
      expect(await passkeys.find('m1')).toEqual(passkey('m1', 'mia'));
      expect(await accounts.find('mia')).toEqual(account('mia', null));
      expect(await accounts.useLink('i1', account('eve', null), 6, passkey('e1', 'eve'))).toBe('gone');
      await accounts.addLink(invitation('i3'));
      const asNed = { ...account('eve', null), login: 'ned@example.com' };
      expect(await accounts.useLink('i3', asNed, 6, passkey('e1', 'eve'))).toBe('taken');
      expect(await passkeys.find('e1')).toBeUndefined();
      expect(await passkeys.of('ned')).toEqual([]);
      await close();
    });

    test('passkeys are added up to a number, each once, and named by whom they are of', async () => {
      const { close, passkeys } = await makeTwo();
      const second = passkey('m2', 'mia', { counter: 7, transports: [], backedUp: false, createdAt: 6 });
      expect(await passkeys.add(second)).toBe('added');
      expect(await passkeys.add({ ...second, accountId: 'ned' })).toBe('taken');
      expect(await passkeys.of('mia')).toEqual([passkey('m1', 'mia'), second]);
      expect(await passkeys.rename('ned', 'm2', 'mine')).toBe(false);
      expect(await passkeys.rename('mia', 'm2', 'Phone')).toBe(true);
      expect((await passkeys.find('m2'))?.name).toBe('Phone');
      for (let more = 3; more <= MOST_PASSKEYS; more++)
        expect(await passkeys.add(passkey(`m${more}`, 'mia'))).toBe('added');
      expect(await passkeys.add(passkey('one-more', 'mia'))).toBe('full');
      expect(await passkeys.add(passkey('n1', 'ned'))).toBe('added');
      await close();
    });

    test('a use is noted only when the counter went on; of two with the same, one', async () => {
      const { close, passkeys } = await makeTwo();
      expect(await passkeys.use('m1', 0, 30)).toBe(true);
      expect(await passkeys.use('m1', 0, 31)).toBe(true);
      expect(await passkeys.find('m1')).toEqual(passkey('m1', 'mia', { usedAt: 31 }));
      const both = await Promise.all([passkeys.use('m1', 3, 32), passkeys.use('m1', 3, 33)]);
      expect(both.sort()).toEqual([false, true]);
      for (const old of [0, 2, 3]) expect(await passkeys.use('m1', old, 40)).toBe(false);
      expect(await passkeys.use('m1', 4, 41)).toBe(true);
      expect(await passkeys.find('m1')).toEqual(passkey('m1', 'mia', { counter: 4, usedAt: 41 }));
      expect(await passkeys.use('unknown', 1, 41)).toBe(false);
      await close();
    });

    test('the last way in stays, also when two are removed at a time; with a password all can go', async () => {
      const { accounts, close, passkeys } = await makeTwo();
      expect(await passkeys.remove('mia', 'm1')).toBe('last');
      await passkeys.add(passkey('m2', 'mia'));
      expect(await passkeys.remove('ned', 'm1')).toBe('gone');
      const both = await Promise.all([passkeys.remove('mia', 'm1'), passkeys.remove('mia', 'm2')]);
      expect(both.sort()).toEqual(['last', 'removed']);
      expect(await passkeys.of('mia')).toHaveLength(1);
      await passkeys.add(passkey('n1', 'ned'));
      expect(await passkeys.remove('ned', 'n1')).toBe('removed');
      expect(await passkeys.remove('ned', 'n1')).toBe('gone');
      await accounts.changePassword('mia', '$argon2id$y', null);
      const [rest] = await passkeys.of('mia');
      expect(await passkeys.remove('mia', rest?.id ?? '')).toBe('removed');
      await close();
    });

    test('a challenge is taken once, in time, and by one of many', async () => {
      const { close, passkeys } = await make();
      await passkeys.addChallenge(challenge('c1'));
      await passkeys.addChallenge(challenge('c2', { purpose: 'sign-in', bound: '', accountId: '' }));
      const both = await Promise.all([1, 2].map(() => passkeys.takeChallenge('c1', 15)));
      expect(both.filter((each) => each !== undefined)).toEqual([challenge('c1')]);
      expect(await passkeys.takeChallenge('c2', 20)).toBeUndefined();
      // An expired one is gone even for a clock that goes back.
      expect(await passkeys.takeChallenge('c2', 15)).toBeUndefined();
      await passkeys.addChallenge(challenge('c3'));
      await passkeys.addChallenge(challenge('c4', { createdAt: 20, expiresAt: 30 }));
      expect(await passkeys.takeChallenge('c3', 15)).toBeUndefined();
      expect(await passkeys.takeChallenge('guessed', 15)).toBeUndefined();
      expect(await passkeys.takeChallenge('c4', 25)).toBeDefined();
      await close();
    });
  });
}
