import { ACCESS } from '@imagechat/core/access';
import type { Identity } from '@imagechat/core/ports/identity';
import type { Action } from '@imagechat/protocol/actor';

/** All that changes something. */
const WRITING = (Object.keys(ACCESS) as Action[]).filter((action) => action !== 'read');

/** The same identity on a server that changes nothing: everybody may look, and pages know from the first frame on that this is all (`rights` of hello). */
export function readingIdentity(identity: Identity): Identity {
  return {
    async identify(claim) {
      const who = await identity.identify(claim);
      return who.ok ? { ...who, actor: { ...who.actor, withheld: WRITING } } : who;
    },
    forget: (tenantId) => identity.forget(tenantId),
  };
}
