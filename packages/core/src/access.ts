import type { Action, ActorInfo, ActorKind, Reach, Rights } from '@imagechat/protocol/actor';
import type { LocaleCode } from '@imagechat/protocol/locale';
import type { CommentFilter } from './comment-filter.ts';

/** Who asks. Always of one tenant. */
export interface Actor {
  readonly tenantId: string;
  readonly id: string;
  readonly kind: ActorKind;
  /** What others read; empty until the actor gave one. */
  readonly name: string;
  /** The short key of a picture, under which its address is asked for. */
  readonly avatar?: string;
  /** What the tenant wants to stand beside the name. */
  readonly label?: string;
  /** Groups the actor belongs to, null for all of them: which images it may see. */
  readonly groupIds: readonly string[] | null;
  /** True when the tenant proved who it is; anonymous visitors and Simple SSO never are. */
  readonly verified: boolean;
  /** What it writes waits for a moderator before others see it. */
  readonly premoderated?: true;
  /** What it writes is seen by itself and moderators only, and it is not told. */
  readonly shadowed?: true;
  /** What the tenant's settings take from it, whatever its kind may do. */
  readonly withheld?: readonly Action[];
  /** Longest comment here in UTF-16 units, where the tenant wants it shorter than comments can be. */
  readonly commentLength?: number;
  /** So many flags of different people take a comment out of sight until a moderator looks; never without it. */
  readonly flagsToHide?: number;
  /** What of its texts is not for everybody's eyes at once. */
  readonly filter?: CommentFilter;
  /** How many levels of replies the tenant's conversations have; flat without it. */
  readonly replyDepth?: number;
  /** What the tenant wants the widget to speak where the page names no language. */
  readonly locale?: LocaleCode;
}

/**
 * The one permission table: for every action, how far each kind of actor reaches. Whatever it does not allow is
 * refused with `not-allowed`.
 */
export const ACCESS: Readonly<Record<Action, Readonly<Record<ActorKind, Reach>>>> = {
  read: { visitor: 'any', user: 'any', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'create-conversation': { visitor: 'any', user: 'any', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'move-conversation': { visitor: 'own', user: 'own', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'resolve-conversation': { visitor: 'own', user: 'any', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'reopen-conversation': { visitor: 'own', user: 'any', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'delete-conversation': { visitor: 'own', user: 'own', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'add-comment': { visitor: 'any', user: 'any', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'edit-comment': { visitor: 'own', user: 'own', moderator: 'own', admin: 'own', 'api-key': 'any' },
  'delete-comment': { visitor: 'own', user: 'own', moderator: 'any', admin: 'any', 'api-key': 'any' },
  react: { visitor: 'any', user: 'any', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'approve-comment': { visitor: 'no', user: 'no', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'hide-comment': { visitor: 'no', user: 'no', moderator: 'any', admin: 'any', 'api-key': 'any' },
  // Who hides needs not flag.
  'flag-comment': { visitor: 'any', user: 'any', moderator: 'no', admin: 'no', 'api-key': 'any' },
  // Of what was deleted, its own is what an actor deleted itself.
  'restore-comment': { visitor: 'own', user: 'own', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'restore-conversation': { visitor: 'own', user: 'own', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'lock-conversation': { visitor: 'no', user: 'no', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'unlock-conversation': { visitor: 'no', user: 'no', moderator: 'any', admin: 'any', 'api-key': 'any' },
  'disown-conversation': { visitor: 'no', user: 'no', moderator: 'no', admin: 'any', 'api-key': 'any' },
  'forget-person': { visitor: 'no', user: 'no', moderator: 'no', admin: 'any', 'api-key': 'any' },
  upload: { visitor: 'any', user: 'any', moderator: 'any', admin: 'any', 'api-key': 'any' },
};

/** The row of the table for one kind of actor, as its client is told. */
export function rightsOf(kind: ActorKind): Rights {
  const reach = (action: Action): Reach => ACCESS[action][kind];
  return {
    read: reach('read'),
    'create-conversation': reach('create-conversation'),
    'move-conversation': reach('move-conversation'),
    'resolve-conversation': reach('resolve-conversation'),
    'reopen-conversation': reach('reopen-conversation'),
    'delete-conversation': reach('delete-conversation'),
    'add-comment': reach('add-comment'),
    'edit-comment': reach('edit-comment'),
    'delete-comment': reach('delete-comment'),
    react: reach('react'),
    'approve-comment': reach('approve-comment'),
    'hide-comment': reach('hide-comment'),
    'flag-comment': reach('flag-comment'),
    'restore-comment': reach('restore-comment'),
    'restore-conversation': reach('restore-conversation'),
    'lock-conversation': reach('lock-conversation'),
    'unlock-conversation': reach('unlock-conversation'),
    'disown-conversation': reach('disown-conversation'),
    'forget-person': reach('forget-person'),
    upload: reach('upload'),
  };
}

/** What an actor's own client is told of it. */
export function actorInfo(actor: Actor): ActorInfo {
  const { id, kind, name, avatar, label, locale, verified, withheld = [] } = actor;
  const taken = Object.fromEntries(withheld.map((action) => [action, 'no' as const]));
  return {
    id,
    kind,
    name,
    rights: { ...rightsOf(kind), ...taken },
    ...(avatar === undefined ? {} : { avatar }),
    ...(label === undefined ? {} : { label }),
    ...(verified ? { verified } : {}),
    ...(locale === undefined ? {} : { locale }),
  };
}

/**
 * True when an actor's groups let it see an image of these groups (CONTRACT §4): null is everyone, none is nobody, else they must have one in
 * common; an actor whose groups are null has all of them. Who moderates sees every image, else nobody could open one again.
 */
export function sees({ kind, groupIds }: Actor, groups: readonly string[] | null): boolean {
  if (groups === null || kind === 'moderator' || kind === 'admin' || kind === 'api-key') return true;
  if (groups.length === 0) return false;
  return groupIds === null || groupIds.some((group) => groups.includes(group));
}

/** True when the table, and what is withheld from the actor, let it do this to something made by `madeBy`, an actor id. */
export function may(actor: Actor, action: Action, madeBy: string): boolean {
  if (actor.withheld?.includes(action)) return false;
  const reach = ACCESS[action][actor.kind];
  return reach === 'any' || (reach === 'own' && madeBy === actor.id);
}
