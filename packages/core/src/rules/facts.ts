import {
  type FullEvent,
  type Operation,
  type OperationType,
  type Operations,
  type Stamp,
  factOf,
} from '@imagechat/protocol/catalog';
import type { Status } from '@imagechat/protocol/status';
import type { KeptComment, KeptConversation } from '../eyes.ts';
import { personIn, withoutPerson } from '../forget.ts';
import type { KeptEvent } from '../veil.ts';
import {
  approveComment,
  flagComment,
  hideComment,
  restoreComment,
  restoreConversation,
} from './moderation-facts.ts';
import { type Scene, aside, birthLook, birthOf, only, proposed, takenAway, veiled } from './veiling.ts';

type Maker<Type extends OperationType> = (
  operation: Operations[Type],
  stamp: Stamp,
  scene: Scene,
) => KeptEvent;

/** The event of an accepted operation, veiled from whom it does not concern (V1). Pure. */
export function factFor(operation: Operation, stamp: Stamp, scene: Scene): KeptEvent {
  // The map's type ties each maker to its operation; a union index cannot express that correlation.
  const maker = makers[operation.type] as Maker<OperationType> | undefined;
  return maker?.(operation, stamp, scene) ?? withinVeil(factOf(operation, stamp), scene.conversation);
}

const makers: { readonly [Type in OperationType]?: Maker<Type> } = {
  'create-conversation': createConversation,
  'disown-conversation': disownConversation,
  'forget-person': forgetPerson,
  'add-comment': addComment,
  'edit-comment': editComment,
  'delete-comment': deleteComment,
  react,
  'approve-comment': approveComment,
  'flag-comment': flagComment,
  'hide-comment': hideComment,
  'restore-comment': restoreComment,
  'restore-conversation': restoreConversation,
};

/** What happens in a conversation that is not public concerns moderators and who started it. */
function withinVeil(event: FullEvent, conversation: KeptConversation | undefined): KeptEvent {
  if (conversation?.status === undefined) return event;
  return { ...event, veil: { public: 'bare', authors: { [conversation.by]: 'whole' } } };
}

function createConversation(
  operation: Operations['create-conversation'],
  stamp: Stamp,
  { actor }: Scene,
): KeptEvent {
  const birth = birthOf(actor, undefined);
  if (!birth) return factOf(operation, stamp);
  const { id, x, y, comment } = operation;
  const { status, shown } = birth;
  const about = { ...stamp, type: 'image-chat-updated', id, change: 'proposed', x, y } as const;
  const event = { ...about, ...(comment ? { comment: only(comment) } : {}), status };
  return veiled(event, 'bare', actor.id, birthLook(status, shown, 'started'), shown);
}

/** Who started it only saw it as its author, where it is not public: from here on it is gone in their eyes. */
function disownConversation(
  operation: Operations['disown-conversation'],
  stamp: Stamp,
  { conversation }: Scene,
): KeptEvent {
  const event = factOf(operation, stamp);
  if (conversation?.status === undefined) return event;
  return { ...event, veil: { public: 'bare', authors: { [conversation.by]: 'gone' } } };
}

function addComment(
  operation: Operations['add-comment'],
  stamp: Stamp,
  { actor, conversation, parent }: Scene,
): KeptEvent {
  const birth = birthOf(actor, conversation, parent);
  if (!birth) return factOf(operation, stamp);
  return proposed(operation.id, only(operation.comment), birth, stamp, actor.id);
}

function editComment(operation: Operations['edit-comment'], stamp: Stamp, scene: Scene): KeptEvent {
  const { actor, comment, conversation } = scene;
  const status = actor.shadowed ? 'spam' : actor.premoderated ? 'pending' : undefined;
  if (comment?.status !== undefined) return editVeiled(operation, stamp, scene, comment);
  if (!comment || !conversation || status === undefined) return factOf(operation, stamp);
  // A conversation goes out of sight with what its own author wrote last; of others it stays, empty.
  const isLast = comment.by === conversation.by && conversation.count === 1;
  const closes: { closes?: Status } = isLast ? { closes: status } : {};
  const { id, comment: rewritten } = operation;
  const about = { ...stamp, type: 'image-chat-updated', id, change: 'comment-revised' } as const;
  const event: FullEvent = { ...about, comment: only(rewritten), status, ...closes };
  const everybody = isLast ? 'gone' : 'removed';
  if (status === 'pending') return takenAway(veiled(event, everybody, comment.by, 'whole'), comment);
  // In the author's eyes it waits, like everybody's who is read first, or nothing happened but an edit.
  const [look, shown] = actor.premoderated
    ? (['revised', 'pending'] as const)
    : (['edited', 'public'] as const);
  return takenAway(veiled(event, everybody, comment.by, look, shown), comment);
}

/** What is out of sight stays so; an author who is read first sees it wait again. */
function editVeiled(
  operation: Operations['edit-comment'],
  stamp: Stamp,
  scene: Scene,
  { shown: before }: KeptComment,
): KeptEvent {
  const shown = scene.actor.premoderated && before === 'public' ? 'pending' : before;
  return aside(factOf(operation, stamp), scene, shown === before ? 'whole' : 'revised', shown);
}

function react(operation: Operations['react'], stamp: Stamp, scene: Scene): KeptEvent {
  const { comment, conversation } = scene;
  const event = factOf(operation, stamp);
  return comment?.status === undefined
    ? withinVeil(event, conversation)
    : aside(event, scene, 'whole', comment.shown);
}

/** Tells what is left of the comment, and not who went. */
function forgetPerson(operation: Operations['forget-person'], stamp: Stamp, scene: Scene): KeptEvent {
  const { comment, conversation } = scene;
  const event = factOf(operation, stamp);
  if (!comment || event.type !== 'image-chat-updated' || event.change !== 'person-forgotten') return event;
  const { text, body, reactions } = withoutPerson(comment, personIn(comment, operation.person));
  const left = { id: comment.id, text, ...(body ? { body } : {}), ...(reactions ? { reactions } : {}) };
  const told: FullEvent = { ...event, comment: left };
  return comment.status === undefined
    ? withinVeil(told, conversation)
    : aside(told, scene, 'whole', comment.shown);
}

function deleteComment(operation: Operations['delete-comment'], stamp: Stamp, scene: Scene): KeptEvent {
  const { comment } = scene;
  if (comment?.status === undefined) return factOf(operation, stamp);
  const { id, comment: about } = operation;
  const event = { ...stamp, type: 'image-chat-updated', id, change: 'comment-discarded' } as const;
  const look = comment.shown === 'public' ? 'removed' : 'whole';
  return aside({ ...event, comment: { id: about.id } }, scene, look, comment.shown);
}
