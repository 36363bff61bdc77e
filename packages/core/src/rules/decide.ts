import type { Operation, OperationType, Operations, Stamp } from '@imagechat/protocol/catalog';
import { imageKeyText } from '@imagechat/protocol/ids';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { may, sees } from '../access.ts';
import { commentSeen, eyesOf } from '../eyes.ts';
import { mayNotSee } from '../image-access.ts';
import {
  type Decide,
  type ImageWrite,
  type Loaded,
  type Outcome,
  type Submission,
  idsMade,
  takenKey,
} from '../ports/storage.ts';
import { broughtEvent, refusesBringing } from './bring.ts';
import {
  addComment,
  approveComment,
  deleteComment,
  editComment,
  flagComment,
  forgetPerson,
  hideComment,
  restoreComment,
} from './comment.ts';
import {
  createConversation,
  deleteConversation,
  disownConversation,
  lockConversation,
  moveConversation,
  reopenConversation,
  resolveConversation,
  restoreConversation,
  unlockConversation,
} from './conversation.ts';
import { createdBy } from './created.ts';
import { ImageDraft } from './draft.ts';
import { factFor } from './facts.ts';
import { react } from './reaction.ts';
import { asRead } from './reading.ts';
import type { Rule, RuleContext } from './rule.ts';
import type { Scene } from './veiling.ts';

/** The rule of every operation; the compiler asks for one per operation. */
export const rules: { readonly [Type in OperationType]: Rule<Operations[Type]> } = {
  'create-conversation': createConversation,
  'move-conversation': moveConversation,
  'resolve-conversation': resolveConversation,
  'reopen-conversation': reopenConversation,
  'delete-conversation': deleteConversation,
  'add-comment': addComment,
  'edit-comment': editComment,
  'delete-comment': deleteComment,
  react,
  'approve-comment': approveComment,
  'hide-comment': hideComment,
  'flag-comment': flagComment,
  'restore-comment': restoreComment,
  'restore-conversation': restoreConversation,
  'lock-conversation': lockConversation,
  'unlock-conversation': unlockConversation,
  'disown-conversation': disownConversation,
  'forget-person': forgetPerson,
};

/** How long what was deleted can be brought back, in ms (N1). */
export const KEPT_MS = 30 * 24 * 3600 * 1000;

/**
 * Decides a group in its order, each operation seeing what those before it changed. Every accepted operation becomes exactly one
 * event with the next seq of its image (O1); a broadcastId accepted before, also within the group, gets the first
 * answer again (O2). Pure.
 */
export const decide: Decide = (loaded, group, now) => {
  const drafts = new Map<string, ImageDraft>();
  const taken = new Set(loaded.taken);
  const outcomes = group.map((submission) =>
    decideOne(submission, draftOf(submission, loaded, drafts), taken, loaded, now),
  );
  const keys = [...drafts.keys()].sort();
  const writes = keys
    .map((key) => drafts.get(key)?.write())
    .filter((write): write is ImageWrite => write !== undefined);
  return { outcomes, writes, created: createdBy(group, outcomes) };
};

function draftOf(submission: Submission, loaded: Loaded, drafts: Map<string, ImageDraft>): ImageDraft {
  const key = imageKeyText(submission.image);
  const known = drafts.get(key);
  if (known) return known;
  const image = loaded.images.get(key);
  // Storage owes an entry per image of the group; without one, deciding on empty rows would overwrite real ones.
  if (!image) throw new Error(`storage loaded nothing for an image of the group`);
  const draft = new ImageDraft(submission.image, submission.facts ?? {}, image);
  drafts.set(key, draft);
  return draft;
}

