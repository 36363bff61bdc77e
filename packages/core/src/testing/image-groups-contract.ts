import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ImageGroups } from '../ports/image-groups.ts';
import type { Storage } from '../ports/storage.ts';
import type { TenantStore } from '../ports/tenants.ts';
import { actor, create, submission } from './builders.ts';

/** Groups of images to hold against the contract, with the storage whose images they are of. */
export interface ImageGroupsUnderTest {
  readonly groups: ImageGroups;
  readonly storage: Storage;
  readonly tenants: Pick<TenantStore, 'version'>;
  readonly close: () => Promise<void>;
}

const image = { tenantId: 'demo', urlId: 'picture' };

/** What every store of image groups owes (ports/image-groups.ts). */
export function imageGroupsContract(name: string, make: () => Promise<ImageGroupsUnderTest>): void {
  describe(`${name} keeps the contract of image groups`, () => {
    let world: ImageGroupsUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());

    test("an image is everyone's until groups are set, also one nobody has talked about; each tenant has its own", async () => {
      const { groups, tenants } = world;
      expect(await groups.groupsOf(image)).toBeNull();
      const before = await tenants.version();
      await groups.setGroups(image, ['a', 'ü'], 5);
      expect(await tenants.version()).not.toBe(before);
      expect(await groups.groupsOf(image)).toEqual(['a', 'ü']);
      expect(await groups.groupsOf({ ...image, tenantId: 'other' })).toBeNull();
      await groups.setGroups(image, [], 6);
      expect(await groups.groupsOf(image)).toEqual([]);
      await groups.setGroups(image, null, 7);
      expect(await groups.groupsOf(image)).toBeNull();
    });

    test('N1: setting groups makes nobody talk: the image is empty at seq 0, and goes on where it stood', async () => {
      const { groups, storage } = world;
      await groups.setGroups(image, ['a'], 5);
      expect(await storage.snapshot(image)).toMatchObject({ cursor: { seq: 0 }, conversations: [] });
      const moderator = actor({ kind: 'moderator' });
      const [first] = await storage.submit([submission(create(), moderator)]);
      expect(first).toMatchObject({ accepted: true, cursor: { seq: 1 } });
      await groups.setGroups(image, ['b'], 6);
      expect((await storage.snapshot(image)).conversations).toHaveLength(1);
    });

    test('on a closed image only moderators write, until it is open again', async () => {
      const { groups, storage } = world;
      const ask = async (kind: 'visitor' | 'moderator' = 'visitor') => {
        const [outcome] = await storage.submit([submission(create(), actor({ kind }))]);
        return outcome?.accepted ? 'accepted' : outcome?.refusal.code;
      };
      await groups.setClosed(image, true, 5);
      expect(await groups.groupsOf(image)).toBeNull();
      expect([await ask(), await ask('moderator')]).toEqual(['locked', 'accepted']);
      await groups.setGroups(image, null, 6);
      expect(await ask()).toBe('locked');
      await groups.setClosed(image, false, 7);
      expect(await ask()).toBe('accepted');
    });

    test('an operation is decided by the groups of its image as they are in its transaction', async () => {
      const { groups, storage } = world;
      await groups.setGroups(image, ['a'], 5);
      const ask = async (groupIds: readonly string[] | null) => {
        const [outcome] = await storage.submit([submission(create(), actor({ groupIds }))]);
        return outcome?.accepted ? 'accepted' : outcome?.refusal.code;
      };
      expect(await ask(['a'])).toBe('accepted');
      expect(await ask(null)).toBe('accepted');
      expect(await ask(['b'])).toBe('unauthorized-page');
      await groups.setGroups(image, [], 6);
      expect(await ask(null)).toBe('unauthorized-page');
    });
  });
}
