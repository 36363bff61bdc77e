import type { FullEvent } from './catalog.ts';

/** What a webhook can be told of. */
export const WEBHOOK_EVENTS = [
  'new-image-chat',
  'image-chat-updated',
  'deleted-image-chat',
] as const satisfies readonly FullEvent['type'][];

/** One of {@link WEBHOOK_EVENTS}. */
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** A webhook as `GET /dashboard/api/tenants/:tenantId/webhooks` tells; its secret was told once. */
export interface ToldWebhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly active: boolean;
  /** Server time in ms. */
  readonly createdAt: number;
}

/** A webhook as it is made, or with a new secret, told this once. */
export interface MadeWebhook {
  readonly webhook: ToldWebhook;
  readonly secret: string;
}

/** What was sent to a webhook and what came of it. */
export interface ToldDelivery {
  readonly id: string;
  /** '' for a test. */
  readonly urlId: string;
  /** 0 for a test. */
  readonly seq: number;
  readonly type: WebhookEvent | 'test';
  /** Server time in ms of the last try. */
  readonly at: number;
  readonly tries: number;
  /** There, to be tried again, given up, or its event was not in the log any more. */
  readonly outcome: 'delivered' | 'waiting' | 'given-up' | 'lost';
  /** What was answered; a status of null is no answer. */
  readonly status: number | null;
  readonly answer: string;
  /** Server time in ms of the next try; null when there is none. */
  readonly nextAt: number | null;
}
