import type { FullEvent } from '@imagechat/protocol/catalog';
import type { KeptEvent } from '../veil.ts';

/** Somebody's address that is told what happens on a tenant's images. */
export interface Webhook {
  readonly id: string;
  /** Where it is told, by POST. */
  readonly url: string;
  /** What is sent is signed with it. */
  readonly secret: string;
  /** What it is told of. */
  readonly events: readonly FullEvent['type'][];
  readonly active: boolean;
  /** Server time in ms. */
  readonly createdAt: number;
}

/** One image's events on their way to one webhook: they go one after the other, so each hears of an image in its order. */
export interface Lane {
  readonly tenantId: string;
  readonly webhook: Webhook;
  readonly urlId: string;
  /** The seq that is next. */
  readonly seq: number;
  /** How often that one was tried. */
  readonly tries: number;
}

/** What became of a delivery: it is there, is tried again, was given up, or its event was not in the log any more. */
export type DeliveryOutcome = 'delivered' | 'waiting' | 'given-up' | 'lost';

/** One event on its way to a webhook, as the log of deliveries has it. What was sent is the image's log to say, so that what is taken out there is gone here. */
export interface Delivery {
  /** The same for every try. */
  readonly id: string;
  /** '' for a test. */
  readonly urlId: string;
  /** 0 for a test. */
  readonly seq: number;
  readonly type: FullEvent['type'] | 'test';
  /** Server time in ms of the last try. */
  readonly at: number;
  readonly tries: number;
  readonly outcome: DeliveryOutcome;
  /** The status that was answered; null when nothing was. */
  readonly status: number | null;
  /** The beginning of what was answered, or what went wrong. */
  readonly answer: string;
  /** Server time in ms; null when it is not tried again. */
  readonly nextAt: number | null;
}

/** How many deliveries of a webhook are kept; the oldest go. */
export const KEPT_DELIVERIES = 200;

/**
 * Webhooks, durable, and how far each was told of each image. Where a lane stands is written in the transaction that writes an image's events, so that none is
 * forgotten. Methods reject only when the engine cannot read or write; what changes something resolves once it is on disk.
 */
export interface WebhookStore {
  /** A tenant's, oldest first. */
  list(tenantId: string): Promise<readonly Webhook[]>;
  /** Adds one or takes the place of the one with its id. */
  put(tenantId: string, webhook: Webhook): Promise<void>;
  /** Takes one away with its lanes and deliveries. False when there was none. */
  remove(tenantId: string, id: string): Promise<boolean>;
  /** The tenants that have an active one. */
  hooked(): Promise<readonly string[]>;
  /** Lanes that are due at `now`, the longest waiting first; until `until` nobody else gets them. Times in ms. */
  claim(now: number, until: number, most: number): Promise<readonly Lane[]>;
  /** The events of a lane's image that its log has from the lane's seq on. */
  events(lane: Lane, most: number): Promise<readonly KeptEvent[]>;
  /** Makes `seq` the next one, never tried. False when the log ends before it: then the lane is gone, and begins anew with the image's next event. */
  advance(lane: Lane, seq: number): Promise<boolean>;
  /** Lets go of a lane until `nextAt`, in ms. */
  postpone(lane: Lane, tries: number, nextAt: number): Promise<void>;
  /** Writes a delivery down, in the place of an earlier try of it. */
  note(tenantId: string, webhookId: string, delivery: Delivery): Promise<void>;
  /** The newest first. */
  deliveries(tenantId: string, webhookId: string, most: number): Promise<readonly Delivery[]>;
}
