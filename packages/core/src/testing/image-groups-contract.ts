import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ImageGroups } from '../ports/image-groups.ts';
import type { Storage } from '../ports/storage.ts';
import type { TenantStore } from '../ports/tenants.ts';
import { actor, add, create, freshId, submission } from './builders.ts';

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

    describe('another name for an image', () => {
      const moved = { ...image, urlId: 'moved' };
      const say = async (urlId: string, operation = create(), by = actor()) => {
        const [outcome] = await world.storage.submit([submission(operation, by, urlId)]);
        if (!outcome?.accepted) throw new Error(outcome?.refusal.code);
        return outcome.cursor;
      };
      const texts = async (urlId: string) => {
        const { conversations } = await world.storage.snapshot({ ...image, urlId });
        return conversations.map(({ opening }) => opening?.line);
      };
      const hello = () => create({ comment: { id: freshId(), text: 'Hello' } });

      test('N2: takes along what was said, who may see it, and goes on in its log', async () => {
        const { groups, storage, tenants } = world;
        const first = hello();
        const cursor = await say('picture', first);
        await groups.setGroups(image, ['a'], 5);
        await groups.setClosed(image, true, 5);
        const before = await tenants.version();
        expect(await groups.rename(image, 'moved', 6)).toBe('renamed');
        expect(await tenants.version()).not.toBe(before);
        expect(await texts('moved')).toEqual(['Hello']);
        expect([await groups.groupsOf(moved), await groups.groupsOf(image)]).toEqual([['a'], null]);
        // Who watched the new name while nobody talked there is led on by the log.
        const { epoch } = cursor;
        const missed = await storage.eventsAfter(moved, { epoch, seq: 0 }, 100);
        expect(missed).toMatchObject({ reset: false, cursor, events: [{ seq: 1, id: first.id }] });
        const moderator = actor({ kind: 'moderator' });
        expect(await say('moved', add(first.id) as never, moderator)).toEqual({ epoch, seq: 2 });
        const [closed] = await storage.submit([submission(create(), actor({ groupIds: ['a'] }), 'moved')]);
        expect(closed?.accepted).toBe(false);
      });

      test('N2, R1: nobody who was told of the old name goes on without a reset, also after others talk there', async () => {
        const { groups, storage } = world;
        await say('picture');
        const last = await say('picture');
        await groups.rename(image, 'moved', 6);
        const head = { ...last, seq: 3 };
        expect(await storage.snapshot(image)).toEqual({ cursor: head, conversations: [] });
        for (const seq of [0, 1, 2])
          expect(await storage.eventsAfter(image, { ...last, seq }, 100)).toEqual({ reset: true });
        await say('picture', hello());
        await say('picture');
        for (const seq of [0, 1, 2])
          expect(await storage.eventsAfter(image, { ...last, seq }, 100)).toEqual({ reset: true });
        expect(await storage.eventsAfter(image, head, 100)).toMatchObject({
          reset: false,
          cursor: { seq: 5 },
        });
        expect(await texts('picture')).toContain('Hello');
      });

      test('N2, R1: it can be taken back, and nobody who was told of either name goes on without a reset', async () => {
        const { groups, storage } = world;
        const first = hello();
        const { epoch } = await say('picture', first);
        await groups.rename(image, 'moved', 6);
        await say('moved', add(first.id) as never);
        expect(await groups.rename(moved, 'picture', 7)).toBe('renamed');
        expect([await texts('picture'), await texts('moved')]).toEqual([['Hello'], []]);
        const { cursor } = await storage.snapshot(image);
        for (const seq of [0, 1, 2])
          expect([seq, await storage.eventsAfter(image, { epoch, seq }, 100)]).toEqual([
            seq,
            { reset: true },
          ]);
        for (const seq of [0, 1, 2])
          expect([seq, await storage.eventsAfter(moved, { epoch, seq }, 100)]).toEqual([
            seq,
            { reset: true },
          ]);
        const next = await say('picture', add(first.id) as never);
        expect(next.seq).toBe(cursor.seq + 1);
        expect(await storage.eventsAfter(image, cursor, 100)).toMatchObject({ events: [{ seq: next.seq }] });
      });

      test('is refused where somebody talks or something was decided, and where there is no image', async () => {
        const { groups } = world;
        expect(await groups.rename(image, 'moved', 6)).toBe('unknown');
        await say('picture');
        await say('moved');
        expect(await groups.rename(image, 'moved', 6)).toBe('taken');
        await groups.setGroups({ ...image, urlId: 'private' }, [], 6);
        expect(await groups.rename(image, 'private', 6)).toBe('taken');
        // Nobody talks at a name that was left, and it is no image to be renamed.
        expect(await groups.rename(moved, 'elsewhere', 6)).toBe('renamed');
        expect(await groups.rename(moved, 'third', 6)).toBe('unknown');
        expect(await groups.rename(image, 'moved', 6)).toBe('renamed');
        expect(await texts('moved')).toHaveLength(1);
        // Of another tenant it is another image.
        expect(await groups.rename({ tenantId: 'other', urlId: 'moved' }, 'x', 6)).toBe('unknown');
      });

      test('O2: a repeat that comes after it gets the first answer', async () => {
        const { groups } = world;
        const operation = hello();
        const cursor = await say('picture', operation);
        await groups.rename(image, 'moved', 6);
        expect(await say('moved', operation)).toEqual(cursor);
      });
    });
  });
}
