import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ImageIndex } from '../ports/image-index.ts';
import type { Storage } from '../ports/storage.ts';
import { actor, create, submission } from './builders.ts';
import { accepted, remove } from './storage/asking.ts';

/** A storage with its index, empty at first. */
export interface IndexUnderTest {
  readonly storage: Storage;
  readonly index: ImageIndex;
  readonly close: () => Promise<void>;
}

/** What every index of images owes its callers (ports/image-index.ts). */
export function imageIndexContract(name: string, make: () => Promise<IndexUnderTest>): void {
  describe(`${name} keeps the image index contract`, () => {
    let world: IndexUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());

    test('an image is what the first one to talk about it told', async () => {
      const { storage, index } = world;
      const image = { tenantId: 'demo', urlId: 'picture' };
      const facts = { src: 'https://a.test/sofa.jpg', page: 'https://a.test/', title: 'The room' };
      expect(await index.facts(image)).toEqual({});
      await accepted(storage, [{ ...submission(create()), facts }]);
      await accepted(storage, [{ ...submission(create()), facts: { src: 'https://b.test/' } }]);
      expect(await index.facts(image)).toEqual(facts);
      expect(await index.facts({ tenantId: 'other', urlId: 'picture' })).toEqual({});
      await accepted(storage, [{ ...submission(create(), undefined, 'bare'), facts: { title: 'x' } }]);
      expect(await index.facts({ ...image, urlId: 'bare' })).toEqual({ title: 'x' });
    });

    test('a conversation leads to its image, also when it is deleted, and only in its own tenant', async () => {
      const { storage, index } = world;
      const [first, second] = [create(), create()];
      await accepted(storage, [submission(first), submission(second, undefined, 'another')]);
      const elsewhere = actor({ tenantId: 'other' });
      await accepted(storage, [submission(create({ id: first.id }), elsewhere, 'theirs')]);
      expect(await index.imageOf('demo', first.id)).toBe('picture');
      expect(await index.imageOf('demo', second.id)).toBe('another');
      expect(await index.imageOf('other', first.id)).toBe('theirs');
      expect(await index.imageOf('other', second.id)).toBeUndefined();
      expect(await index.imageOf('demo', 'nowhere')).toBeUndefined();
      await accepted(storage, [submission(remove(first.id))]);
      expect(await index.imageOf('demo', first.id)).toBe('picture');
    });
  });
}
