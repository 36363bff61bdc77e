import { type Delivery, KEPT_DELIVERIES, type Lane, type Webhook } from '@imagechat/core/ports/webhooks';
import type { KeptEvent } from '@imagechat/core/veil';
import { eventOf } from '../queries/events.ts';
import {
  deliveryOf,
  laneOf,
  rowOfDelivery,
  rowOfWebhook,
  webhookQueries,
  webhooksOf,
} from '../queries/webhooks.ts';
import type { Connection, PreparedAll, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';

type Queries = PreparedAll<ReturnType<typeof webhookQueries>>;

/** Reads webhooks. What it returns is what their port says. */
export class WebhookReader {
  readonly #queries: Queries;

  constructor(connection: Connection) {
    this.#queries = connection.prepareAll(webhookQueries(sqliteBuilder));
  }

  list(tenantId: string): readonly Webhook[] {
    return webhooksOf(this.#queries.list.all({ tenantId }));
  }

  hooked(): readonly string[] {
    return this.#queries.hooked
      .all({})
      .map((row) => row.tenant_id)
      .sort();
  }

  events({ seq, tenantId, urlId }: Lane, most: number): readonly KeptEvent[] {
    const image = this.#queries.image.first({ tenantId, urlId });
    return image ? this.#queries.events.all({ tenantId, imageId: image.id, seq, most }).map(eventOf) : [];
  }

  deliveries(tenantId: string, webhookId: string, most: number): readonly Delivery[] {
    return this.#queries.newest.all({ tenantId, webhookId, most }).map(deliveryOf);
  }
}

/** Changes webhooks and how far they were told. What it returns is what their port says. */
export class WebhookWriter {
  readonly #transaction: Transaction;
  readonly #queries: Queries;

  constructor(connection: Connection, transaction: Transaction) {
    this.#transaction = transaction;
    this.#queries = connection.prepareAll(webhookQueries(sqliteBuilder));
  }

  /** Opens the lanes of an image's first new event; within the transaction that writes it. */
  touch(tenantId: string, imageId: number, seq: number, at: number): void {
    for (const { id: webhookId } of this.#queries.active.all({ tenantId }))
      this.#queries.touch.run({ tenantId, webhookId, imageId, seq, at });
  }

  put(tenantId: string, webhook: Webhook): void {
    this.#transaction(() => this.#queries.put.run(rowOfWebhook(tenantId, webhook)));
  }

  remove(tenantId: string, id: string): boolean {
    return this.#transaction(() => {
      this.#queries.removeLanes.run({ tenantId, id });
      this.#queries.removeDeliveries.run({ tenantId, id });
      return this.#queries.remove.first({ tenantId, id }) !== undefined;
    });
  }

  claim(now: number, until: number, most: number): readonly Lane[] {
    return this.#transaction(() => {
      const rows = this.#queries.due.all({ now, most });
      for (const row of rows)
        this.#queries.wait.run({
          ...{ tenantId: row.tenant_id, webhookId: row.id, imageId: row.image_id },
          nextAt: until,
        });
      return rows.map(laneOf);
    });
  }

  advance({ tenantId, urlId, webhook }: Lane, seq: number): boolean {
    return this.#transaction(() => {
      const image = this.#queries.image.first({ tenantId, urlId });
      if (!image) return false;
      const key = { tenantId, webhookId: webhook.id, imageId: image.id };
      if (seq <= image.head) return this.#queries.move.first({ ...key, seq }) !== undefined;
      this.#queries.end.run(key);
      return false;
    });
  }

  postpone({ tenantId, urlId, webhook }: Lane, tries: number, nextAt: number): void {
    this.#transaction(() => {
      const image = this.#queries.image.first({ tenantId, urlId });
      if (image)
        this.#queries.postpone.run({ tenantId, webhookId: webhook.id, imageId: image.id, tries, nextAt });
    });
  }

  note(tenantId: string, webhookId: string, delivery: Delivery): void {
    this.#transaction(() => {
      this.#queries.note.run(rowOfDelivery(tenantId, webhookId, delivery));
      const last = this.#queries.lastKept.first({ tenantId, webhookId, skipped: KEPT_DELIVERIES - 1 });
      if (last) this.#queries.forget.run({ tenantId, webhookId, before: last.at });
    });
  }
}
