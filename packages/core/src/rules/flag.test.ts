import { expect, test } from 'bun:test';
import { MemoryStorage } from '../memory/storage.ts';
import { LIST_TOP } from '../ports/overview.ts';
import { actor, add, create, freshId, submission } from '../testing/builders.ts';
import { accepted, image, refusedWith } from '../testing/storage/asking.ts';
import { project } from '../veil.ts';
import { decide } from './decide.ts';

const ada = actor();
const mo = actor({ id: 'mo', kind: 'moderator', name: 'Mo' });
const reader = (id: string, flagsToHide?: number) =>
  actor({ id, name: id, ...(flagsToHide === undefined ? {} : { flagsToHide }) });

/** A conversation of Ada's with one answer of hers, and what can be done about the answer. */
async function talk() {
  const storage = new MemoryStorage({ decide, clock: { now: () => 1_700_000_000_000 }, epoch: 'e1' });
  const first = create();
  const answer = add(first.id, 'Rude');
  await accepted(storage, [submission(first, ada), submission(answer, ada)]);
  const about = () => ({ broadcastId: freshId(), id: first.id, comment: { id: answer.comment.id } });
  const flag = () => ({ type: 'flag-comment', ...about() }) as const;
  const approve = () => ({ type: 'approve-comment', ...about() }) as const;
  const view = async (name: 'flagged' | 'pending') =>
    (await storage.overview.comments('demo', { view: name, before: LIST_TOP, since: 0, most: 9 })).map(
      ({ comment }) => comment,
    );
  const seen = async (eyes: Parameters<typeof storage.thread>[4]) =>
    (await storage.thread(image, first.id, undefined, 9, eyes))?.comments.at(-1);
  return { storage, flag, approve, view, seen, first };
}

test('a flag is for moderators: nobody else hears of it, its author least of all', async () => {
  const { flag, seen, storage, view } = await talk();
  const [outcome] = await accepted(storage, [submission(flag(), reader('bo'))]);
  const { event } = outcome ?? {};
  if (!event) throw new Error('no event');
  expect(project(event, { kind: 'moderators' })).toMatchObject({ change: 'comment-flagged', flags: 1 });
  for (const eyes of [
    { kind: 'public' },
    { kind: 'author', id: 'ada' },
    { kind: 'author', id: 'bo' },
  ] as const)
    expect(project(event, eyes)).toEqual({ seq: event.seq });
  expect((await seen({ kind: 'moderators' }))?.flags).toBe(1);
  expect((await seen({ kind: 'author', id: 'ada' }))?.flags).toBeUndefined();
  expect((await seen({ kind: 'public' }))?.flags).toBeUndefined();
  expect((await view('flagged')).map(({ text }) => text)).toEqual(['Rude']);
  expect(JSON.stringify([await seen({ kind: 'moderators' }), await view('flagged')])).not.toContain(
    'flaggedBy',
  );
});

test('each person flags a comment once, not their own, and moderators have better', async () => {
  const { approve, flag, storage } = await talk();
  await accepted(storage, [submission(flag(), reader('bo'))]);
  expect(await refusedWith(storage, submission(flag(), reader('bo')))).toBe('overtaken');
  expect(await refusedWith(storage, submission(flag(), ada))).toBe('not-allowed');
  expect(await refusedWith(storage, submission(flag(), mo))).toBe('not-allowed');
  // Not even after a moderator looked.
  await accepted(storage, [submission(approve(), mo)]);
  expect(await refusedWith(storage, submission(flag(), reader('bo')))).toBe('overtaken');
});

test('a moderator who keeps it settles the flags, and everybody goes on seeing it', async () => {
  const { approve, flag, seen, storage, view } = await talk();
  await accepted(storage, [submission(flag(), reader('bo')), submission(flag(), reader('cy'))]);
  expect((await view('flagged'))[0]?.flags).toBe(2);
  await accepted(storage, [submission(approve(), mo)]);
  expect(await view('flagged')).toEqual([]);
  expect((await seen({ kind: 'public' }))?.text).toBe('Rude');
  expect(await refusedWith(storage, submission(approve(), mo))).toBe('overtaken');
});

test('so many flags take it out of sight until a moderator looks, and its author sees it wait', async () => {
  const { approve, flag, seen, storage, view } = await talk();
  await accepted(storage, [submission(flag(), reader('bo', 2))]);
  expect((await seen({ kind: 'public' }))?.text).toBe('Rude');
  const [outcome] = await accepted(storage, [submission(flag(), reader('cy', 2))]);
  expect((await seen({ kind: 'public' }))?.text).toBe('Look here');
  expect((await view('pending'))[0]).toMatchObject({ text: 'Rude', flags: 2 });
  expect((await seen({ kind: 'author', id: 'ada' }))?.status).toBe('pending');
  const { event } = outcome ?? {};
  if (!event) throw new Error('no event');
  // Who flagged it is nobody's business.
  expect(project(event, { kind: 'author', id: 'ada' })).toMatchObject({
    by: '',
    name: '',
    status: 'pending',
  });
  expect(project(event, { kind: 'public' })).toMatchObject({ by: '', name: '', change: 'comment-removed' });
  await accepted(storage, [submission(approve(), mo)]);
  expect((await seen({ kind: 'public' }))?.text).toBe('Rude');
});

test('a flag of somebody who is not heard is none, and they cannot tell', async () => {
  const { flag, storage, view } = await talk();
  const eve = { ...reader('eve', 1), shadowed: true } as const;
  await accepted(storage, [submission(flag(), eve)]);
  expect(await view('flagged')).toEqual([]);
  expect(await refusedWith(storage, submission(flag(), eve))).toBe('overtaken');
});
