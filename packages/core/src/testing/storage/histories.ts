import type { Operation } from '@imagechat/protocol/catalog';
import fc from 'fast-check';
import type { Actor } from '../../access.ts';
import { type Eyes, PUBLIC } from '../../eyes.ts';
import type { Submission } from '../../ports/storage.ts';
import { actor, freshId } from '../builders.ts';

/** One random submission: small pools, so that ids, places and broadcastIds meet often. */
export interface Draw {
  readonly type: Operation['type'];
  readonly tenant: number;
  readonly picture: number;
  readonly actor: number;
  readonly conversation: number;
  readonly comment: number;
  readonly broadcast: number;
  readonly bare: boolean;
}

const TYPES: readonly Operation['type'][] = [
  'create-conversation',
  'add-comment',
  'edit-comment',
  'move-conversation',
  'resolve-conversation',
  'reopen-conversation',
  'delete-comment',
  'delete-conversation',
  'react',
  'approve-comment',
  'hide-comment',
  'restore-comment',
  'restore-conversation',
  'lock-conversation',
  'unlock-conversation',
  'disown-conversation',
  'forget-person',
  'flag-comment',
];

/** A moderator, somebody ordinary, one who is read first, one whose bans nobody tells them, and one who is both. */
const ACTORS: readonly Pick<Actor, 'id' | 'kind' | 'avatar' | 'premoderated' | 'shadowed' | 'flagsToHide'>[] =
  [
    { id: 'actor-0', kind: 'moderator', avatar: 'moderator-0' },
    { id: 'actor-1', kind: 'visitor' },
    { id: 'actor-2', kind: 'user', premoderated: true, avatar: 'abcdefghij_' },
    { id: 'actor-3', kind: 'visitor', shadowed: true },
    { id: 'actor-4', kind: 'visitor', premoderated: true, shadowed: true },
    // Nobody is on such a list for ever.
    { id: 'actor-2', kind: 'user' },
    { id: 'actor-3', kind: 'visitor' },
    { id: 'actor-0', kind: 'admin' },
    // Two flags are enough here, when this one gives the second.
    { id: 'actor-5', kind: 'user', flagsToHide: 2 },
    { id: 'actor-1', kind: 'visitor', flagsToHide: 1 },
  ];

/** All there are to look through. */
export const EYES: readonly Eyes[] = [
  PUBLIC,
  { kind: 'moderators' },
  ...Array.from(new Set(ACTORS.map(({ id }) => id)), (id) => ({ kind: 'author', id }) as const),
];

const draw = fc.record<Draw>({
  type: fc.constantFrom(
    ...TYPES.slice(0, 2),
    ...TYPES.slice(0, 3),
    ...TYPES.slice(9, 12),
    ...TYPES.slice(8, 13),
    ...TYPES.slice(-1),
    ...TYPES,
  ),
  tenant: fc.nat(1),
  picture: fc.nat(1),
  actor: fc.nat(ACTORS.length - 1),
  conversation: fc.nat(3),
  comment: fc.nat(6),
  broadcast: fc.nat(24),
  bare: fc.boolean(),
});

/** Groups of submissions, one after the other. */
export const groups = fc.array(fc.array(draw, { minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 8,
});

/** The same about two conversations of one image, each with comments of its own, so that little is in vain and much comes to light. */
export const talks = fc.array(
  fc.array(
    draw.map((each) => {
      const conversation = each.conversation % 2;
      return { ...each, tenant: 0, picture: 0, conversation, comment: conversation * 3 + (each.comment % 3) };
    }),
    { minLength: 2, maxLength: 10 },
  ),
  { minLength: 3, maxLength: 10, size: 'max' },
);

/** What a draw asks in a world of its own. */
export function submissionOf(world: string, each: Draw): Submission {
  const tenantId = `${world}-${each.tenant}`;
  const who = ACTORS[each.actor] ?? { id: '', kind: 'visitor' };
  const by = actor({
    tenantId,
    name: `Name of ${who.id}`,
    avatar: `face-of-${who.id}`,
    replyDepth: 2,
    ...who,
  });
  return {
    image: { tenantId, urlId: `picture-${each.picture}` },
    actor: by,
    site: '',
    operation: operationOf(each),
  };
}

function operationOf(each: Draw): Operation {
  const broadcastId = each.broadcast < 6 ? `00000000-0000-7000-8000-00000000000${each.broadcast}` : freshId();
  const id = `conversation-${each.conversation}`;
  const who = ACTORS[each.actor]?.id ?? '';
  const comment = {
    id: `comment-${each.comment}`,
    // Every third text has marks, and mentions somebody who may be known.
    text: each.broadcast % 3 === 0 ? `**text** of @Name of ${who}` : `text ${each.broadcast}`,
    ...(each.broadcast % 3 === 0 ? { mentions: [{ id: who, name: `Name of ${who}` }] } : {}),
  };
  const place = { x: each.comment * 12.3456, y: each.broadcast };
  switch (each.type) {
    case 'create-conversation':
      return { type: each.type, broadcastId, id, ...place, ...(each.bare ? {} : { comment }) };
    case 'move-conversation':
      return { type: each.type, broadcastId, id, ...place, ...(each.bare ? { undoes: each.comment } : {}) };
    case 'add-comment': {
      const answers = each.bare ? { replyTo: `comment-${each.broadcast % 7}` } : {};
      return { type: each.type, broadcastId, id, comment: { ...comment, ...answers } };
    }
    case 'edit-comment':
      return { type: each.type, broadcastId, id, comment };
    case 'react': {
      const emoji = each.broadcast % 2 === 0 ? '👍' : '🎉';
      return { type: each.type, broadcastId, id, comment: { id: comment.id }, emoji, on: !each.bare };
    }
    case 'delete-comment':
    case 'approve-comment':
    case 'restore-comment':
    case 'flag-comment':
      return { type: each.type, broadcastId, id, comment: { id: comment.id } };
    case 'forget-person':
      return { type: each.type, broadcastId, id, comment: { id: comment.id }, person: who };
    case 'hide-comment': {
      const as = each.bare ? 'spam' : each.broadcast % 3 === 1 ? 'pending' : 'hidden';
      return { type: each.type, broadcastId, id, comment: { id: comment.id }, as };
    }
    case 'resolve-conversation':
    case 'reopen-conversation':
    case 'delete-conversation':
    case 'restore-conversation':
    case 'lock-conversation':
    case 'unlock-conversation':
    case 'disown-conversation':
      return { type: each.type, broadcastId, id };
  }
}
