import { expect } from 'bun:test';
import type { ImageKey } from '@imagechat/protocol/ids';
import type { Outcome, Storage, Submission } from '../../ports/storage.ts';
import { freshId } from '../builders.ts';

/** The image the builders' submissions are about. */
export const image: ImageKey = { tenantId: 'demo', urlId: 'picture' };

/** The answer to an operation that was accepted. */
export type Accepted = Extract<Outcome, { accepted: true }>;

/** Submits a group in which nothing may be refused. */
export async function accepted(storage: Storage, group: readonly Submission[]): Promise<Accepted[]> {
  const outcomes = await storage.submit(group);
  expect(outcomes).toHaveLength(group.length);
  return outcomes.map((outcome) => {
    if (!outcome.accepted) throw new Error(`refused: ${outcome.refusal.code}`);
    return outcome;
  });
}

/** The code one submission is refused with. */
export async function refusedWith(storage: Storage, asked: Submission): Promise<string> {
  const [outcome] = await storage.submit([asked]);
  return outcome?.accepted ? 'accepted' : (outcome?.refusal.code ?? 'no answer');
}

/** The answer to the repeat of what was answered with `first` (O2). */
export function repeatOf(first: Accepted | undefined): Accepted {
  if (!first) throw new Error('there was no first answer');
  return { accepted: true, cursor: first.cursor, at: first.at };
}

/** Asks to take a conversation away. */
export function remove(id: string) {
  return { type: 'delete-conversation', broadcastId: freshId(), id } as const;
}

/** Asks to take a comment away. */
export function removeComment(id: string, commentId: string) {
  return { type: 'delete-comment', broadcastId: freshId(), id, comment: { id: commentId } } as const;
}

/** Asks to rewrite a comment. */
export function edit(id: string, commentId: string, text: string) {
  return { type: 'edit-comment', broadcastId: freshId(), id, comment: { id: commentId, text } } as const;
}
