import { createHmac } from 'node:crypto';
import type { Lane, Webhook } from '@imagechat/core/ports/webhooks';
import { type KeptEvent, unveiled } from '@imagechat/core/veil';
import { fixedUuid } from '../exchange/fixed-uuid.ts';

/** A message to a webhook as it is posted. */
export interface WebhookMessage {
  /** The same for every try of it. */
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

/** The message of an event: as who moderates gets it. */
export function eventMessage(
  { tenantId, urlId, webhook }: Lane,
  event: KeptEvent,
  epoch: string,
): WebhookMessage {
  const id = fixedUuid(`webhook ${tenantId} ${webhook.id} ${urlId} ${epoch} ${event.seq}`);
  return {
    id,
    type: event.type,
    body: bodyOf(id, event.type, tenantId, { urlId, epoch, event: unveiled(event) }),
  };
}

/** A message that only says that it arrives. */
export function testMessage(tenantId: string, id: string): WebhookMessage {
  return { id, type: 'test', body: bodyOf(id, 'test', tenantId, {}) };
}

function bodyOf(id: string, type: string, tenantId: string, more: object): string {
  return JSON.stringify({ id, type, tenantId, ...more });
}

/**
 * What a receiver checks a message by: `sha256=` and the lower-case hex HMAC-SHA256 with the webhook's secret over the timestamp (decimal ms), a dot and the
 * body. Each try is signed anew, so that an old one can be told by its timestamp.
 */
export function messageHeaders(
  { body, id, type }: WebhookMessage,
  { secret }: Pick<Webhook, 'secret'>,
  now: number,
): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${now}.${body}`).digest('hex');
  return {
    'content-type': 'application/json',
    'user-agent': 'ImageChat-Webhook',
    'x-imagechat-delivery': id,
    'x-imagechat-event': type,
    'x-imagechat-timestamp': String(now),
    'x-imagechat-signature': `sha256=${signature}`,
  };
}
