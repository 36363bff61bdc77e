import type { Claim, Identification, Identity } from '@imagechat/core/ports/identity';
import type { Requester } from '../requester.ts';

/**
 * Says who sent a request, by its `Authorization: Bearer` token. Refusals: those of the identity port; any other kind of authorization
 * is an `invalid-token`.
 */
export function whoAsks(
  identity: Identity,
  request: Request,
  from: Requester,
  tenantId: string,
): Promise<Identification> {
  const { address, origin, ownOrigin } = from;
  const token = bearer(request.headers.get('authorization'));
  const claim: Claim = { tenantId, address, origin, ownOrigin, ...(token === undefined ? {} : { token }) };
  return identity.identify(claim);
}

function bearer(header: string | null): string | undefined {
  if (header === null) return undefined;
  return /^Bearer +([^ ]{1,4096})$/i.exec(header.trim())?.[1] ?? '';
}
