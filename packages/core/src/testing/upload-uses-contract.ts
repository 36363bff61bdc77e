import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Storage } from '../ports/storage.ts';
import type { UploadUses } from '../ports/upload-uses.ts';
import { actor, add, create, submission } from './builders.ts';
import { edit, removeComment } from './storage/asking.ts';

/** A storage and what it says of uploads, empty at first. */
export interface UploadUsesUnderTest {
  readonly storage: Storage;
  readonly uploadUses: UploadUses;
  readonly close: () => Promise<void>;
}

const upload = (letter: string, tenantId = 'demo') => ({ tenantId, id: `${letter.repeat(43)}-6x4-png` });
const [a, b, c] = [upload('a'), upload('b'), upload('c')];
const shows = ({ id }: { readonly id: string }): string => `Look: ![it](upload:${id})`;

/** What every adapter that knows which uploads are shown owes (ports/upload-uses.ts). */
export function uploadUsesContract(name: string, make: () => Promise<UploadUsesUnderTest>): void {
  describe(`${name} keeps the contract of upload uses`, () => {
    let world: UploadUsesUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());
    const unused = () => world.uploadUses.unused([a, b, c]);

    test('what a comment shows is used, in its own tenant', async () => {
      const conversation = create();
      const withPicture = { ...conversation, comment: { id: 'first', text: shows(a) } };
      await world.storage.submit([submission(withPicture), submission(add(conversation.id, shows(b)))]);
      expect(await unused()).toEqual([c]);
      expect(await world.uploadUses.unused([upload('a', 'acme')])).toEqual([upload('a', 'acme')]);
      expect(await world.uploadUses.unused([])).toEqual([]);
    });

    test('an edit shows other ones; a reaction shows the same', async () => {
      const conversation = create({ comment: { id: 'first', text: shows(a) } });
      await world.storage.submit([submission(conversation)]);
      await world.storage.submit([submission(edit(conversation.id, 'first', `${shows(b)} ${shows(b)}`))]);
      expect(await unused()).toEqual([a, c]);
      const { id } = conversation;
      const react = { type: 'react', broadcastId: '0199d3a8-3333-7b02-9f0e-5a6c1d2e3f46', id } as const;
      await world.storage.submit([
        submission({ ...react, comment: { id: 'first' }, emoji: '👍', on: true }, actor({ id: 'ben' })),
      ]);
      expect(await unused()).toEqual([a, c]);
    });

    test('what a comment showed that was taken away is used as long as it can come back', async () => {
      const conversation = create({ comment: { id: 'first', text: shows(a) } });
      await world.storage.submit([submission(conversation)]);
      await world.storage.submit([submission(removeComment(conversation.id, 'first'))]);
      expect(await unused()).toEqual([b, c]);
    });
  });
}
