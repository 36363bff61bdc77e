import { CLOSE, type CloseCode } from '@imagechat/protocol/close-codes';
import type { MessageUp } from '@imagechat/protocol/messages';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';

/** What names the request a frame makes, for its refusal. */
export function requestOf(message: MessageUp): { broadcastId?: string; ref?: number } {
  if (message.t === 'submit') return { broadcastId: message.operation.broadcastId };
  return 'ref' in message ? { ref: message.ref } : {};
}

/** The code a connection is closed with whose hello is refused. */
export function closeCodeOf({ code }: Refusal): CloseCode {
  switch (code) {
    case 'invalid-tenant':
      return CLOSE.invalidTenant;
    case 'domain-unauthorized':
      return CLOSE.domainUnauthorized;
    case 'banned':
      return CLOSE.banned;
    case 'invalid-token':
      return CLOSE.tokenExpired;
    default:
      return CLOSE.busy;
  }
}

/** The refusal of a request about an image by a number that means none on this connection. */
export function notSubscribed(): Refusal {
  return refuse('not-subscribed', 'Subscribe to the image first; its number is in the answer.');
}
