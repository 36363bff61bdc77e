import { describe, expect, test } from 'bun:test';
import type { Operation } from '@imagechat/protocol/catalog';
import type { Actor } from '../access.ts';
import { MemoryStorage } from '../memory/storage.ts';
import type { Decide, Outcome } from '../ports/storage.ts';
import { actor, add, create, freshId, submission } from '../testing/builders.ts';
import { decide } from './decide.ts';

const bob = actor({ id: 'bob', name: 'Bob' });
const mia = actor({ id: 'mia', name: 'Mia', kind: 'moderator' });

/** Decides one operation after others, in one group or in groups of one. */
function ask() {
  const storage = new MemoryStorage({ decide, clock: { now: () => 42 }, epoch: 'e1' });
  return async (operation: Operation, by?: Actor): Promise<Outcome | undefined> =>
    (await storage.submit([submission(operation, by)]))[0];
}

const code = (outcome: Outcome | undefined): string =>
  outcome === undefined ? 'none' : outcome.accepted ? 'accepted' : outcome.refusal.code;

describe('conversations', () => {
  test('O2: an id that is in use is refused, that of a deleted conversation too', async () => {
    const submit = ask();
    const first = create();
    expect(code(await submit(first))).toBe('accepted');
    expect(code(await submit(create({ id: first.id })))).toBe('id-taken');
    expect(code(await submit({ type: 'delete-conversation', broadcastId: freshId(), id: first.id }))).toBe(
      'accepted',
    );
    expect(code(await submit(create({ id: first.id })))).toBe('id-taken');
  });

  test('what is gone cannot be moved, resolved, answered or deleted', async () => {
    const submit = ask();
    const id = freshId();
    const broadcastId = freshId();
    for (const operation of [
      { type: 'move-conversation', broadcastId, id, x: 1, y: 1 },
      { type: 'resolve-conversation', broadcastId, id },
      { type: 'reopen-conversation', broadcastId, id },
      { type: 'delete-conversation', broadcastId, id },
      add(id),
    ] as const) {
      expect(code(await submit(operation))).toBe('not-found');
    }
  });

  test('its creator or a moderator deletes it, nobody else', async () => {
    const submit = ask();
    const { id, ...rest } = create();
    await submit({ ...rest, id });
    const remove = (): Operation => ({ type: 'delete-conversation', broadcastId: freshId(), id });
    expect(code(await submit(remove(), bob))).toBe('not-allowed');
    expect(code(await submit(remove(), mia))).toBe('accepted');
  });

  test('N1: a conversation without a comment is legal; its first comment becomes its opening', async () => {
    const storage = new MemoryStorage({ decide, clock: { now: () => 42 }, epoch: 'e1' });
    const { comment: _, ...bare } = create();
    await storage.submit([submission(bare)]);
    const image = { tenantId: 'demo', urlId: 'picture' };
    expect((await storage.snapshot(image)).conversations).toMatchObject([{ count: 0, opening: null }]);
    await storage.submit([submission(add(bare.id, 'First'), bob)]);
    expect((await storage.snapshot(image)).conversations).toMatchObject([
      { count: 1, opening: { by: 'bob', line: 'First' } },
    ]);
  });

  test('storage is told where nothing of a conversation changed but its numbers', async () => {
    const asked = {
      resolved: (id: string): Operation[] => [
        add(id),
        { type: 'resolve-conversation', broadcastId: freshId(), id },
      ],
      answered: (id: string): Operation[] => [add(id), add(id)],
      deleted: (id: string): Operation[] => [
        add(id),
        { type: 'delete-conversation', broadcastId: freshId(), id },
      ],
    };
    const told: [string, unknown][] = [];
    for (const [name, of] of Object.entries(asked)) {
      const start = create();
      let counted: unknown;
      const watched: Decide = (loaded, group, now) => {
        const decided = decide(loaded, group, now);
        counted = decided.writes[0]?.conversations.get(start.id)?.counted;
        return decided;
      };
      const storage = new MemoryStorage({ decide: watched, clock: { now: () => 42 }, epoch: 'e1' });
      await storage.submit([submission(start), submission(add(start.id))]);
      told.push([`begun, ${name}`, counted]);
      await storage.submit(of(start.id).map((operation) => submission(operation)));
      told.push([name, counted]);
    }
    expect(told).toEqual([
      ['begun, resolved', undefined],
      ['resolved', undefined],
      ['begun, answered', undefined],
      ['answered', true],
      ['begun, deleted', undefined],
      ['deleted', undefined],
    ]);
  });

  test('a tenant can want shorter comments than there can be', async () => {
    const submit = ask();
    const brief = actor({ commentLength: 9 });
    const start = create();
    expect(code(await submit(start, brief))).toBe('accepted');
    expect(code(await submit(add(start.id, 'ten of it.'), brief))).toBe('comment-too-big');
    expect(code(await submit(add(start.id, 'ten of it.')))).toBe('accepted');
  });

  test('who has no name yet is asked for one', async () => {
    const submit = ask();
    expect(code(await submit(create(), actor({ name: '' })))).toBe('name-needed');
  });

  test('nobody writes to another tenant, whatever the image says', async () => {
    const storage = new MemoryStorage({ decide, clock: { now: () => 42 }, epoch: 'e1' });
    const foreign = { ...submission(create()), image: { tenantId: 'other', urlId: 'picture' } };
    expect(code((await storage.submit([foreign]))[0])).toBe('not-allowed');
  });
});

