import type { Lane, Webhook } from '@imagechat/core/ports/webhooks';
import { type MadeWebhook, type ToldWebhook, WEBHOOK_EVENTS } from '@imagechat/protocol/dashboard-webhooks';
import { refuse } from '@imagechat/protocol/refusal';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { addressFault } from '../effects/send-post.ts';
import { eventMessage, testMessage } from '../effects/webhook-message.ts';
import type { HttpEnv } from '../http/http-env.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { newCredential } from '../identity/credentials.ts';
import { type Asked, type DashboardParts, type Manager, manager, noteAct } from './dashboard-parts.ts';

/** Most webhooks a tenant can have, and how many of their deliveries are told. */
const MOST_WEBHOOKS = 20;
const MOST_DELIVERIES = 100;

const url = v.pipe(v.string(), v.trim(), v.maxLength(2000));
const events = v.pipe(
  v.array(v.picklist(WEBHOOK_EVENTS)),
  v.minLength(1),
  v.maxLength(WEBHOOK_EVENTS.length),
);
const newBody = v.object({ url, events });
const changeBody = v.object({
  url: v.exactOptional(url),
  events: v.exactOptional(events),
  active: v.exactOptional(v.boolean()),
});
const confirmBody = v.object({ confirm: v.string() });

/** Addresses that are told what happens on a tenant's images: made, changed, tried, and what became of what was sent. */
export function webhookRoutes(parts: DashboardParts): Hono<HttpEnv> {
  const all = '/tenants/:tenantId/webhooks';
  const one = `${all}/:id`;
  type Route = (c: Context<HttpEnv>, who: Manager, webhook: Webhook) => Promise<Response>;
  const about = (route: Route) => async (c: Context<HttpEnv, typeof one>) => {
    const found = await webhookFor(parts, c, c.req.param('tenantId'), c.req.param('id'));
    return found.ok ? await route(c, found.value.who, found.value.webhook) : refusalResponse(found.refusal);
  };
  return new Hono<HttpEnv>()
    .get(all, (c) => list(parts, c, c.req.param('tenantId')))
    .post(all, (c) => add(parts, c, c.req.param('tenantId')))
    .put(
      one,
      about((c, who, webhook) => change(parts, c, who, webhook)),
    )
    .delete(
      one,
      about((c, who, webhook) => remove(parts, c, who, webhook)),
    )
    .post(
      `${one}/secret`,
      about((c, who, webhook) => renew(parts, c, who, webhook)),
    )
    .post(
      `${one}/test`,
      about(async (c, { tenantId }, webhook) => c.json(await parts.courier.test(tenantId, webhook))),
    )
    .get(
      `${one}/deliveries`,
      about((c, who, webhook) => deliveries(parts, c, who, webhook)),
    )
    .get(
      `${one}/deliveries/:delivery`,
      about((c, who, webhook) => payload(parts, c, who, webhook)),
    );
}

/** Who asks and which webhook it is about. Refusals: those of {@link manager}, `not-found`. */
async function webhookFor(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  tenantId: string,
  id: string,
): Promise<Asked<{ readonly who: Manager; readonly webhook: Webhook }>> {
  const who = await manager(parts, c, tenantId, 'change-tenant');
  if (!who.ok) return who;
  const webhook = (await parts.webhooks.list(tenantId)).find((each) => each.id === id);
  if (!webhook) return { ok: false, refusal: refuse('not-found', 'There is no such webhook.') };
  return { ok: true, value: { who: who.value, webhook } };
}

/** `{webhooks: ToldWebhook[]}`. */
async function list(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'change-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  return c.json({ webhooks: (await parts.webhooks.list(tenantId)).map(told) });
}

