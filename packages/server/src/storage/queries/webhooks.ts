import type { Delivery, Lane, Webhook } from '@imagechat/core/ports/webhooks';
import { type Arg, type Builder, asGiven, define } from '../query.ts';
import type { WebhookDeliveriesTable, WebhooksTable } from '../schema.ts';

/** Webhooks, how far each was told of each image, and what became of what was sent. */
export function webhookQueries(builder: Builder) {
  return { ...webhooks(builder), ...lanes(builder), ...moves(builder), ...deliveries(builder) };
}

type Row<Table> = { [Column in keyof Table]: Table[Column] };
type Key = { tenantId: string; id: string };

function webhooks({ db }: Builder) {
  const mine = (arg: Arg<{ tenantId: string }>) =>
    db.selectFrom('webhooks').selectAll().where('tenant_id', '=', arg('tenantId'));
  return {
    list: define((arg: Arg<{ tenantId: string }>) => mine(arg)),
    /** Those whose lanes are opened by what happens. */
    active: define((arg: Arg<{ tenantId: string }>) =>
      db.selectFrom('webhooks').select('id').where('tenant_id', '=', arg('tenantId')).where('active', '=', 1),
    ),
    hooked: define(() => db.selectFrom('webhooks').select('tenant_id').distinct().where('active', '=', 1)),
    put: define((arg: Arg<Row<WebhooksTable>>) =>
      db
        .insertInto('webhooks')
        .values({
          tenant_id: arg('tenant_id'),
          id: arg('id'),
          url: arg('url'),
          secret: arg('secret'),
          events: arg('events'),
          active: arg('active'),
          created_at: arg('created_at'),
        })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'id']).doUpdateSet(asGiven('url', 'secret', 'events', 'active')),
        ),
    ),
    remove: define((arg: Arg<Key>) =>
      db
        .deleteFrom('webhooks')
        .where('tenant_id', '=', arg('tenantId'))
        .where('id', '=', arg('id'))
        .returning('id'),
    ),
    removeLanes: define((arg: Arg<Key>) =>
      db
        .deleteFrom('webhook_lanes')
        .where('tenant_id', '=', arg('tenantId'))
        .where('webhook_id', '=', arg('id')),
    ),
    removeDeliveries: define((arg: Arg<Key>) =>
      db
        .deleteFrom('webhook_deliveries')
        .where('tenant_id', '=', arg('tenantId'))
        .where('webhook_id', '=', arg('id')),
    ),
  };
}

type LaneKey = { tenantId: string; webhookId: string; imageId: number };

function lanes({ db }: Builder) {
  return {
    /** Opens a lane with an image's event, unless it is open. */
    touch: define((arg: Arg<LaneKey & { seq: number; at: number }>) =>
      db
        .insertInto('webhook_lanes')
        .values({
          tenant_id: arg('tenantId'),
          webhook_id: arg('webhookId'),
          image_id: arg('imageId'),
          seq: arg('seq'),
          tries: 0,
          next_at: arg('at'),
        })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'webhook_id', 'image_id']).doNothing()),
    ),
    due: define((arg: Arg<{ now: number; most: number }>) =>
      db
        .selectFrom('webhook_lanes as lane')
        .innerJoin('webhooks as hook', (join) =>
          join.onRef('hook.tenant_id', '=', 'lane.tenant_id').onRef('hook.id', '=', 'lane.webhook_id'),
        )
        .innerJoin('images', 'images.id', 'lane.image_id')
        .selectAll('hook')
        .select(['lane.image_id', 'lane.seq', 'lane.tries', 'images.url_id'])
        .where('lane.next_at', '<=', arg('now'))
        .orderBy('lane.next_at')
        .limit(arg('most')),
    ),
    image: define((arg: Arg<{ tenantId: string; urlId: string }>) =>
      db
        .selectFrom('images')
        .select(['id', 'head'])
        .where('tenant_id', '=', arg('tenantId'))
        .where('url_id', '=', arg('urlId')),
    ),
    events: define((arg: Arg<{ tenantId: string; imageId: number; seq: number; most: number }>) =>
      db
        .selectFrom('events')
        .selectAll()
        .where('tenant_id', '=', arg('tenantId'))
        .where('image_id', '=', arg('imageId'))
        .where('seq', '>=', arg('seq'))
        .orderBy('seq')
        .limit(arg('most')),
    ),
  };
}

