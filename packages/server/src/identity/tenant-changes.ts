import type { Hub } from '@imagechat/core/hub';
import type { Log } from '@imagechat/core/ports/log';
import type { TenantStore } from '@imagechat/core/ports/tenants';
import type { KnownTenants } from './known-tenants.ts';

/** What following changes needs. */
export interface ChangeParts {
  readonly known: Pick<KnownTenants, 'look' | 'find'>;
  readonly tenants: Pick<TenantStore, 'remove'>;
  readonly hub: () => Pick<Hub, 'tenantIds' | 'revoke'>;
  /** Told that something of any tenant was changed, by whichever process. Never rejects. */
  readonly changed?: () => Promise<void>;
  readonly log: Log;
}

/**
 * What to do at every pulse so that live connections follow what another process changed, the command line above all: they are looked at again when
 * anything of any tenant was changed. What was still written here for a tenant that was removed meanwhile is removed too. Never rejects.
 */
export function tenantChanges({ changed: told, known, tenants, hub, log }: ChangeParts): () => Promise<void> {
  // Looked at before anybody can connect: who came before the first pulse follows, too.
  let seen = known.look();
  return async () => {
    try {
      const before = await seen;
      seen = known.look();
      const version = await seen;
      const changed = before !== undefined && version !== before;
      if (changed) await told?.();
      for (const tenantId of changed ? hub().tenantIds() : []) {
        hub().revoke({ tenantId });
        if (tenantId !== '' && !(await known.find(tenantId))) await tenants.remove(tenantId);
      }
    } catch (error) {
      log('warn', 'changes-not-followed', { error: String(error) });
    }
  };
}
