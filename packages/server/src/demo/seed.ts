import type { Actor } from '@imagechat/core/access';
import type { Outcome, Submission } from '@imagechat/core/ports/storage';
import type { Operation } from '@imagechat/protocol/catalog';
import { type DemoConversation, demoConversations } from '../../demo/conversations.ts';
import { fixedUuid } from '../exchange/fixed-uuid.ts';

/** The tenant of the demo; its only domain is the server's own. */
export const DEMO_TENANT = 'demo';

/** Submits a group as if the time was `at` (ms): what was said before anybody came was said earlier. */
export type SubmitAt = (at: number, group: readonly Submission[]) => Promise<readonly Outcome[]>;

interface Step {
  readonly at: number;
  readonly submission: Submission;
}

/** The urlId under which a demo picture is talked about. */
export function demoUrlId(picture: DemoConversation['picture']): string {
  return `demo-${picture}`;
}

/**
 * Writes the demo's conversations, the oldest words first. Its ids are always the same, so doing it twice, say after a crash in between,
 * changes nothing (O2). Throws when an operation is refused: that is a mistake in the demo's own texts.
 * @param now server time in ms, from which "minutes ago" counts
 */
export async function seedDemo(submitAt: SubmitAt, now: number): Promise<void> {
  const steps = demoConversations.flatMap((conversation, at) => stepsOf(conversation, at, now));
  for (const { at, submission } of steps.sort((a, b) => a.at - b.at)) {
    const [outcome] = await submitAt(at, [submission]);
    if (outcome?.accepted !== true) {
      throw new Error(`the demo's ${submission.operation.id} was refused: ${outcome?.refusal.code}`);
    }
  }
}

function stepsOf(conversation: DemoConversation, at: number, now: number): Step[] {
  const { picture, comments, resolved } = conversation;
  const image = { tenantId: DEMO_TENANT, urlId: demoUrlId(picture) };
  const id = `demo-${picture}-${at + 1}`;
  const facts = { src: `/demo/pictures/${picture}.webp`, page: '/', title: 'Image Chat demo' };
  const steps = comments.map(({ name, text, minutesAgo }, index): Step => {
    const comment = { id: `${id}-${index + 1}`, text };
    return {
      at: now - minutesAgo * 60_000,
      submission: {
        image,
        facts,
        actor: person(name),
        site: '',
        operation: says(conversation, id, index, comment),
      },
    };
  });
  const last = steps.at(-1);
  if (!resolved || !last) return steps;
  const operation: Operation = { type: 'resolve-conversation', id, broadcastId: fixedUuid(`${id} resolved`) };
  return [
    ...steps,
    { at: last.at + 60_000, submission: { image, facts, actor: last.submission.actor, site: '', operation } },
  ];
}

function says(
  { x, y }: DemoConversation,
  id: string,
  index: number,
  comment: { readonly id: string; readonly text: string },
): Operation {
  const broadcastId = fixedUuid(comment.id);
  return index === 0
    ? { type: 'create-conversation', id, broadcastId, x, y, comment }
    : { type: 'add-comment', id, broadcastId, comment };
}

function person(name: string): Actor {
  const id = `demo-${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
  return { tenantId: DEMO_TENANT, id, name, kind: 'user', groupIds: null, verified: true };
}
