import { expect, test } from 'bun:test';
import { applyEvent, imageStateOf } from '@imagechat/protocol/state';
import { conversationSeen } from '../eyes.ts';
import { MemoryStorage } from '../memory/storage.ts';
import { actor, create, freshId, submission } from '../testing/builders.ts';
import { project } from '../veil.ts';
import { decide } from './decide.ts';

test('S1, V1: a conversation that waits and is disowned is gone in the eyes of who started it, whatever happens on it afterwards', async () => {
  const storage = new MemoryStorage({ decide, clock: { now: () => 1 }, epoch: 'e1' });
  const ada = { ...actor(), premoderated: true } as const;
  const admin = { ...actor(), id: 'boss', name: 'Boss', kind: 'admin' } as const;
  const start = create();
  const { id } = start;
  const broadcastId = freshId;
  const outcomes = await storage.submit([
    submission(start, ada),
    submission({ type: 'disown-conversation', broadcastId: broadcastId(), id }, admin),
    submission({ type: 'move-conversation', broadcastId: broadcastId(), id, x: 7, y: 8 }, admin),
  ]);
  const eyes = { kind: 'author', id: ada.id } as const;
  let state = imageStateOf([]);
  for (const outcome of outcomes) {
    if (!outcome.accepted || !outcome.event) throw new Error('not accepted');
    state = applyEvent(state, project(outcome.event, eyes));
  }
  const { conversations } = await storage.snapshot(submission(start).image);
  expect(conversations).toHaveLength(1);
  expect(conversations.flatMap((kept) => conversationSeen(kept, eyes) ?? [])).toEqual([]);
  expect([...state.conversations]).toEqual([]);
});
