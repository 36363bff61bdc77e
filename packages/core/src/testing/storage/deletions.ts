import { expect, test } from 'bun:test';
import { type Eyes, PUBLIC } from '../../eyes.ts';
import type { Storage } from '../../ports/storage.ts';
import { project } from '../../veil.ts';
import { actor, add, create, freshId, submission } from '../builders.ts';
import { accepted, edit, image, refusedWith, remove, removeComment } from './asking.ts';

/** What stays of what was deleted, and what does not. */
export function deletionContract(storage: () => Storage, reopened: () => Promise<void>): void {
  const log = async () => {
    const { epoch } = (await storage().snapshot(image)).cursor;
    const caught = await storage().eventsAfter(image, { epoch, seq: 0 }, 1000);
    return caught.reset ? [] : caught.events;
  };

  test('L1 deleting a comment empties its texts in the log and keeps every number', async () => {
    const conversation = create({ comment: { id: 'kept', text: 'stays' } });
    const comment = { ...add(conversation.id), comment: { id: 'gone', text: 'secret one' } };
    const operations = [conversation, comment, edit(conversation.id, 'gone', 'secret two')];
    await accepted(
      storage(),
      operations.map((operation) => submission(operation)),
    );
    await accepted(storage(), [submission(removeComment(conversation.id, 'gone'))]);
    await reopened();
    const events = await log();
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(JSON.stringify(events)).toContain('stays');
    const read = await storage().thread(image, conversation.id, undefined, 10, PUBLIC);
    expect(read?.comments.map(({ id }) => id)).toEqual(['kept']);
    const { conversations } = await storage().snapshot(image);
    expect(conversations).toMatchObject([{ count: 1, opening: { commentId: 'kept' } }]);
  });

  test('L1 a deleted comment is neither rewritten nor deleted again, in the same conversation or in another', async () => {
    const conversation = create({ comment: { id: 'gone', text: 'secret one' } });
    const other = create();
    await accepted(
      storage(),
      [conversation, other].map((operation) => submission(operation)),
    );
    await accepted(storage(), [submission(removeComment(conversation.id, 'gone'))]);
    await reopened();
    for (const id of [conversation.id, other.id]) {
      expect(await refusedWith(storage(), submission(edit(id, 'gone', 'secret two')))).toBe('not-found');
      expect(await refusedWith(storage(), submission(removeComment(id, 'gone')))).toBe('not-found');
    }
    expect(JSON.stringify(await log())).not.toContain('secret');
    expect(await storage().thread(image, conversation.id, undefined, 10, PUBLIC)).toMatchObject({
      comments: [],
    });
  });

  test('L1 deleting a conversation empties all its texts in the log, and nobody sees it again', async () => {
    const conversation = create({ comment: { id: 'first', text: 'secret one' } });
    const other = create({ comment: { id: 'other', text: 'stays' } });
    const comment = { ...add(conversation.id), comment: { id: 'second', text: 'secret two' } };
    await accepted(
      storage(),
      [conversation, other, comment].map((operation) => submission(operation)),
    );
    await accepted(storage(), [submission(edit(conversation.id, 'first', 'secret three'))]);
    await accepted(storage(), [submission(remove(conversation.id))]);
    const events = await log();
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(JSON.stringify(events)).toContain('stays');
    expect(await storage().thread(image, conversation.id, undefined, 10, PUBLIC)).toBeUndefined();
    expect((await storage().snapshot(image)).conversations.map(({ id }) => id)).toEqual([other.id]);
    expect(await refusedWith(storage(), submission(add(conversation.id)))).toBe('not-found');
  });

  test('L1 what was written and deleted in one group is redacted too, and its ids stay taken', async () => {
    const kept = create();
    const lost = create({ comment: { id: 'first', text: 'secret one' } });
    const comment = { ...add(kept.id), comment: { id: 'second', text: 'secret two' } };
    const group = [kept, lost, comment, remove(lost.id), removeComment(kept.id, 'second')];
    await accepted(
      storage(),
      group.map((operation) => submission(operation)),
    );
    expect(JSON.stringify(await log())).not.toContain('secret');
    for (const id of ['first', 'second'])
      expect(await refusedWith(storage(), submission(create({ comment: { id, text: 'x' } })))).toBe(
        'id-taken',
      );
    expect(await refusedWith(storage(), submission(create({ id: lost.id })))).toBe('id-taken');
  });

  test('L1, V1: what is hidden can be read in the log by moderators and its author only, however it came there', async () => {
    const [ada, mia] = [actor({ premoderated: true }), actor({ id: 'mia', name: 'Mia', kind: 'moderator' })];
    const conversation = create({ comment: { id: 'first', text: 'secret one' } });
    const about = { id: conversation.id, comment: { id: 'first' } };
    const ask = (type: 'approve-comment' | 'restore-comment') => ({ type, broadcastId: freshId(), ...about });
    const hide = () => ({ type: 'hide-comment', broadcastId: freshId(), ...about, as: 'hidden' }) as const;
    await accepted(storage(), [submission(conversation, ada)]);
    for (const operation of [ask('approve-comment'), hide(), ask('restore-comment'), hide()])
      await accepted(storage(), [submission(operation, mia)]);
    await reopened();
    const told = async (eyes: Eyes) => JSON.stringify((await log()).map((event) => project(event, eyes)));
    for (const eyes of [PUBLIC, { kind: 'author', id: 'ben' } as const]) {
      expect(await told(eyes)).not.toContain('secret');
      expect(await told(eyes)).not.toContain('mia');
    }
    for (const eyes of [{ kind: 'moderators' }, { kind: 'author', id: 'ada' }] as const)
      expect(await told(eyes)).toContain('secret one');
    await accepted(storage(), [submission(remove(conversation.id), mia)]);
    expect(await told({ kind: 'moderators' })).not.toContain('secret');
  });

  test('what was deleted comes back as it was, by whoever deleted it or a moderator, and by nobody else', async () => {
    const [ada, ben] = [actor(), actor({ id: 'ben', name: 'Ben' })];
    const mia = actor({ id: 'mia', name: 'Mia', kind: 'moderator' });
    const conversation = create({ comment: { id: 'first', text: 'one' } });
    const back = () =>
      ({ type: 'restore-conversation', broadcastId: freshId(), id: conversation.id }) as const;
    const comment = { ...add(conversation.id), comment: { id: 'second', text: 'two' } };
    await accepted(storage(), [submission(conversation), submission(comment, ben)]);
    const before = await storage().thread(image, conversation.id, undefined, 9, PUBLIC);
    await accepted(storage(), [submission(remove(conversation.id), mia)]);
    await reopened();
    for (const somebody of [ada, ben])
      expect(await refusedWith(storage(), submission(back(), somebody))).toBe('not-allowed');
    await accepted(storage(), [submission(back(), mia)]);
    const after = await storage().thread(image, conversation.id, undefined, 9, PUBLIC);
    expect(after?.comments).toEqual(before?.comments ?? []);
    await accepted(storage(), [submission(removeComment(conversation.id, 'second'), ben)]);
    const restore = { type: 'restore-comment', id: conversation.id, comment: { id: 'second' } } as const;
    expect(await refusedWith(storage(), submission({ ...restore, broadcastId: freshId() }, ada))).toBe(
      'not-allowed',
    );
    await accepted(storage(), [submission({ ...restore, broadcastId: freshId() }, ben)]);
    expect((await storage().thread(image, conversation.id, undefined, 9, PUBLIC))?.comments).toEqual(
      before?.comments ?? [],
    );
  });
}
