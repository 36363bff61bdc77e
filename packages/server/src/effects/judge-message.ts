import type { Verdict } from '@imagechat/core/ports/judges';
import type { Submission } from '@imagechat/core/ports/storage';
import { textOf } from '@imagechat/core/rules/decide';
import { fixedUuid } from '../exchange/fixed-uuid.ts';
import type { WebhookMessage } from './webhook-message.ts';

/** A question to a judge, and what it is about. */
export interface JudgeMessage extends WebhookMessage {
  readonly about: Pick<Verdict, 'urlId' | 'conversationId' | 'commentId'>;
}

/**
 * The question about a comment that was just written or rewritten: `{id, type: "judge", tenantId, urlId, conversationId, comment: {id, text, replyTo?, edited}, author: {id, name, kind,
 * verified}}`. The id is the same for the same text.
 */
export function judgeMessage({ actor, image, operation }: Submission): JudgeMessage {
  const { tenantId, urlId } = image;
  const conversationId = 'id' in operation ? operation.id : '';
  const comment = 'comment' in operation ? operation.comment : undefined;
  const commentId = comment?.id ?? '';
  const id = fixedUuid(`judge ${tenantId} ${urlId} ${operation.broadcastId}`);
  const replyTo = comment && 'replyTo' in comment ? { replyTo: comment.replyTo } : {};
  const edited = operation.type === 'edit-comment';
  const { id: authorId, kind, name, verified } = actor;
  const body = JSON.stringify({
    ...{ id, type: 'judge', tenantId, urlId, conversationId },
    comment: { id: commentId, text: textOf(operation), ...replyTo, edited },
    author: { id: authorId, name, kind, verified },
  });
  return { id, type: 'judge', body, about: { urlId, conversationId, commentId } };
}

/** A question about nothing, to see whether it is answered. */
export function testQuestion(tenantId: string, id: string): JudgeMessage {
  const comment = { id: '', text: 'Is anybody there?', edited: false };
  const author = { id: '', name: 'Image Chat', kind: 'visitor', verified: false };
  const body = JSON.stringify({ id, type: 'test', tenantId, urlId: '', conversationId: '', comment, author });
  return { id, type: 'test', body, about: { urlId: '', conversationId: '', commentId: '' } };
}
