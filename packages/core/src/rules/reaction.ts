import type { Operations } from '@imagechat/protocol/catalog';
import { LIMITS } from '@imagechat/protocol/limits';
import { refuse } from '@imagechat/protocol/refusal';
import { type Rule, commentGone, permit } from './rule.ts';

/** Marking what one marked already is accepted, and so is taking away what is not there. A comment holds so many marks of so many kinds. */
export const react: Rule<Operations['react']> = ({ id, comment, emoji, on }, context) => {
  const written = context.comment(id, comment.id);
  if (!written) return commentGone();
  const refusal = permit(context.actor, 'react', context.actor.id);
  if (refusal || !on) return refusal;
  const { reactions = [] } = written;
  const known = reactions.find((kind) => kind.emoji === emoji);
  if (known?.by.includes(context.actor.id)) return undefined;
  const marks = reactions.reduce((sum, { by }) => sum + by.length, 0);
  const room = known !== undefined || reactions.length < LIMITS.reactionKinds;
  return room && marks < LIMITS.reactionMarks
    ? undefined
    : refuse('full', 'This comment has all the reactions it can hold.');
};
