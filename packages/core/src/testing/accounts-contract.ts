import { describe, expect, test } from 'bun:test';
import type { Account, AccountStore, OneTimeLink } from '../ports/accounts.ts';

const account = (id: string, more: Partial<Account> = {}): Account => ({
  ...{ id, login: `${id}@example.com`, name: id, passwordHash: '$argon2id$x', isOwner: false, createdAt: 1 },
  ...more,
});
const owner = account('olive', { isOwner: true });
const setup = (hash: string, expiresAt = 100): OneTimeLink => ({
  ...{ hash, kind: 'setup', tenantId: '', role: 'admin', accountId: null },
  ...{ createdBy: 'command line', createdAt: 1, expiresAt },
});
const invitation = (hash: string, more: Partial<OneTimeLink> = {}): OneTimeLink => ({
  ...{ hash, kind: 'invitation', tenantId: 'acme', role: 'moderator', accountId: null, createdBy: 'olive' },
  ...{ createdAt: 2, expiresAt: 100, ...more },
});

const recovery = (hash: string, accountId: string): OneTimeLink => ({
  ...{ hash, kind: 'password', tenantId: '', role: 'admin', accountId },
  ...{ createdBy: 'command line', createdAt: 3, expiresAt: 100 },
});

/** What every store of accounts owes (ports/accounts.ts). `make` gives an empty one that knows the tenants `acme` and `other`. */
export function accountsContract(
  name: string,
  make: () => Promise<{ readonly accounts: AccountStore; readonly close: () => Promise<void> }>,
): void {
  describe(`${name} keeps the accounts contract`, () => {
    test('a set-up link makes the first owner, once; then neither it nor another is good', async () => {
      const { accounts, close } = await make();
      await accounts.addLink(setup('s1'));
      await accounts.addLink(setup('s2'));
      expect(await accounts.link('s1', 50)).toBeUndefined();
      expect(await accounts.link('s2', 50)).toEqual(setup('s2'));
      expect(await accounts.link('s2', 100)).toBeUndefined();
      expect(await accounts.hasOwner()).toBe(false);
      expect(await accounts.useLink('guessed', owner, 50)).toBe('gone');
      const both = [owner, account('eve', { isOwner: true })].map((each) => accounts.useLink('s2', each, 50));
      expect((await Promise.all(both)).sort()).toEqual(['gone', 'used']);
      expect(await accounts.hasOwner()).toBe(true);
      await accounts.addLink(setup('s3'));
      expect(await accounts.link('s3', 50)).toBeUndefined();
      expect(await accounts.useLink('s3', account('eve', { isOwner: true }), 50)).toBe('gone');
      await close();
    });

    test('an invitation makes a member of its tenant, once, and takes nobody else’s login', async () => {
      const { accounts, close } = await make();
      await accounts.addLink(setup('s'));
      await accounts.useLink('s', owner, 5);
      await accounts.addLink(invitation('i1'));
      await accounts.addLink(invitation('i2', { role: 'admin', createdAt: 3 }));
      await accounts.addLink(invitation('i3', { tenantId: 'other' }));
      expect(await accounts.invitations('acme', 50)).toEqual([
        invitation('i1'),
        invitation('i2', { role: 'admin', createdAt: 3 }),
      ]);
      expect(await accounts.useLink('i1', account('eve', { login: owner.login }), 6)).toBe('taken');
      const mia = account('mia', { createdAt: 6 });
      expect(await accounts.useLink('i1', mia, 6)).toBe('used');
      expect(await accounts.useLink('i1', mia, 6)).toBe('gone');
      const moderator = { tenantId: 'acme', accountId: 'mia', role: 'moderator', createdAt: 6 } as const;
      expect(await accounts.members('acme')).toEqual([
        [owner, null],
        [mia, moderator],
      ]);
      expect(await accounts.members('other')).toEqual([[owner, null]]);
      // Who has an account already gets another role in the same tenant, and a place in another one.
      expect(await accounts.useLink('i2', mia, 7)).toBe('used');
      expect(await accounts.useLink('i3', mia, 7)).toBe('used');
      const roles = (await accounts.members('acme')).map(([, membership]) => membership?.role);
      expect(roles).toEqual([undefined, 'admin']);
      expect(await accounts.removeMember('acme', 'mia')).toBe(true);
      expect(await accounts.removeMember('acme', 'mia')).toBe(false);
      expect((await accounts.members('other')).map(([{ id }]) => id)).toEqual(['olive', 'mia']);
      expect(await accounts.byLogin('mia@example.com')).toEqual(mia);
      expect(await accounts.byLogin('nobody@example.com')).toBeUndefined();
      expect(await accounts.find('mia')).toEqual(mia);
      expect(await accounts.find('nobody')).toBeUndefined();
      await close();
    });

    test('an invitation is taken back by its own tenant only', async () => {
      const { accounts, close } = await make();
      await accounts.addLink(invitation('i1'));
      expect(await accounts.removeInvitation('other', 'i1')).toBe(false);
      expect(await accounts.removeInvitation('acme', 'i1')).toBe(true);
      expect(await accounts.removeInvitation('acme', 'i1')).toBe(false);
      expect(await accounts.link('i1', 5)).toBeUndefined();
      await close();
    });

    test('a new password ends every session of the account but the one it is changed in', async () => {
      const { accounts, close } = await make();
      await accounts.addLink(setup('s'));
      await accounts.useLink('s', owner, 5);
      expect(await accounts.owners()).toEqual([owner]);
      await accounts.addLink(invitation('i'));
      await accounts.useLink('i', account('mia'), 5);
      for (const [hash, accountId] of [
        ['o1', 'olive'],
        ['o2', 'olive'],
        ['m', 'mia'],
      ] as const)
        await accounts.openSession({ hash, accountId, createdAt: 5, expiresAt: 90 });
      expect(await accounts.changePassword('olive', '$argon2id$y', 'o2')).toBe(true);
      expect(await accounts.changePassword('nobody', '$argon2id$y', null)).toBe(false);
      const good = async () => {
        const all = await Promise.all(['o1', 'o2', 'm'].map((hash) => accounts.session(hash, 50)));
        return all.map((each) => each?.account.passwordHash);
      };
      expect(await good()).toEqual([undefined, '$argon2id$y', '$argon2id$x']);
      await accounts.changePassword('olive', '$argon2id$z', null);
      expect(await good()).toEqual([undefined, undefined, '$argon2id$x']);
      expect((await accounts.byLogin(owner.login))?.passwordHash).toBe('$argon2id$z');
      await close();
    });

    test('a link for a password gives one to its account, once, and makes nobody anything', async () => {
      const { accounts, close } = await make();
      await accounts.addLink(invitation('i'));
      await accounts.useLink('i', account('mia'), 5);
      await accounts.openSession({ hash: 'm', accountId: 'mia', createdAt: 5, expiresAt: 90 });
      await accounts.addLink(recovery('r1', 'mia'));
      await accounts.addLink(recovery('r2', 'mia'));
      await accounts.addLink(setup('s'));
      expect(await accounts.link('r1', 50)).toBeUndefined();
      expect(await accounts.link('r2', 50)).toEqual(recovery('r2', 'mia'));
      expect(await accounts.useLink('r2', account('eve'), 50)).toBe('gone');
      expect(await accounts.recover('s', '$argon2id$y', 50)).toBeUndefined();
      expect(await accounts.recover('r2', '$argon2id$y', 100)).toBeUndefined();
      const both = [1, 2].map((each) => accounts.recover('r2', `$argon2id$y${each}`, 50));
      const done = (await Promise.all(both)).filter((each) => each !== undefined);
      expect(done.map(({ id }) => id)).toEqual(['mia']);
      expect((await accounts.byLogin('mia@example.com'))?.passwordHash).toBe(done[0]?.passwordHash);
      expect(await accounts.session('m', 50)).toBeUndefined();
      expect(await accounts.link('s', 50)).toBeDefined();
      await close();
    });

    test('a session is good until it is ended or over, with the memberships of now', async () => {
      const { accounts, close } = await make();
      await accounts.addLink(invitation('i'));
      await accounts.useLink('i', account('mia'), 5);
      await accounts.openSession({ hash: 'h1', accountId: 'mia', createdAt: 5, expiresAt: 90 });
      await accounts.openSession({ hash: 'h2', accountId: 'mia', createdAt: 5, expiresAt: 95 });
      const membership = { tenantId: 'acme', accountId: 'mia', role: 'moderator', createdAt: 5 } as const;
      expect(await accounts.session('h1', 89)).toEqual({
        account: account('mia'),
        memberships: [membership],
        since: 5,
      });
      expect(await accounts.session('h1', 90)).toBeUndefined();
      expect(await accounts.session('guessed', 50)).toBeUndefined();
      await accounts.openSession({ hash: 'h3', accountId: 'mia', createdAt: 5, expiresAt: 95 });
      await accounts.endOtherSessions('nobody', 'h1');
      expect(await accounts.session('h3', 50)).toBeDefined();
      await accounts.endOtherSessions('mia', 'h1');
      expect(await accounts.session('h3', 50)).toBeUndefined();
      await accounts.openSession({ hash: 'h2', accountId: 'mia', createdAt: 5, expiresAt: 95 });
      await accounts.removeMember('acme', 'mia');
      expect(await accounts.session('h1', 50)).toEqual({
        account: account('mia'),
        memberships: [],
        since: 5,
      });
      await accounts.endSession('h1');
      expect(await accounts.session('h1', 50)).toBeUndefined();
      expect(await accounts.session('h2', 50)).toBeDefined();
      await close();
    });
  });
}
