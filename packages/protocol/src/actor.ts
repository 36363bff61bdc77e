/**
 * What an actor may be. `visitor` is anonymous, or named by the page without proof; `user` is known to the tenant; `api-key` is a tenant's own
 * program. What each may do stands in core's permission table.
 */
export type ActorKind = 'visitor' | 'user' | 'moderator' | 'admin' | 'api-key';

/** What can be asked for: reading an image, every operation by its name, and uploading a picture. */
export type Action =
  | 'read'
  | 'create-conversation'
  | 'move-conversation'
  | 'resolve-conversation'
  | 'reopen-conversation'
  | 'delete-conversation'
  | 'add-comment'
  | 'edit-comment'
  | 'delete-comment'
  | 'react'
  | 'approve-comment'
  | 'hide-comment'
  | 'flag-comment'
  | 'restore-comment'
  | 'restore-conversation'
  | 'lock-conversation'
  | 'unlock-conversation'
  | 'disown-conversation'
  | 'forget-person'
  | 'upload';

/** How far an actor reaches: `no` not at all; `own` what one made oneself; `any` everybody's. */
export type Reach = 'no' | 'own' | 'any';

/** An actor's row of the permission table, told to its client so that it offers only what would be accepted. */
export type Rights = Readonly<Record<Action, Reach>>;

/** An actor as told to its own client: who you are on this session. `id` is empty without a token, `name` until one is given. */
export interface ActorInfo {
  readonly id: string;
  readonly kind: ActorKind;
  readonly name: string;
  readonly rights: Rights;
  /** The short key of one's picture, if there is one. */
  readonly avatar?: string;
  /** What the tenant puts beside the name, if anything. */
  readonly label?: string;
  /** Set when the tenant proved who one is. */
  readonly verified?: boolean;
  /** What the tenant wants the widget to speak where the page names no language, such as `de_de`. */
  readonly locale?: string;
}

/** Longest display name in UTF-16 code units. */
export const MAX_NAME_LENGTH = 80;

/** True when these rights allow the action on a subject made by `madeBy` (an actor id; one's own for actions without a subject). */
export function allows(actor: ActorInfo, action: Action, madeBy: string = actor.id): boolean {
  const reach = actor.rights[action];
  return reach === 'any' || (reach === 'own' && madeBy === actor.id);
}
