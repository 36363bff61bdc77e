import type { Operations } from '@imagechat/protocol/catalog';
import { refuse } from '@imagechat/protocol/refusal';
import { type Rule, conversationGone, idTaken, permit } from './rule.ts';

/** A new conversation needs an id of its own, and so does its first comment. */
export const createConversation: Rule<Operations['create-conversation']> = ({ id, comment }, context) => {
  const refusal = permit(context.actor, 'create-conversation', context.actor.id);
  if (refusal) return refusal;
  if (context.taken('conversation', id)) return idTaken();
  return comment && context.taken('comment', comment.id) ? idTaken() : undefined;
};

/** Of two movers the later stands; an undo stands only if nobody moved since (O5). */
export const moveConversation: Rule<Operations['move-conversation']> = ({ id, undoes }, context) => {
  const conversation = context.conversation(id);
  if (!conversation) return conversationGone();
  const refusal = permit(context.actor, 'move-conversation', conversation.by);
  if (refusal) return refusal;
  if (undoes === undefined || undoes === conversation.placeSeq) return undefined;
  return refuse('overtaken', 'Somebody moved this marker since, so it stays where they put it.');
};

/** Resolving what is resolved is accepted: both said the same. */
export const resolveConversation: Rule<Operations['resolve-conversation']> = ({ id }, context) => {
  const conversation = context.conversation(id);
  return conversation ? permit(context.actor, 'resolve-conversation', conversation.by) : conversationGone();
};

/** Reopening what is open is accepted. */
export const reopenConversation: Rule<Operations['reopen-conversation']> = ({ id }, context) => {
  const conversation = context.conversation(id);
  return conversation ? permit(context.actor, 'reopen-conversation', conversation.by) : conversationGone();
};

/** Its creator, a moderator or an admin takes a conversation away (CONTRACT §2). */
export const deleteConversation: Rule<Operations['delete-conversation']> = ({ id }, context) => {
  const conversation = context.conversation(id);
  return conversation ? permit(context.actor, 'delete-conversation', conversation.by) : conversationGone();
};

/** Who deleted a conversation, or a moderator, brings it back as it was. */
export const restoreConversation: Rule<Operations['restore-conversation']> = ({ id }, context) => {
  const deleted = context.deletedConversation(id);
  return deleted ? permit(context.actor, 'restore-conversation', deleted.by) : conversationGone();
};

/** Locking what is locked is accepted: both said the same. */
export const lockConversation: Rule<Operations['lock-conversation']> = ({ id }, context) => {
  const conversation = context.conversation(id);
  return conversation ? permit(context.actor, 'lock-conversation', conversation.by) : conversationGone();
};

/** Unlocking what is open is accepted. */
export const unlockConversation: Rule<Operations['unlock-conversation']> = ({ id }, context) => {
  const conversation = context.conversation(id);
  return conversation ? permit(context.actor, 'unlock-conversation', conversation.by) : conversationGone();
};

/** Who erases what somebody wrote takes their name off what stays. */
export const disownConversation: Rule<Operations['disown-conversation']> = ({ id }, context) => {
  const conversation = context.conversation(id);
  return conversation ? permit(context.actor, 'disown-conversation', conversation.by) : conversationGone();
};
