import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Ban, BanStore } from '../ports/bans.ts';
import type { TenantStore } from '../ports/tenants.ts';

/** Bans to hold against the contract, none at first, and the tenants whose version tells of them. */
export interface BansUnderTest {
  readonly bans: BanStore;
  readonly tenants: Pick<TenantStore, 'version'>;
  readonly close: () => Promise<void>;
}

function ban(id: string, parts: Partial<Ban> = {}): Ban {
  const subject = { kind: 'actor', actorId: 'acme:7' } as const;
  return { id, subject, shadow: false, until: null, createdAt: 1, by: 'mod', ...parts };
}

/** What every store of bans owes (ports/bans.ts). */
export function bansContract(name: string, make: () => Promise<BansUnderTest>): void {
  describe(`${name} keeps the bans contract`, () => {
    let world: BansUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());

    test('bans last until their time, or for good, each in its own tenant', async () => {
      const byAddress = ban('b2', {
        subject: { kind: 'address', addressHash: 'h' },
        shadow: true,
        until: 100,
      });
      expect(await world.bans.ban('acme', ban('b1'))).toBe(true);
      expect(await world.bans.ban('acme', byAddress)).toBe(true);
      expect(await world.bans.ban('acme', ban('b1', { shadow: true }))).toBe(false);
      expect((await world.bans.exclusions('acme', 99)).bans).toEqual([ban('b1'), byAddress]);
      expect((await world.bans.exclusions('acme', 100)).bans).toEqual([ban('b1')]);
      expect((await world.bans.exclusions('other', 0)).bans).toEqual([]);
    });

    test('a lifted ban is told once', async () => {
      await world.bans.ban('acme', ban('b1'));
      expect(await world.bans.unban('other', 'b1')).toBeUndefined();
      expect(await world.bans.unban('acme', 'b1')).toEqual(ban('b1'));
      expect(await world.bans.unban('acme', 'b1')).toBeUndefined();
      expect((await world.bans.exclusions('acme', 0)).bans).toEqual([]);
    });

    test('of two sign-outs the later stands, and what was final stays so', async () => {
      const signOut = (before: number, final: boolean) =>
        world.bans.signOut('acme', { actorId: 'a', before, final });
      await signOut(10, true);
      await signOut(20, false);
      await signOut(15, false);
      expect((await world.bans.exclusions('acme', 0)).signOuts).toEqual([
        { actorId: 'a', before: 20, final: true },
      ]);
    });

    test('every change raises the version that processes watch', async () => {
      const versions = [await world.tenants.version()];
      const note = async () => void versions.push(await world.tenants.version());
      await world.bans.ban('acme', ban('b1'));
      await note();
      await world.bans.unban('acme', 'b1');
      await note();
      await world.bans.signOut('acme', { actorId: 'a', before: 1, final: true });
      await note();
      expect(new Set(versions).size).toBe(4);
    });
  });
}
