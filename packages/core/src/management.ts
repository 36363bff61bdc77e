import type { ActorKind } from '@imagechat/protocol/actor';
import type { Role } from '@imagechat/protocol/dashboard';

/** What is done in the dashboard about a tenant. */
export type Management =
  | 'see-usage'
  | 'moderate'
  | 'read-audit-log'
  | 'see-members'
  | 'invite-moderator'
  | 'invite-admin'
  | 'remove-moderator'
  | 'remove-admin'
  | 'rename-image'
  | 'export-person'
  | 'erase-person'
  | 'export-tenant'
  | 'import-tenant'
  | 'change-tenant'
  | 'add-tenant'
  | 'remove-tenant';

/** Who may do it: the part of the permission table that is about the dashboard's roles. */
export const MANAGEMENT: Readonly<Record<Management, readonly Role[]>> = {
  'see-usage': ['moderator', 'admin', 'owner'],
  moderate: ['moderator', 'admin', 'owner'],
  'read-audit-log': ['admin', 'owner'],
  'see-members': ['admin', 'owner'],
  'invite-moderator': ['admin', 'owner'],
  'invite-admin': ['owner'],
  'remove-moderator': ['admin', 'owner'],
  'remove-admin': ['owner'],
  'rename-image': ['admin', 'owner'],
  'export-person': ['admin', 'owner'],
  'erase-person': ['admin', 'owner'],
  'export-tenant': ['admin', 'owner'],
  'import-tenant': ['admin', 'owner'],
  'change-tenant': ['admin', 'owner'],
  'add-tenant': ['owner'],
  'remove-tenant': ['owner'],
};

/** What each role is for the rest of the table, where it acts on images, comments and people. */
export const ACTS_AS: Readonly<Record<Role, ActorKind>> = {
  owner: 'admin',
  admin: 'admin',
  moderator: 'moderator',
};

/** True when the table lets a role do this. */
export function mayManage(role: Role, what: Management): boolean {
  return MANAGEMENT[what].includes(role);
}