/** How a lane goes on. */
function moves({ db }: Builder) {
  return {
    move: define((arg: Arg<LaneKey & { seq: number }>) =>
      db
        .updateTable('webhook_lanes')
        .set({ seq: arg('seq'), tries: 0 })
        .where('tenant_id', '=', arg('tenantId'))
        .where('webhook_id', '=', arg('webhookId'))
        .where('image_id', '=', arg('imageId'))
        .returning('seq'),
    ),
    end: define((arg: Arg<LaneKey>) =>
      db
        .deleteFrom('webhook_lanes')
        .where('tenant_id', '=', arg('tenantId'))
        .where('webhook_id', '=', arg('webhookId'))
        .where('image_id', '=', arg('imageId')),
    ),
    wait: define((arg: Arg<LaneKey & { nextAt: number }>) =>
      db
        .updateTable('webhook_lanes')
        .set({ next_at: arg('nextAt') })
        .where('tenant_id', '=', arg('tenantId'))
        .where('webhook_id', '=', arg('webhookId'))
        .where('image_id', '=', arg('imageId')),
    ),
    postpone: define((arg: Arg<LaneKey & { tries: number; nextAt: number }>) =>
      db
        .updateTable('webhook_lanes')
        .set({ tries: arg('tries'), next_at: arg('nextAt') })
        .where('tenant_id', '=', arg('tenantId'))
        .where('webhook_id', '=', arg('webhookId'))
        .where('image_id', '=', arg('imageId')),
    ),
  };
}

type Of = { tenantId: string; webhookId: string };

function deliveries(builder: Builder) {
  const { db } = builder;
  return {
    ...kept(builder),
    note: define((arg: Arg<Row<WebhookDeliveriesTable>>) =>
      db
        .insertInto('webhook_deliveries')
        .values({
          tenant_id: arg('tenant_id'),
          webhook_id: arg('webhook_id'),
          id: arg('id'),
          url_id: arg('url_id'),
          seq: arg('seq'),
          type: arg('type'),
          at: arg('at'),
          tries: arg('tries'),
          outcome: arg('outcome'),
          status: arg('status'),
          answer: arg('answer'),
          next_at: arg('next_at'),
        })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'webhook_id', 'id'])
            .doUpdateSet(asGiven('at', 'tries', 'outcome', 'status', 'answer', 'next_at')),
        ),
    ),
    newest: define((arg: Arg<Of & { most: number }>) =>
      db
        .selectFrom('webhook_deliveries')
        .selectAll()
        .where('tenant_id', '=', arg('tenantId'))
        .where('webhook_id', '=', arg('webhookId'))
        .orderBy('at', 'desc')
        .limit(arg('most')),
    ),
  };
}

/** The oldest are forgotten. */
function kept({ db }: Builder) {
  return {
    /** The time of the last one that is kept, if there are so many. */
    lastKept: define((arg: Arg<Of & { skipped: number }>) =>
      db
        .selectFrom('webhook_deliveries')
        .select('at')
        .where('tenant_id', '=', arg('tenantId'))
        .where('webhook_id', '=', arg('webhookId'))
        .orderBy('at', 'desc')
        .limit(1)
        .offset(arg('skipped')),
    ),
    forget: define((arg: Arg<Of & { before: number }>) =>
      db
        .deleteFrom('webhook_deliveries')
        .where('tenant_id', '=', arg('tenantId'))
        .where('webhook_id', '=', arg('webhookId'))
        .where('at', '<', arg('before')),
    ),
  };
}

/** A row as the rest of the server knows it. */
export function webhookOf(row: WebhooksTable): Webhook {
  return {
    ...{ id: row.id, url: row.url, secret: row.secret, active: row.active === 1, createdAt: row.created_at },
    // Written from an array of event types.
    events: JSON.parse(row.events) as Webhook['events'],
  };
}

/** The other way round. */
export function rowOfWebhook(tenantId: string, webhook: Webhook): Row<WebhooksTable> {
  const { active, createdAt, events, id, secret, url } = webhook;
  return {
    ...{ tenant_id: tenantId, id, url, secret, events: JSON.stringify(events) },
    ...{ active: Number(active), created_at: createdAt },
  };
}

/** Webhooks in the order in which they are told. */
export function webhooksOf(rows: readonly WebhooksTable[]): Webhook[] {
  return rows.map(webhookOf).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** A lane with its webhook. */
export function laneOf(
  row: WebhooksTable & { readonly url_id: string; readonly seq: number; readonly tries: number },
): Lane {
  const { seq, tries } = row;
  return { tenantId: row.tenant_id, webhook: webhookOf(row), urlId: row.url_id, seq, tries };
}

/** A row as the rest of the server knows it. */
export function deliveryOf(row: WebhookDeliveriesTable): Delivery {
  const { answer, at, id, outcome, seq, status, tries, type } = row;
  return { id, urlId: row.url_id, seq, type, at, tries, outcome, status, answer, nextAt: row.next_at };
}

/** The other way round. */
export function rowOfDelivery(
  tenantId: string,
  webhookId: string,
  { nextAt, urlId, ...rest }: Delivery,
): Row<WebhookDeliveriesTable> {
  return { tenant_id: tenantId, webhook_id: webhookId, url_id: urlId, next_at: nextAt, ...rest };
}
