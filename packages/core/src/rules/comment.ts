import type { Operations } from '@imagechat/protocol/catalog';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { may } from '../access.ts';
import type { KeptConversation } from '../eyes.ts';
import { flagMark } from '../flag-mark.ts';
import { replyDepth } from './reading.ts';
import {
  type Rule,
  type RuleContext,
  commentGone,
  conversationGone,
  idTaken,
  permit,
  unlessLocked,
} from './rule.ts';

/** Authors of spam in one conversation who are each shown their own numbers of it; what more of them write waits. */
const MOST_SHADOWS = 32;

/** Flags a comment can get over its life. */
const MOST_FLAGS = 100;

/** A comment goes into a conversation that is there, under an id of its own; an answer to one that is there, as deep as the tenant allows. */
export const addComment: Rule<Operations['add-comment']> = ({ id, comment }, context) => {
  const conversation = context.conversation(id);
  if (!conversation) return conversationGone();
  const refusal =
    permit(context.actor, 'add-comment', context.actor.id) ?? unlessLocked(context.actor, conversation);
  if (refusal) return refusal;
  const depth = replyDepth(id, comment.replyTo, context);
  if (depth === undefined) return commentGone();
  if (depth > (context.actor.replyDepth ?? 0))
    return refuse('not-allowed', 'Comments cannot be answered this deep here.');
  if (context.taken('comment', comment.id)) return idTaken();
  return unlessVeiled(context, conversation, comment.replyTo) ?? unlessCrowded(context, conversation);
};

/** Only its author rewrites a comment. */
export const editComment: Rule<Operations['edit-comment']> = ({ id, comment }, context) => {
  const conversation = context.conversation(id);
  const written = context.comment(id, comment.id);
  if (!conversation || !written) return commentGone();
  const refusal =
    permit(context.actor, 'edit-comment', written.by) ?? unlessLocked(context.actor, conversation);
  return refusal ?? unlessCrowded(context, conversation);
};

/** Its author, a moderator or an admin takes a comment away. */
export const deleteComment: Rule<Operations['delete-comment']> = ({ id, comment }, context) => {
  const written = context.comment(id, comment.id);
  return written ? permit(context.actor, 'delete-comment', written.by) : commentGone();
};

/** A moderator lets everybody see what waits, or was hidden (V1). */
export const approveComment: Rule<Operations['approve-comment']> = ({ id, comment }, context) => {
  const written = context.comment(id, comment.id);
  if (!written) return commentGone();
  return (
    permit(context.actor, 'approve-comment', written.by) ??
    (written.status || written.flags ? undefined : publicAlready())
  );
};

/** Who sees what everybody sees tells moderators to look at it, once; one's own one can take away. */
export const flagComment: Rule<Operations['flag-comment']> = ({ id, comment }, { actor, ...context }) => {
  const written = context.comment(id, comment.id);
  if (!written) return commentGone();
  const refusal = permit(actor, 'flag-comment', written.by);
  if (refusal) return refusal;
  if (written.by === actor.id || written.status !== undefined)
    return refuse('not-allowed', 'You may not do that here.');
  const { flaggedBy = [] } = written;
  const isTold = flaggedBy.includes(flagMark(actor.id, comment.id)) || flaggedBy.length >= MOST_FLAGS;
  return isTold ? refuse('overtaken', 'Moderators know of this comment already.') : undefined;
};

/** A moderator takes a comment out of sight (V1); the same twice is refused, for it would be an event of nothing. */
export const hideComment: Rule<Operations['hide-comment']> = ({ id, comment, as }, context) => {
  const written = context.comment(id, comment.id);
  if (!written) return commentGone();
  const refusal = permit(context.actor, 'hide-comment', written.by);
  if (refusal || written.status !== as) return refusal;
  return refuse('overtaken', 'Another moderator was faster: this comment is out of sight already.');
};

/** Who deleted a comment brings it back, and a moderator any, also what is hidden (V1). */
export const restoreComment: Rule<Operations['restore-comment']> = ({ id, comment }, context) => {
  const conversation = context.conversation(id);
  if (!conversation) return conversationGone();
  const { actor } = context;
  const deleted = context.deletedComment(id, comment.id);
  if (deleted) return permit(actor, 'restore-comment', deleted.by) ?? unlessLocked(actor, conversation);
  const written = context.comment(id, comment.id);
  if (!written) return commentGone();
  // What was not deleted is a moderator's to bring back: its author may not undo a moderator's hiding.
  return permit(actor, 'approve-comment', written.by) ?? (written.status ? undefined : publicAlready());
};

/** Who erases somebody takes them out of what others wrote, too. */
export const forgetPerson: Rule<Operations['forget-person']> = ({ id, comment }, context) => {
  const written = context.comment(id, comment.id);
  return written ? permit(context.actor, 'forget-person', written.by) : commentGone();
};

/** In a conversation that is not public only who started it goes on; what a moderator answered there, or to a comment out of sight, nobody else would see. */
function unlessVeiled(
  { actor, comment }: RuleContext,
  { id, status, by }: KeptConversation,
  replyTo: string | undefined,
): Refusal | undefined {
  const parent = replyTo === undefined ? undefined : comment(id, replyTo);
  if (status === undefined && parent?.status === undefined) return undefined;
  if (!may(actor, 'approve-comment', '') && (status === undefined || by === actor.id)) return undefined;
  return refuse('not-allowed', 'Nobody else can see this. Approve the comment first.');
}

/** So that what a crowd of spammers is shown stays bounded; in words that give nothing away. */
function unlessCrowded({ actor }: RuleContext, { shadows = {} }: KeptConversation): Refusal | undefined {
  const authors = Object.keys(shadows);
  if (!actor.shadowed || authors.length < MOST_SHADOWS || authors.includes(actor.id)) return undefined;
  return refuse('rate-limited', "That's quick. Try again in 60 seconds.", 60_000);
}

function publicAlready(): Refusal {
  return refuse('overtaken', 'Another moderator was faster: everybody sees this comment already.');
}
