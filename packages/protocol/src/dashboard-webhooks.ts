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

/** How long a judge may think, in ms: at least, at most, and when nobody says. */
export const JUDGE_MS = { least: 200, most: 5000, usual: 2000 } as const;

/** A program that is asked before a comment is public, as it is told; its secret was told once. */
export interface ToldJudge {
  readonly url: string;
  /** What becomes of a comment it says nothing about: public, or waiting for a moderator. */
  readonly fails: 'open' | 'closed';
  readonly mostMs: number;
  readonly active: boolean;
  /** Server time in ms. */
  readonly createdAt: number;
}

/** What it said about one comment; '' for the ids of a test. */
export interface ToldVerdict {
  readonly id: string;
  readonly urlId: string;
  readonly conversationId: string;
  readonly commentId: string;
  /** Server time in ms, and how long it took. */
  readonly at: number;
  readonly tookMs: number;
  readonly outcome: 'approve' | 'hold' | 'spam' | 'failed-open' | 'failed-closed';
  readonly status: number | null;
  /** Why what it said could not be used; '' when it could. */
  readonly why: string;
}

/** The judge and its last verdicts, the newest first, as `GET /dashboard/api/tenants/:tenantId/judge` tells. */
export interface JudgeFile {
  readonly judge: ToldJudge | null;
  readonly verdicts: readonly ToldVerdict[];
}

/** A judge as it is saved; with its secret, told this once, when there is a new one. */
export interface SavedJudge {
  readonly judge: ToldJudge;
  readonly secret?: string;
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
