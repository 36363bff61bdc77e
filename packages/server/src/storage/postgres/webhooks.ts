import { KEPT_DELIVERIES, type WebhookStore } from '@imagechat/core/ports/webhooks';
import { imageKeyText } from '@imagechat/protocol/ids';
import { eventOf } from '../queries/events.ts';
import {
  deliveryOf,
  laneOf,
  rowOfDelivery,
  rowOfWebhook,
  webhookQueries,
  webhooksOf,
} from '../queries/webhooks.ts';
import type { PgDatabase, Work } from './database.ts';
import { postgresBuilder } from './dialect.ts';

const queries = webhookQueries(postgresBuilder);

/** Webhooks in Postgres, whichever process tells them. */
export function postgresWebhooks(database: PgDatabase): WebhookStore {
  return { ...reading(database), ...changing(database), ...telling(database) };
}

function reading(database: PgDatabase): Pick<WebhookStore, 'list' | 'hooked' | 'events' | 'deliveries'> {
  return {
    async list(tenantId) {
      return webhooksOf(await database.read([tenantId], (work) => work.all(queries.list, { tenantId })));
    },
    async hooked() {
      const rows = await database.read('all', (work) => work.all(queries.hooked, {}));
      return rows.map((row) => row.tenant_id).sort();
    },
    events: ({ seq, tenantId, urlId }, most) =>
      database.read([tenantId], async (work) => {
        const image = await work.first(queries.image, { tenantId, urlId });
        if (!image) return [];
        return (await work.all(queries.events, { tenantId, imageId: image.id, seq, most })).map(eventOf);
      }),
    async deliveries(tenantId, webhookId, most) {
      const rows = await database.read([tenantId], (work) =>
        work.all(queries.newest, { tenantId, webhookId, most }),
      );
      return rows.map(deliveryOf);
    },
  };
}

function changing(database: PgDatabase): Pick<WebhookStore, 'put' | 'remove' | 'note'> {
  return {
    put: (tenantId, webhook) =>
      database.write(
        [tenantId],
        async (work) => void (await work.all(queries.put, rowOfWebhook(tenantId, webhook))),
      ),
    remove: (tenantId, id) =>
      database.write([tenantId], async (work) => {
        await work.all(queries.removeLanes, { tenantId, id });
        await work.all(queries.removeDeliveries, { tenantId, id });
        return (await work.first(queries.remove, { tenantId, id })) !== undefined;
      }),
    note: (tenantId, webhookId, delivery) =>
      database.write([tenantId], async (work) => {
        await work.all(queries.note, rowOfDelivery(tenantId, webhookId, delivery));
        const skipped = KEPT_DELIVERIES - 1;
        const last = await work.first(queries.lastKept, { tenantId, webhookId, skipped });
        if (last) await work.all(queries.forget, { tenantId, webhookId, before: last.at });
      }),
  };
}

function telling(database: PgDatabase): Pick<WebhookStore, 'claim' | 'advance' | 'postpone'> {
  return {
    claim: (now, until, most) =>
      database.write('all', async (work) => {
        // One process at a time asks what is due, so none gets what another has.
        await work.raw("select pg_advisory_xact_lock(hashtext('imagechat webhooks'))");
        const rows = await work.all(queries.due, { now, most });
        for (const row of rows)
          await work.all(queries.wait, {
            ...{ tenantId: row.tenant_id, webhookId: row.id, imageId: row.image_id },
            nextAt: until,
          });
        return rows.map(laneOf);
      }),
    advance: ({ tenantId, urlId, webhook }, seq) =>
      database.write([tenantId], async (work) => {
        await lockImage(work, tenantId, urlId);
        const image = await work.first(queries.image, { tenantId, urlId });
        if (!image) return false;
        const key = { tenantId, webhookId: webhook.id, imageId: image.id };
        if (seq <= image.head) return (await work.first(queries.move, { ...key, seq })) !== undefined;
        await work.all(queries.end, key);
        return false;
      }),
    postpone: ({ tenantId, urlId, webhook }, tries, nextAt) =>
      database.write([tenantId], async (work) => {
        const image = await work.first(queries.image, { tenantId, urlId });
        const key = { tenantId, webhookId: webhook.id, imageId: image?.id ?? 0 };
        await work.all(queries.postpone, { ...key, tries, nextAt });
      }),
  };
}

/** Whoever writes events of the image waits, or is waited for: a lane that ends must not overlook one that is just written. */
async function lockImage(work: Work, tenantId: string, urlId: string): Promise<void> {
  await work.raw('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    imageKeyText({ tenantId, urlId }),
  ]);
}
