import { describe, expect, test } from 'bun:test';
import type { Operation } from '@imagechat/protocol/catalog';
import type { Archive } from '../ports/archive.ts';
import type { ImageGroups } from '../ports/image-groups.ts';
import type { Storage } from '../ports/storage.ts';
import { actor, add, create, freshId } from './builders.ts';

/** An archive to hold against the contract, with the storage it reads. */
export interface ArchiveUnderTest {
  readonly archive: Archive;
  readonly storage: Pick<Storage, 'submit'>;
  readonly groups: ImageGroups;
  readonly close: () => Promise<void>;
}

/** What every archive owes (ports/archive.ts). `make` gives an empty one that knows the tenants `acme` and `other`. */
export function archiveContract(name: string, make: () => Promise<ArchiveUnderTest>): void {
  describe(`${name} keeps the archive contract`, () => {
    test('images come in order, a page at a time, with what was told of them, of one tenant only', async () => {
      const { archive, close, groups, storage } = await make();
      const says = (tenantId: string, urlId: string) =>
        storage.submit([
          {
            ...{ image: { tenantId, urlId }, facts: { src: `${urlId}.png`, title: urlId } },
            ...{ actor: actor({ tenantId }), site: '', operation: create() },
          },
        ]);
      for (const urlId of ['b', 'ä', 'a', 'c']) await says('acme', urlId);
      await says('other', 'a');
      await groups.setGroups({ tenantId: 'acme', urlId: 'b' }, ['staff'], 1);
      await groups.setClosed({ tenantId: 'acme', urlId: 'b' }, true, 1);
      expect((await archive.image({ tenantId: 'acme', urlId: 'b' }))?.closed).toBe(true);
      expect(await archive.image({ tenantId: 'acme', urlId: 'z' })).toBeUndefined();
      expect(await archive.images('acme', '', 2)).toEqual([
        { urlId: 'a', facts: { src: 'a.png', title: 'a' }, groups: null, closed: false },
        { urlId: 'b', facts: { src: 'b.png', title: 'b' }, groups: ['staff'], closed: true },
      ]);
      expect((await archive.images('acme', 'b', 9)).map(({ urlId }) => urlId)).toEqual(['c', 'ä']);
      expect(await archive.images('acme', 'ä', 9)).toEqual([]);
      await close();
    });

    test('comments come as they are kept, in order, a page at a time; what is deleted does not', async () => {
      const { archive, close, storage } = await make();
      const image = { tenantId: 'acme', urlId: 'picture' };
      const by = actor({ tenantId: 'acme', kind: 'moderator' });
      const submit = (...all: Operation[]) =>
        storage.submit(all.map((operation) => ({ image, actor: by, site: '', operation })));
      const start = create();
      const more = [add(start.id, 'one'), add(start.id, 'two'), add(start.id, 'three')];
      await submit(start, create(), ...more);
      const about = (at: number) => ({ id: start.id, comment: { id: more[at]?.comment.id ?? '' } });
      await submit(
        { type: 'delete-comment', broadcastId: freshId(), ...about(0) },
        { type: 'hide-comment', broadcastId: freshId(), ...about(1), as: 'spam' },
      );
      const first = await archive.comments(image, start.id, 0, 2);
      expect(first).toMatchObject([{ text: 'Look here' }, { text: 'two', status: 'spam', shown: 'public' }]);
      const rest = await archive.comments(image, start.id, first[1]?.seq ?? 0, 2);
      expect(rest.map(({ text }) => text)).toEqual(['three']);
      expect(await archive.comments(image, 'nowhere', 0, 2)).toEqual([]);
      await close();
    });
  });
}
