import type { ActorKind } from '@imagechat/protocol/actor';
import type { Actor } from './access.ts';

/** What is done about people and images beside talking. */
export type Administration =
  | 'ban'
  | 'sign-out'
  | 'set-image-groups'
  | 'rename-image'
  | 'export-person'
  | 'erase-person'
  | 'read-audit'
  | 'export-tenant'
  | 'import-tenant';

/** Who may do it: the rest of the permission table. */
export const ADMINISTRATION: Readonly<Record<Administration, readonly ActorKind[]>> = {
  ban: ['moderator', 'admin', 'api-key'],
  'sign-out': ['moderator', 'admin', 'api-key'],
  'set-image-groups': ['moderator', 'admin', 'api-key'],
  'rename-image': ['admin', 'api-key'],
  'export-person': ['admin', 'api-key'],
  'erase-person': ['admin', 'api-key'],
  'read-audit': ['admin', 'api-key'],
  'export-tenant': ['api-key'],
  'import-tenant': ['api-key'],
};

/** True when the table lets the actor do this at all. */
export function mayAdminister({ kind }: Actor, what: Administration): boolean {
  return ADMINISTRATION[what].includes(kind);
}

/** True when the actor stands over a person with these rights: moderators do not ban one another, and nobody oneself. */
export function standsOver(
  { id, kind }: Actor,
  subject: { readonly id: string; readonly isAdmin: boolean; readonly isModerator: boolean },
): boolean {
  if (subject.id === id) return false;
  return kind === 'admin' || kind === 'api-key' || !(subject.isAdmin || subject.isModerator);
}
