import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { CommentWalk, LookedComment, LookedImage, Overview } from '../ports/overview.ts';
import { LIST_TOP } from '../ports/overview.ts';
import type { Storage } from '../ports/storage.ts';
import { placeOf } from '../queue-search.ts';
import { actor, add, create, freshId, submission } from './builders.ts';
import { accepted, remove, removeComment } from './storage/asking.ts';

/** A storage with its overview, empty at first. */
export interface OverviewUnderTest {
  readonly storage: Storage;
  readonly overview: Overview;
  readonly close: () => Promise<void>;
}

const mo = actor({ id: 'mo', kind: 'moderator', name: 'Mo' });
const late = actor({ id: 'lea', name: 'Lea', premoderated: true });

function hide(id: string, commentId: string, as: 'hidden' | 'spam' = 'hidden') {
  return { type: 'hide-comment', broadcastId: freshId(), id, comment: { id: commentId }, as } as const;
}

/** What every overview owes its callers (ports/overview.ts). */
export function overviewContract(name: string, make: () => Promise<OverviewUnderTest>): void {
  describe(`${name} keeps the overview contract`, () => {
    let world: OverviewUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());

    const walk = (parts: Partial<CommentWalk> = {}): Promise<readonly LookedComment[]> =>
      world.overview.comments('demo', { view: 'all', before: LIST_TOP, since: 0, most: 100, ...parts });
    const texts = async (parts: Partial<CommentWalk> = {}): Promise<string[]> =>
      (await walk(parts)).map(({ comment }) => comment.text).sort();

    test('a comment is told with its author, its spot and what is known of its image', async () => {
      const { storage, overview } = world;
      const facts = { src: 'https://a.test/sofa.jpg', page: 'https://a.test/', title: 'The room' };
      const first = create({ x: 12.5, y: 80 });
      await accepted(storage, [{ ...submission(first), facts }]);
      await accepted(storage, [submission(add(first.id, 'And there'))]);
      const all = await walk();
      expect(all.map(({ urlId }) => urlId)).toEqual(['picture', 'picture']);
      const opening = all.find(({ comment }) => comment.id === first.comment?.id);
      expect(opening?.facts).toEqual(facts);
      expect(opening?.conversation).toMatchObject({
        id: first.id,
        x: 12.5,
        y: 80,
        resolved: false,
        count: 2,
      });
      expect(opening?.comment).toMatchObject({ text: 'Look here', by: 'ada', name: 'Ada', seq: 1 });
      expect(opening?.comment.status).toBeUndefined();
      expect(await overview.comments('other', { view: 'all', before: LIST_TOP, since: 0, most: 9 })).toEqual(
        [],
      );
    });

    test('each view holds what has its status, over all images, and says how many there are', async () => {
      const { storage, overview } = world;
      const [open, waiting] = [create(), create()];
      await accepted(storage, [submission(open), submission(waiting, late, 'another')]);
      const [bad, ugly] = [add(open.id, 'Bad'), add(open.id, 'Ugly')];
      await accepted(storage, [submission(bad), submission(ugly), submission(add(open.id, 'Waits'), late)]);
      await accepted(storage, [
        submission(hide(open.id, bad.comment.id), mo),
        submission(hide(open.id, ugly.comment.id, 'spam'), mo),
      ]);
      expect(await texts({ view: 'pending' })).toEqual(['Look here', 'Waits']);
      expect(await texts({ view: 'hidden' })).toEqual(['Bad']);
      expect(await texts({ view: 'spam' })).toEqual(['Ugly']);
      expect(await texts()).toHaveLength(5);
      expect((await walk({ view: 'spam' }))[0]?.comment.status).toBe('spam');
      expect(await overview.counts('demo', 100)).toMatchObject({ pending: 2, hidden: 1, spam: 1 });
      expect(await overview.counts('demo', 1)).toMatchObject({ pending: 1, hidden: 1, spam: 1 });
      expect(await overview.counts('other', 9)).toMatchObject({ pending: 0, hidden: 0, spam: 0 });
    });

    test('pages go on where the last one ended, and neither skip nor repeat', async () => {
      const { storage } = world;
      const first = create();
      await accepted(storage, [submission(first)]);
      for (let at = 0; at < 7; at++) await accepted(storage, [submission(add(first.id, `Word ${at}`))]);
      const seen: LookedComment[] = [];
      for (let before = LIST_TOP; ; ) {
        const page = await walk({ before, most: 3 });
        seen.push(...page);
        const last = page.at(-1);
        if (!last || page.length < 3) break;
        before = placeOf(last);
      }
      expect(seen).toHaveLength(8);
      expect(new Set(seen.map(({ comment }) => comment.id)).size).toBe(8);
      const places = seen.map(placeOf);
      expect(places).toEqual(places.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)));
      const newest = places[0]?.at ?? 0;
      expect(await walk({ since: newest + 1 })).toEqual([]);
      expect(await walk({ before: { at: (places.at(-1)?.at ?? 0) - 1, id: '' } })).toEqual([]);
    });

    test('what was deleted, alone or with its conversation, is in no view', async () => {
      const { storage, overview } = world;
      const [first, second] = [create(), create()];
      await accepted(storage, [submission(first, late), submission(second)]);
      const gone = add(second.id, 'Gone');
      await accepted(storage, [submission(gone)]);
      await accepted(storage, [
        submission(remove(first.id), mo),
        submission(removeComment(second.id, gone.comment.id)),
      ]);
      expect(await texts()).toEqual(['Look here']);
      expect(await texts({ view: 'pending' })).toEqual([]);
      expect(await overview.counts('demo', 9)).toMatchObject({ pending: 0 });
    });

    test('images are told with their open conversations, those active last first, in pages', async () => {
      const { storage, overview } = world;
      expect(await overview.images('demo', LIST_TOP, 9, 9)).toEqual([]);
      const [first, second] = [create(), create()];
      const facts = { src: 'https://a.test/sofa.jpg', title: 'The room' };
      await accepted(storage, [{ ...submission(first), facts }, submission(second)]);
      for (const urlId of ['b', 'c', 'd']) await accepted(storage, [submission(create(), undefined, urlId)]);
      await accepted(storage, [
        submission({ type: 'resolve-conversation', broadcastId: freshId(), id: second.id }, mo),
      ]);
      const seen: LookedImage[] = [];
      for (let before = LIST_TOP; ; ) {
        const page = await overview.images('demo', before, 3, 9);
        seen.push(...page);
        const last = page.at(-1);
        if (!last || page.length < 3) break;
        before = { at: last.activeAt, id: last.urlId };
      }
      expect(seen.map(({ urlId }) => urlId).sort()).toEqual(['b', 'c', 'd', 'picture']);
      const order = seen.toSorted((a, b) => b.activeAt - a.activeAt || (a.urlId < b.urlId ? 1 : -1));
      expect(seen).toEqual(order);
      expect(await overview.image('demo', 'picture', 9)).toMatchObject({ facts, open: 1, closed: false });
      expect((await overview.image('demo', 'picture', 0))?.open).toBe(0);
      expect(await overview.image('demo', 'nowhere', 9)).toBeUndefined();
      expect(await overview.images('other', LIST_TOP, 9, 9)).toEqual([]);
    });

    test('a locked conversation is told as one', async () => {
      const { storage } = world;
      const first = create();
      await accepted(storage, [submission(first)]);
      const lock = { type: 'lock-conversation', broadcastId: freshId(), id: first.id } as const;
      await accepted(storage, [submission(lock, mo)]);
      expect((await walk())[0]?.conversation.locked).toBe(true);
    });
  });
}
