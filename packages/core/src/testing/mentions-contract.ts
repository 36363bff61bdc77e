import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Mentions } from '../ports/mentions.ts';
import type { PeopleStore } from '../ports/people.ts';
import type { Storage } from '../ports/storage.ts';
import { actor, add, create, freshId, submission } from './builders.ts';

/** A storage and whom it says can be mentioned, empty at first. */
export interface MentionsUnderTest {
  readonly storage: Storage;
  readonly mentions: Mentions;
  readonly people: Pick<PeopleStore, 'signIn'>;
  /** Closes what is open and removes the data. */
  readonly close: () => Promise<void>;
}

const image = { tenantId: 'demo', urlId: 'picture' };

/** What every adapter that knows who can be mentioned owes (ports/mentions.ts). */
export function mentionsContract(name: string, make: () => Promise<MentionsUnderTest>): void {
  describe(`${name} keeps the mentions contract`, () => {
    let world: MentionsUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());

    /** Everybody says something in one conversation, in this order. */
    async function speak(...people: readonly (readonly [id: string, name: string])[]): Promise<void> {
      const conversation = create();
      await world.storage.submit([submission(conversation, actor({ id: 'host', name: 'Zoe' }))]);
      for (const [id, called] of people)
        await world.storage.submit([submission(add(conversation.id), actor({ id, name: called }))]);
    }
    const names = async (prefix: string, most = 10): Promise<string[]> =>
      (await world.mentions.suggest(image, prefix, most)).map((each) => each.name);

    test('those who wrote on the image, by the beginning of their name, whatever the case', async () => {
      await speak(['1', 'Ben'], ['2', 'béla'], ['3', 'Ada'], ['4', 'BENITA']);
      expect(await names('')).toEqual(['Ada', 'Ben', 'BENITA', 'béla', 'Zoe']);
      expect(await names('be')).toEqual(['Ben', 'BENITA']);
      expect(await names('B')).toEqual(['Ben', 'BENITA', 'béla']);
      expect(await names('', 2)).toEqual(['Ada', 'Ben']);
      expect(await names('%')).toEqual([]);
    });

    test('each once, under the name of the last time', async () => {
      await speak(['1', 'Ben'], ['1', 'Benjamin'], ['2', 'Ben']);
      expect(await world.mentions.suggest(image, 'ben', 10)).toEqual([
        { id: '2', name: 'Ben' },
        { id: '1', name: 'Benjamin' },
      ]);
    });

    test('who wrote what waits for a moderator is not named before it is approved (V1)', async () => {
      const conversation = create();
      const waiting = add(conversation.id);
      const ben = actor({ id: '1', name: 'Ben', premoderated: true });
      await world.storage.submit([
        submission(conversation, actor({ name: 'Zoe' })),
        submission(waiting, ben),
      ]);
      expect(await names('')).toEqual(['Zoe']);
      const { id } = conversation;
      const approve = {
        type: 'approve-comment',
        broadcastId: freshId(),
        id,
        comment: { id: waiting.comment.id },
      } as const;
      const [outcome] = await world.storage.submit([
        submission(approve, actor({ id: 'mo', name: 'Mo', kind: 'moderator' })),
      ]);
      expect(outcome?.accepted).toBe(true);
      expect(await world.mentions.suggest(image, '', 10)).toEqual([
        { id: '1', name: 'Ben' },
        { id: 'ada', name: 'Zoe' },
      ]);
    });

    test('with groups only those the tenant knows to be in one of them, or in all; nobody for none', async () => {
      await speak(['1', 'Bea'], ['2', 'Ben'], ['3', 'Bob'], ['4', 'Bud'], ['5', 'Abe'], ['6', 'Baz']);
      const groups: Record<string, readonly string[] | null> = {
        '1': ['editors'],
        '2': null,
        '3': ['staff', 'owners'],
        '4': [],
        '5': ['editors'],
      };
      for (const [id, groupIds] of Object.entries(groups)) {
        const rights = { isAdmin: false, isModerator: false, verified: true };
        const profile = { username: `user ${id}`, groupIds, ...rights };
        await world.people.signIn({ tenantId: 'demo', id, profile, addressHash: null, signedAt: 1, at: 1 });
      }
      const of = async (prefix: string, groupIds: string[], most = 10): Promise<string[]> =>
        (await world.mentions.suggest(image, prefix, most, groupIds)).map((each) => each.name);
      expect(await of('', ['editors'])).toEqual(['Abe', 'Bea', 'Ben']);
      expect(await of('b', ['editors'])).toEqual(['Bea', 'Ben']);
      expect(await of('', ['owners', 'editors'])).toEqual(['Abe', 'Bea', 'Ben', 'Bob']);
      expect(await of('', ['owners', 'editors'], 2)).toEqual(['Abe', 'Bea']);
      expect(await of('', ['edit', ','])).toEqual(['Ben']);
      expect(await of('', [])).toEqual([]);
    });

    test('nobody of another image or another tenant', async () => {
      await speak(['1', 'Ben']);
      expect(await world.mentions.suggest({ ...image, urlId: 'other' }, '', 10)).toEqual([]);
      expect(await world.mentions.suggest({ ...image, tenantId: 'acme' }, '', 10)).toEqual([]);
    });
  });
}
