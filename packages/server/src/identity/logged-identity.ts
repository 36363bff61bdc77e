import type { Identity } from '@imagechat/core/ports/identity';
import type { Log } from '@imagechat/core/ports/log';

/**
 * The same identity; who was not let in is logged, with the code alone: nothing of what was brought, and not where it came from. At `info`, so
 * that nobody fills the log of an operator who did not ask for it.
 */
export function loggedIdentity(identity: Identity, log: Log): Identity {
  return {
    async identify(claim) {
      const who = await identity.identify(claim);
      if (!who.ok) log('info', 'not-let-in', { code: who.refusal.code, browser: claim.origin !== null });
      return who;
    },
    forget: (tenantId) => identity.forget(tenantId),
  };
}
