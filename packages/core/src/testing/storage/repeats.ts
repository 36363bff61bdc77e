import { expect, test } from 'bun:test';
import { PUBLIC } from '../../eyes.ts';
import type { Storage } from '../../ports/storage.ts';
import { actor, add, create, freshId, submission } from '../builders.ts';
import { accepted, image, refusedWith, remove, repeatOf } from './asking.ts';

const ada = actor();
const bob = actor({ id: 'bob', name: 'Bob' });

/** What happens to operations and ids that come again. */
export function repeatContract(storage: () => Storage, reopened: () => Promise<void>): void {
  test('O2 a repeated operation gets the first answer, without an event', async () => {
    const asked = submission(create());
    const [first] = await accepted(storage(), [asked]);
    await accepted(storage(), [submission(create())]);
    const [again] = await accepted(storage(), [asked]);
    expect(first?.event).toBeDefined();
    expect(again).toEqual(repeatOf(first));
    expect((await storage().snapshot(image)).conversations).toHaveLength(2);
  });

  test('O2 a repeat inside the same group takes effect once', async () => {
    const conversation = create();
    await accepted(storage(), [submission(conversation)]);
    const asked = submission(add(conversation.id));
    const outcomes = await accepted(storage(), [asked, submission(create()), asked]);
    expect(outcomes.map(({ cursor, event }) => [cursor.seq, event !== undefined])).toEqual([
      [2, true],
      [3, true],
      [2, false],
    ]);
    expect((await storage().thread(image, conversation.id, undefined, 10, PUBLIC))?.comments).toHaveLength(2);
  });

  test('O2 a repeat in an overlapping call takes effect once', async () => {
    const asked = submission(create());
    const calls = await Promise.all([1, 2, 3].map(() => accepted(storage(), [asked])));
    expect(calls.flat().map(({ cursor }) => cursor.seq)).toEqual([1, 1, 1]);
    expect(calls.flat().filter(({ event }) => event)).toHaveLength(1);
  });

  test('O2 answers and taken ids are remembered by the data, not the process', async () => {
    const asked = submission(create());
    const [first] = await accepted(storage(), [asked]);
    await reopened();
    const [again] = await accepted(storage(), [asked]);
    expect(again).toEqual(repeatOf(first));
    expect(await refusedWith(storage(), submission(create({ id: asked.operation.id })))).toBe('id-taken');
  });

  test('what was submitted before the end is answered and kept, however much it is', async () => {
    const calls = Array.from({ length: 1500 }, () => storage().submit([submission(create())]));
    await reopened();
    const answers = (await Promise.all(calls)).flat();
    expect(answers.filter((answer) => !answer.accepted)).toEqual([]);
    expect((await storage().snapshot(image)).cursor.seq).toBe(1500);
  });

  test('O2 the same broadcastId of two actors, or on two images, is two operations', async () => {
    const broadcastId = freshId();
    const outcomes = await accepted(storage(), [
      submission(create({ broadcastId })),
      submission(create({ broadcastId }), bob),
      submission(create({ broadcastId }), ada, 'other'),
    ]);
    expect(outcomes.map(({ cursor, event }) => [cursor.seq, event !== undefined])).toEqual([
      [1, true],
      [2, true],
      [1, true],
    ]);
  });

  test('O2 an id in use is refused on every image of the tenant, also after it was deleted', async () => {
    const first = create();
    const comment = { id: first.comment?.id ?? '', text: 'mine' };
    await accepted(storage(), [submission(first)]);
    const late = submission({ ...add(first.id), comment });
    const attempts = [
      submission(create({ id: first.id })),
      submission(create({ id: first.id }), bob, 'other'),
      submission(create({ comment })),
    ];
    for (const attempt of [...attempts, late]) expect(await refusedWith(storage(), attempt)).toBe('id-taken');
    await accepted(storage(), [submission(remove(first.id))]);
    for (const attempt of attempts) expect(await refusedWith(storage(), attempt)).toBe('id-taken');
    expect(await refusedWith(storage(), late)).toBe('not-found');
  });

  test('O2 a refusal is not remembered and leaves nothing behind', async () => {
    const conversation = create();
    const comment = add(conversation.id);
    expect(await refusedWith(storage(), submission(comment))).toBe('not-found');
    expect((await storage().heads([image]))[0]?.seq).toBe(0);
    const outcomes = await accepted(storage(), [submission(conversation), submission(comment)]);
    expect(outcomes.map(({ cursor }) => cursor.seq)).toEqual([1, 2]);
  });

  test('a refusal in the middle of a group leaves the others untouched', async () => {
    const group = [submission(create()), submission(add(freshId())), submission(create())];
    const outcomes = await storage().submit(group);
    expect(outcomes.map((outcome) => (outcome.accepted ? outcome.cursor.seq : outcome.refusal.code))).toEqual(
      [1, 'not-found', 2],
    );
  });
}
