import { expect, test } from 'bun:test';
import type { Operation } from '@imagechat/protocol/catalog';
import { LIMITS } from '@imagechat/protocol/limits';
import { PUBLIC } from '../eyes.ts';
import { MemoryStorage } from '../memory/storage.ts';
import { actor, add, create, freshId, submission } from '../testing/builders.ts';
import { decide } from './decide.ts';

const image = { tenantId: 'demo', urlId: 'picture' };

/** An image with one conversation, and how each operation on it is answered: the refusal's code, or the event's comment. */
async function world() {
  const storage = new MemoryStorage({ decide, clock: { now: () => 7 }, epoch: 'e1' });
  const conversation = create();
  const ask = async (operation: Operation, by = actor({ replyDepth: 2 })): Promise<unknown> => {
    const [outcome] = await storage.submit([submission(operation, by)]);
    if (!outcome?.accepted) return outcome?.refusal.code;
    const { event } = outcome;
    return event && 'comment' in event ? event.comment : event;
  };
  await ask(conversation);
  const say = async (text: string, more = {}, by = actor({ replyDepth: 2 })) => {
    const operation = add(conversation.id, text);
    const comment = { ...operation.comment, ...more };
    return { id: comment.id, answer: await ask({ ...operation, comment }, by) };
  };
  const react = (commentId: string, emoji: string, on: boolean, by: string) =>
    ask(
      { type: 'react', broadcastId: freshId(), id: conversation.id, comment: { id: commentId }, emoji, on },
      actor({ id: by, name: by }),
    );
  const comments = async () =>
    (await storage.thread(image, conversation.id, undefined, 50, PUBLIC))?.comments ?? [];
  return { conversation, ask, say, react, comments };
}

test('C3: an answer names a comment that is there, and says how deep it is', async () => {
  const { say, comments } = await world();
  const first = await say('one');
  const second = await say('two', { replyTo: first.id });
  expect(second.answer).toMatchObject({ replyTo: first.id, depth: 1 });
  const third = await say('three', { replyTo: second.id });
  expect(third.answer).toMatchObject({ depth: 2 });
  expect((await comments()).at(-1)).toMatchObject({ replyTo: second.id, depth: 2 });
  expect((await say('nowhere', { replyTo: 'nothing' })).answer).toBe('not-found');
});

test('C3: answers deeper than the tenant allows are refused; without its word conversations are flat', async () => {
  const { say } = await world();
  const { id } = await say('one');
  const { id: deeper } = await say('two', { replyTo: id });
  expect((await say('x', { replyTo: deeper }, actor({ replyDepth: 1 }))).answer).toBe('not-allowed');
  expect((await say('x', { replyTo: id }, actor())).answer).toBe('not-allowed');
});

test('C3: an answer to a comment of another conversation finds nothing to answer', async () => {
  const { ask, say } = await world();
  const other = create();
  await ask(other);
  expect((await say('x', { replyTo: other.comment?.id })).answer).toBe('not-found');
});

test('V1: an answer to a comment that is out of sight is not public either, whoever asks whenever', async () => {
  const { ask, conversation, say, comments } = await world();
  const { id } = await say('one');
  const hide = { type: 'hide-comment', broadcastId: freshId(), id: conversation.id } as const;
  await ask({ ...hide, comment: { id }, as: 'hidden' }, actor({ id: 'mod', kind: 'moderator' }));
  const before = await comments();
  const { answer } = await say('Why was it taken away?', { replyTo: id });
  expect(answer).toMatchObject({ replyTo: id, depth: 1 });
  expect(await comments()).toEqual(before);
});

test('C1: who wrote here is mentioned under the very name, also in the same group; anybody else is only text', async () => {
  const { say } = await world();
  const mentions = [
    { id: 'ada', name: 'Ada' },
    { id: 'eve', name: 'Eve' },
  ];
  expect((await say('@Ada and @Eve', { mentions })).answer).toMatchObject({
    body: [{ t: 'p', c: [{ t: 'at', id: 'ada', name: 'Ada' }, ' and @Eve'] }],
  });
  expect((await say('@Admin', { mentions: [{ id: 'ada', name: 'Admin' }] })).answer).not.toHaveProperty(
    'body',
  );
  expect((await say('plain')).answer).not.toHaveProperty('body');
});

test('C1: an edit is read anew, and a text that lost its marks loses its body', async () => {
  const { ask, conversation, say, comments } = await world();
  const { id } = await say('**bold**');
  expect((await comments()).at(-1)).toHaveProperty('body');
  const edit = { type: 'edit-comment', broadcastId: freshId(), id: conversation.id } as const;
  await ask({ ...edit, comment: { id, text: 'plain' } });
  expect((await comments()).at(-1)).toMatchObject({ text: 'plain', editedAt: 7 });
  expect((await comments()).at(-1)).not.toHaveProperty('body');
});

test('C3: marks come and go, each person once per emoji, whatever is repeated', async () => {
  const { say, react, comments } = await world();
  const { id } = await say('one');
  for (const [emoji, on, by] of [
    ['👍', true, 'ben'],
    ['🎉', true, 'ben'],
    ['👍', true, 'eve'],
    ['👍', true, 'ben'],
    ['👍', false, 'ada'],
  ] as const)
    await react(id, emoji, on, by);
  expect((await comments()).at(-1)?.reactions).toEqual([
    { emoji: '👍', by: ['ben', 'eve'] },
    { emoji: '🎉', by: ['ben'] },
  ]);
  for (const [emoji, by] of [
    ['👍', 'ben'],
    ['🎉', 'ben'],
    ['👍', 'eve'],
  ] as const)
    await react(id, emoji, false, by);
  expect((await comments()).at(-1)).not.toHaveProperty('reactions');
  expect(await react('nothing', '👍', true, 'ben')).toBe('not-found');
});

test('C3: a comment holds so many kinds of marks and so many marks, and says so', async () => {
  const { say, react } = await world();
  const { id } = await say('one');
  const emoji = (at: number) => String.fromCodePoint(0x1f600 + at);
  for (let at = 0; at < LIMITS.reactionKinds; at++) await react(id, emoji(at), true, 'ben');
  expect(await react(id, emoji(99), true, 'ben')).toBe('full');
  expect(await react(id, emoji(0), true, 'ben')).toEqual({ id });
  for (let at = LIMITS.reactionKinds; at < LIMITS.reactionMarks; at++)
    await react(id, emoji(0), true, `p${at}`);
  expect(await react(id, emoji(0), true, 'one-more')).toBe('full');
  expect(await react(id, emoji(0), false, 'ben')).toEqual({ id });
  expect(await react(id, emoji(0), true, 'one-more')).toEqual({ id });
});
