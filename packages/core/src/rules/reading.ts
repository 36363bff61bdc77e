import type { Operation } from '@imagechat/protocol/catalog';
import type { MentionClaim } from '@imagechat/protocol/written';
import { readMarkup } from '../markup/read-markup.ts';
import type { KeptEvent } from '../veil.ts';
import type { RuleContext } from './rule.ts';

/**
 * The event of an accepted operation with what only the server can say of a text: the reading of its marks, with those people mentioned whom
 * it knows by that name, and how deep an answer it is.
 */
export function asRead(event: KeptEvent, operation: Operation, context: RuleContext): KeptEvent {
  if (!('comment' in event) || !event.comment || !('text' in event.comment)) return event;
  switch (operation.type) {
    case 'create-conversation':
    case 'edit-comment': {
      const { mentions = [] } = operation.comment ?? {};
      return { ...event, comment: withBody(event.comment, mentions, context) } as KeptEvent;
    }
    case 'add-comment': {
      const { mentions = [], replyTo } = operation.comment;
      const comment = withBody(event.comment, mentions, context);
      const depth = replyDepth(operation.id, replyTo, context);
      return { ...event, comment: depth ? { ...comment, depth } : comment } as KeptEvent;
    }
    default:
      return event;
  }
}

/** How deep an answer to this comment is; 0 for what answers none, undefined when it is not there to be answered. */
export function replyDepth(
  conversationId: string,
  replyTo: string | undefined,
  context: RuleContext,
): number | undefined {
  if (replyTo === undefined) return 0;
  const parent = context.comment(conversationId, replyTo);
  return parent && (parent.depth ?? 0) + 1;
}

function withBody<Written extends { readonly text?: string | undefined }>(
  comment: Written,
  mentions: readonly MentionClaim[],
  context: RuleContext,
): Written {
  const known = mentions.filter(({ id, name }) => context.person(id) === name);
  const body = readMarkup(comment.text ?? '', known);
  return body ? { ...comment, body } : comment;
}