describe('comments', () => {
  test('only the author edits; the author or a moderator deletes', async () => {
    const submit = ask();
    const start = create();
    await submit(start);
    const reply = add(start.id);
    await submit(reply, bob);
    const edit = (): Operation => ({ ...reply, type: 'edit-comment', broadcastId: freshId() });
    const remove = (): Operation => ({ ...reply, type: 'delete-comment', broadcastId: freshId() });
    expect(code(await submit(edit()))).toBe('not-allowed');
    expect(code(await submit(edit(), mia))).toBe('not-allowed');
    expect(code(await submit(edit(), bob))).toBe('accepted');
    expect(code(await submit(remove()))).toBe('not-allowed');
    expect(code(await submit(remove(), mia))).toBe('accepted');
    expect(code(await submit(remove(), bob))).toBe('not-found');
  });

  test('a comment belongs to its conversation: naming another one finds nothing', async () => {
    const submit = ask();
    const [one, two] = [create(), create()];
    await submit(one);
    await submit(two);
    const commentId = one.comment?.id ?? '';
    const stray: Operation = {
      type: 'delete-comment',
      broadcastId: freshId(),
      id: two.id,
      comment: { id: commentId },
    };
    expect(code(await submit(stray))).toBe('not-found');
  });
});

describe('groups', () => {
  test('O1, O2: each operation sees what those before it changed; a repeat within the group is answered, not applied', async () => {
    const storage = new MemoryStorage({ decide, clock: { now: () => 42 }, epoch: 'e1' });
    const start = create();
    const reply = add(start.id);
    const outcomes = await storage.submit([
      submission(start),
      submission(reply, bob),
      submission(start),
      submission({ type: 'delete-conversation', broadcastId: freshId(), id: start.id }),
      submission(add(start.id), bob),
      submission(create({ id: start.id })),
    ]);
    expect(outcomes.map(code)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'accepted',
      'not-found',
      'id-taken',
    ]);
    expect(outcomes.map((outcome) => (outcome.accepted ? outcome.cursor.seq : 0))).toEqual([
      1, 2, 1, 3, 0, 0,
    ]);
    expect(outcomes.map((outcome) => outcome.accepted && outcome.event !== undefined)).toEqual([
      true,
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  test('O2: the same broadcastId from two actors is two operations', async () => {
    const storage = new MemoryStorage({ decide, clock: { now: () => 42 }, epoch: 'e1' });
    const broadcastId = freshId();
    const outcomes = await storage.submit([
      submission(create({ broadcastId })),
      submission(create({ broadcastId }), bob),
    ]);
    expect(outcomes.map((outcome) => (outcome.accepted ? outcome.cursor.seq : 0))).toEqual([1, 2]);
  });
});
