import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { PeopleStore } from '../ports/people.ts';
import { type PersonFiles, erasingOperations } from '../ports/person-files.ts';
import type { Storage } from '../ports/storage.ts';
import { actor, add, create, freshId, submission } from './builders.ts';
import { accepted, image, remove, removeComment } from './storage/asking.ts';

/** Files about people with what they are about, empty at first. */
export interface PersonFilesUnderTest {
  readonly storage: Storage;
  readonly people: Pick<PeopleStore, 'signIn'>;
  readonly files: PersonFiles;
  /** Every row of every table that holds something of tenants, as JSON. */
  readonly everything: () => Promise<string>;
  readonly close: () => Promise<void>;
}

const ada = actor({ id: 'demo:ada', name: 'Ada Lovelace', kind: 'user' });
const bob = actor({ id: 'demo:bob', name: 'Bob', kind: 'user' });
const admin = actor({ id: 'demo:adm', name: 'Admin', kind: 'admin' });
const SIGNED_IN = {
  ...{ tenantId: 'demo', id: ada.id, addressHash: 'h', signedAt: 1, at: 1 },
  profile: {
    ...{ username: 'Ada Lovelace', email: 'ada@example.com' },
    ...{ isAdmin: false, isModerator: false, verified: true },
  },
};

/** What every engine owes that tells and erases what it knows of a person (ports/person-files.ts). */
export function personFilesContract(name: string, make: () => Promise<PersonFilesUnderTest>): void {
  describe(`${name} keeps the contract of files about people`, () => {
    let world: PersonFilesUnderTest;
    const [alone, shared] = [create(), create()];
    const answer = add(shared.id, 'Ada was here');
    const submits = (operation: Parameters<typeof submission>[0], who = ada) =>
      accepted(world.storage, [submission(operation, who)]);
    beforeEach(async () => {
      world = await make();
      await submits(alone);
      await submits(shared, bob);
      await submits(answer);
      await world.people.signIn(SIGNED_IN);
    });
    afterEach(() => world.close());

    test('a file holds everything about one person and nothing of another', async () => {
      const comment = { id: shared.comment?.id ?? '' };
      await submits({ type: 'react', broadcastId: freshId(), id: shared.id, comment, emoji: '🎉', on: true });
      const file = await world.files.read('demo', ada.id);
      expect(file.person?.email).toBe('ada@example.com');
      expect(file.comments.map(({ text }) => text).sort()).toEqual(['Ada was here', 'Look here']);
      expect(file.comments[0]).toMatchObject({ urlId: 'picture', editedAt: null, deletedAt: null });
      expect(file.conversations).toMatchObject([{ id: alone.id, shared: false, urlId: 'picture' }]);
      expect(file.reactedTo).toEqual([{ urlId: 'picture', conversationId: shared.id, id: comment.id }]);
      expect(JSON.stringify(file)).not.toContain('Bob');
      expect(await world.files.read('other', ada.id)).toMatchObject({ person: null, comments: [] });
      expect(erasingOperations(file)).toMatchObject([
        { id: alone.id },
        { commentId: answer.comment.id },
        { type: 'forget-person', commentId: comment.id },
      ]);
    });

    test('L1 an erased person is nowhere, others stay, and pages that were away hear of it (S1)', async () => {
      const { files, storage } = world;
      const comment = { id: shared.comment?.id ?? '' };
      const about = { id: shared.id, comment };
      await submits({ type: 'react', broadcastId: freshId(), ...about, emoji: '🎉', on: true });
      const naming = add(shared.id, 'Hi @Ada Lovelace');
      const mentions = [{ id: ada.id, name: ada.name }];
      await submits({ ...naming, comment: { ...naming.comment, mentions } }, bob);
      const { cursor } = await storage.snapshot(image);
      for (const { id } of [comment, naming.comment])
        await submits(
          { type: 'forget-person', broadcastId: freshId(), id: shared.id, comment: { id }, person: ada.id },
          admin,
        );
      await submits(remove(alone.id), admin);
      await submits(removeComment(shared.id, answer.comment.id), admin);
      expect(await files.scrub('demo', ada.id, '#mark')).toMatchObject({
        comments: 2,
        conversations: 1,
        users: 1,
      });
      const rows = await world.everything();
      for (const trace of ['Lovelace', 'ada@example.com', 'Ada was here', ada.id])
        expect(rows).not.toContain(trace);
      expect(rows).toContain('Bob');
      expect((await storage.eventsAfter(image, cursor, 100)).reset).toBe(false);
      expect((await storage.snapshot(image)).conversations.map(({ id }) => id)).toEqual([shared.id]);
      expect(await files.scrub('demo', ada.id, '#mark')).not.toHaveProperty('users');
    });
  });
}
