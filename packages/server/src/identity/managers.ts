import type { Actor } from '@imagechat/core/access';
import { ACTS_AS } from '@imagechat/core/management';
import type { Account, SignedInAccount } from '@imagechat/core/ports/accounts';
import type { Role } from '@imagechat/protocol/dashboard';

/** What an account is in a tenant; undefined when it has nothing to do there. */
export function roleIn({ account, memberships }: SignedInAccount, tenantId: string): Role | undefined {
  if (account.isOwner) return 'owner';
  return memberships.find((each) => each.tenantId === tenantId)?.role;
}

/** The actor id of an account: no other kind of id begins so. */
export function actorIdOf(accountId: string): string {
  return `@${accountId}`;
}

/** Who an account is towards a tenant's images and people. */
export function accountActor(
  { id, name }: Pick<Account, 'id' | 'name'>,
  role: Role,
  tenantId: string,
): Actor {
  return { tenantId, id: actorIdOf(id), kind: ACTS_AS[role], name, groupIds: null, verified: true };
}