function decideOne(
  submission: Submission,
  draft: ImageDraft,
  taken: Set<string>,
  loaded: Loaded,
  now: number,
): Outcome {
  const { actor, image, operation } = submission;
  if (actor.tenantId !== image.tenantId) {
    return { accepted: false, refusal: refuse('not-allowed', 'This image belongs to another tenant.') };
  }
  if (!may(actor, 'read', actor.id) || !sees(actor, draft.groups))
    return { accepted: false, refusal: mayNotSee() };
  const answer = draft.answer(actor.id, operation.broadcastId);
  if (answer) return { accepted: true, cursor: { epoch: loaded.epoch, seq: answer.seq }, at: answer.at };
  const context = contextOf(submission, draft, taken, now);
  const { brings } = submission;
  const closed = draft.isClosed && !brings ? unlessClosed(operation, context) : undefined;
  const refusal = brings ? refusesBringing(operation, context) : (closed ?? judge(operation, context));
  if (refusal) return { accepted: false, refusal };
  const stamp: Stamp = {
    seq: draft.nextSeq,
    broadcastId: operation.broadcastId,
    at: now,
    by: actor.id,
    name: actor.name,
    ...(actor.avatar === undefined ? {} : { avatar: actor.avatar }),
  };
  const event = brings
    ? broughtEvent(operation, stamp, context.conversation(operation.id), brings)
    : asRead(factFor(operation, stamp, sceneOf(submission, draft)), operation, context);
  draft.apply(event);
  for (const [kind, id] of idsMade(operation)) taken.add(takenKey(kind, actor.tenantId, id));
  return { accepted: true, cursor: { epoch: loaded.epoch, seq: stamp.seq }, at: now, event };
}

function contextOf(
  { actor, image }: Submission,
  draft: ImageDraft,
  taken: Set<string>,
  now: number,
): RuleContext {
  const eyes = eyesOf(actor);
  const kept = <Item extends { readonly at: number }>(deleted: Item | undefined): Item | undefined =>
    deleted && now - deleted.at <= KEPT_MS ? deleted : undefined;
  return {
    actor,
    conversation: (id) => draft.conversation(id, eyes),
    comment: (conversationId, id) => {
      const comment = draft.conversation(conversationId, eyes) && draft.comment(conversationId, id);
      return comment && commentSeen(comment, eyes) ? comment : undefined;
    },
    deletedConversation: (id) => kept(draft.deletedConversation(id)),
    deletedComment: (conversationId, id) =>
      draft.conversation(conversationId, eyes) && kept(draft.deletedComment(conversationId, id)),
    person: (id) => draft.person(id),
    taken: (kind, id) => taken.has(takenKey(kind, image.tenantId, id)),
  };
}

/** On an image that is closed for comments only moderators write and start conversations. */
function unlessClosed(operation: Operation, { actor }: RuleContext): Refusal | undefined {
  const writes = operation.type === 'create-conversation' || textOf(operation) !== '';
  if (!writes || may(actor, 'lock-conversation', '')) return undefined;
  return refuse('locked', 'This picture is closed for comments.');
}

function judge(operation: Operation, context: RuleContext): Refusal | undefined {
  const { name, commentLength = Number.POSITIVE_INFINITY } = context.actor;
  if (name === '') return refuse('name-needed', 'Say your name first.');
  if (textOf(operation).length > commentLength)
    return refuse('comment-too-big', `A comment can have at most ${commentLength} characters here.`);
  // The map's type ties each rule to its operation; a union index cannot express that correlation.
  const rule = rules[operation.type] as Rule<Operation>;
  return rule(operation, context);
}

/** The rows an operation names, once it is permitted; for what comes back they are the deleted ones. */
function sceneOf({ actor, operation }: Submission, draft: ImageDraft): Scene {
  const { id } = operation;
  if (operation.type === 'restore-conversation') {
    return { actor, conversation: draft.deletedConversation(id)?.row, comment: undefined, deleted: true };
  }
  const conversation = draft.conversation(id, { kind: 'moderators' });
  const commentId = 'comment' in operation ? operation.comment?.id : undefined;
  if (commentId === undefined) return { actor, conversation, comment: undefined, deleted: false };
  const back = operation.type === 'restore-comment' ? draft.deletedComment(id, commentId)?.row : undefined;
  const comment = back ?? draft.comment(id, commentId);
  const replyTo = operation.type === 'add-comment' ? operation.comment.replyTo : undefined;
  const parent = replyTo === undefined ? undefined : draft.comment(id, replyTo);
  return { actor, conversation, comment, parent, deleted: back !== undefined };
}

/** What an operation writes; empty for one that writes nothing. */
export function textOf(operation: Operation): string {
  switch (operation.type) {
    case 'create-conversation':
      return operation.comment?.text ?? '';
    case 'add-comment':
    case 'edit-comment':
      return operation.comment.text;
    default:
      return '';
  }
}
