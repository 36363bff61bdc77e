import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { PUBLIC } from '../eyes.ts';
import type { Disposer } from '../ports/disposal.ts';
import type { Storage } from '../ports/storage.ts';
import { KEPT_MS } from '../rules/decide.ts';
import { actor, add, create, freshId, submission } from './builders.ts';
import { accepted, image, refusedWith, remove, removeComment } from './storage/asking.ts';

/** A storage that removes for good, empty at first. */
export interface DisposalUnderTest {
  readonly storage: Storage;
  readonly disposer: Disposer;
  /** Moves the storage's clock. */
  readonly setNow: (now: number) => void;
  readonly close: () => Promise<void>;
}

const NOON = Date.UTC(2026, 0, 1, 12);
const MANY = 1000;
const ben = actor({ id: 'ben', name: 'Ben' });

/** What every storage owes that removes for good (ports/disposal.ts). */
export function disposalContract(name: string, make: () => Promise<DisposalUnderTest>): void {
  describe(`${name} keeps the disposal contract`, () => {
    let world: DisposalUnderTest;
    beforeEach(async () => {
      world = await make();
      world.setNow(NOON);
    });
    afterEach(() => world.close());
    ageContract(() => world);
  });
}

function ageContract(current: () => DisposalUnderTest): void {
  test('L1 what was deleted long enough ago is removed, so many rows a call, and nothing else', async () => {
    const { storage, disposer, setNow } = current();
    const [gone, kept] = [create(), create()];
    // With a picture: what says that it is shown goes with the comment.
    const comment = add(kept.id, `![it](upload:${'a'.repeat(43)}-6x4-png)`);
    await accepted(storage, [submission(gone), submission(kept), submission(comment)]);
    await accepted(storage, [submission(add(gone.id)), submission(add(gone.id), ben)]);
    await accepted(storage, [submission(remove(gone.id))]);
    setNow(NOON + 1);
    await accepted(storage, [submission(removeComment(kept.id, comment.comment.id))]);
    expect(await disposer.dispose(NOON, MANY)).toBe(0);
    expect(await disposer.dispose(NOON + 1, 2)).toBe(2);
    expect(await disposer.dispose(NOON + 1, MANY)).toBe(2);
    expect(await disposer.dispose(NOON + 2, MANY)).toBe(1);
    expect(await disposer.dispose(NOON + 2, MANY)).toBe(0);
    expect((await storage.snapshot(image)).conversations.map(({ id }) => id)).toEqual([kept.id]);
    const page = await storage.thread(image, kept.id, undefined, 9, PUBLIC);
    expect(page?.comments.map(({ id }) => id)).toEqual([kept.comment?.id ?? '']);
    const back = { type: 'restore-conversation', broadcastId: freshId(), id: gone.id } as const;
    expect(await refusedWith(storage, submission(back))).toBe('not-found');
    await accepted(storage, [submission(create({ id: gone.id }))]);
  });

  test('N1 what was deleted more than 30 days ago cannot be brought back, removed or not', async () => {
    const { storage, setNow } = current();
    const conversation = create();
    await accepted(storage, [submission(conversation), submission(remove(conversation.id))]);
    const back = () =>
      ({ type: 'restore-conversation', broadcastId: freshId(), id: conversation.id }) as const;
    setNow(NOON + KEPT_MS + 1);
    expect(await refusedWith(storage, submission(back()))).toBe('not-found');
    setNow(NOON + KEPT_MS);
    await accepted(storage, [submission(back())]);
  });
}