/** Makes one: {@link MadeWebhook}. Refusals: `invalid-input` for an address that is not asked from here, `full`. */
async function add(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'change-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const body = await readBody(c.req.raw, newBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const fault = addressFault(body.value.url, parts.sendSettings);
  if (fault !== undefined) return refusalResponse(refuse('invalid-input', fault));
  if ((await parts.webhooks.list(tenantId)).length >= MOST_WEBHOOKS)
    return refusalResponse(refuse('full', `A site can have at most ${MOST_WEBHOOKS} webhooks.`));
  const { id, text: secret } = newSecret();
  const webhook: Webhook = { ...body.value, id, secret, active: true, createdAt: parts.clock.now() };
  await put(parts, c, who.value, webhook, 'add-webhook', webhook.url);
  return c.json({ webhook: told(webhook), secret } satisfies MadeWebhook);
}

/** Changes what is said: its {@link ToldWebhook}. Refusal: `invalid-input`. */
async function change(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  who: Manager,
  webhook: Webhook,
): Promise<Response> {
  const body = await readBody(c.req.raw, changeBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const after: Webhook = { ...webhook, ...body.value };
  const fault = addressFault(after.url, parts.sendSettings);
  if (fault !== undefined) return refusalResponse(refuse('invalid-input', fault));
  await put(parts, c, who, after, 'change-webhook', JSON.stringify(body.value));
  return c.json(told(after));
}

/** Another secret: {@link MadeWebhook}. What is sent from now on is signed with it. */
async function renew(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  who: Manager,
  webhook: Webhook,
): Promise<Response> {
  const { text: secret } = newSecret();
  await put(parts, c, who, { ...webhook, secret }, 'renew-webhook-secret', '');
  return c.json({ webhook: told(webhook), secret } satisfies MadeWebhook);
}

/** Takes it away with all that is still to be told: `{removed: id}`. Refusal: `invalid-input` when `confirm` does not say the id. */
async function remove(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  { account, tenantId }: Manager,
  { id, url: subject }: Webhook,
): Promise<Response> {
  const body = await readBody(c.req.raw, confirmBody);
  if (!body.ok) return refusalResponse(body.refusal);
  if (body.value.confirm !== id)
    return refusalResponse(refuse('invalid-input', 'confirm must repeat the id: this cannot be undone.'));
  await parts.webhooks.remove(tenantId, id);
  await parts.courier.follow();
  await noteAct(parts, c, {
    tenantId,
    accountId: account.id,
    action: 'remove-webhook',
    subject: id,
    detail: subject,
  });
  return c.json({ removed: id });
}

/** `{deliveries: ToldDelivery[]}`, the newest first. */
async function deliveries(
  { webhooks }: DashboardParts,
  c: Context<HttpEnv>,
  { tenantId }: Manager,
  { id }: Webhook,
): Promise<Response> {
  return c.json({ deliveries: await webhooks.deliveries(tenantId, id, MOST_DELIVERIES) });
}

/** `{payload}`: what was sent, as the image's log has it now; null when it does not have it any more. Refusal: `not-found`. */
async function payload(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  { tenantId }: Manager,
  webhook: Webhook,
): Promise<Response> {
  const all = await parts.webhooks.deliveries(tenantId, webhook.id, MOST_DELIVERIES);
  const delivery = all.find(({ id }) => id === c.req.param('delivery'));
  if (!delivery) return refusalResponse(refuse('not-found', 'There is no such delivery any more.'));
  if (delivery.type === 'test') return c.json({ payload: testMessage(tenantId, delivery.id).body });
  const { seq, urlId } = delivery;
  const lane: Lane = { tenantId, webhook, urlId, seq, tries: 0 };
  const [event] = await parts.webhooks.events(lane, 1);
  return c.json({ payload: event?.seq === seq ? eventMessage(lane, event, parts.epoch).body : null });
}

async function put(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  { account, tenantId }: Manager,
  webhook: Webhook,
  action: string,
  detail: string,
): Promise<void> {
  await parts.webhooks.put(tenantId, webhook);
  await parts.courier.follow();
  await noteAct(parts, c, { tenantId, accountId: account.id, action, subject: webhook.id, detail });
}

function newSecret() {
  return newCredential('icw', (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>));
}

function told({ active, createdAt, events: wanted, id, url: address }: Webhook): ToldWebhook {
  return { id, url: address, events: wanted, active, createdAt };
}
