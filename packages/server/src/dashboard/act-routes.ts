import type { Actor } from '@imagechat/core/access';
import type { Operation } from '@imagechat/protocol/catalog';
import { newId } from '@imagechat/protocol/ids';
import {
  type ActAnswer,
  type ActTarget,
  MOST_TARGETS,
  QUEUE_ACTS,
  type QueueAct,
  type ToldBan,
} from '@imagechat/protocol/moderation';
import { refuse } from '@imagechat/protocol/refusal';
import { id, urlId } from '@imagechat/protocol/schemas/fields';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnv } from '../http/http-env.ts';
import { banBody } from '../http/moderation-routes.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { banPerson, liftBan } from '../identity/ban-person.ts';
import { accountActor } from '../identity/managers.ts';
import { type DashboardParts, type Manager, manager, noteAct } from './dashboard-parts.ts';

const actBody = v.object({
  act: v.picklist(QUEUE_ACTS),
  targets: v.pipe(
    v.array(v.object({ urlId, conversationId: id, commentId: id })),
    v.minLength(1),
    v.maxLength(MOST_TARGETS),
  ),
});

/** What moderators do from the dashboard, under `/tenants/:tenantId`. */
export function actRoutes(parts: DashboardParts): Hono<HttpEnv> {
  const tenant = '/tenants/:tenantId';
  return new Hono<HttpEnv>()
    .post(`${tenant}/queue/acts`, (c) => act(parts, c, c.req.param('tenantId')))
    .post(`${tenant}/bans`, (c) => ban(parts, c, c.req.param('tenantId')))
    .delete(`${tenant}/bans/:id`, (c) => unban(parts, c, c.req.param('tenantId'), c.req.param('id')));
}

/** Who a manager is towards images and people. */
export function actorOf({ account, role, tenantId }: Manager): Actor {
  return accountActor(account, role, tenantId);
}

/** Does the same to many: each goes the way of every operation, so that who watches sees it at once. {@link ActAnswer}. */
async function act(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const body = await readBody(c.req.raw, actBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const { act: name, targets } = body.value;
  const actor = actorOf(who.value);
  const outcomes = await Promise.all(
    targets.map(async (target) => {
      const image = { tenantId, urlId: target.urlId };
      const operation = operationOf(name, target, parts.clock.now());
      const outcome = await parts.hub.submit({ image, actor, site: '', operation });
      const { commentId } = target;
      return outcome.accepted ? { commentId } : { commentId, refused: outcome.refusal.code };
    }),
  );
  return c.json({ outcomes } satisfies ActAnswer);
}

function operationOf(act: QueueAct, { commentId, conversationId }: ActTarget, now: number): Operation {
  const broadcastId = freshId(now);
  const about = { broadcastId, id: conversationId, comment: { id: commentId } };
  switch (act) {
    case 'approve':
      return { type: 'approve-comment', ...about };
    case 'hide':
      return { type: 'hide-comment', ...about, as: 'hidden' };
    case 'spam':
      return { type: 'hide-comment', ...about, as: 'spam' };
    case 'wait':
      return { type: 'hide-comment', ...about, as: 'pending' };
    case 'delete':
      return { type: 'delete-comment', ...about };
    case 'restore':
      return { type: 'restore-comment', ...about };
    case 'lock':
      return { type: 'lock-conversation', broadcastId, id: conversationId };
    case 'unlock':
      return { type: 'unlock-conversation', broadcastId, id: conversationId };
  }
}

/** Bans who wrote something: `{bans: ToldBan[]}`. Refusals: `not-allowed` where one does not stand over the person. */
async function ban(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const body = await readBody(c.req.raw, banBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const banned = await banPerson(parts, actorOf(who.value), body.value);
  if (!banned.ok) return refusalResponse(banned.refusal);
  const { bans, detail } = banned;
  const by = { tenantId, accountId: who.value.account.id };
  await noteAct(parts, c, { ...by, action: 'ban', subject: body.value.actorId, detail });
  return c.json({ bans: bans.map(({ id: banId, until }): ToldBan => ({ id: banId, until })) });
}

/** Lifts a ban: `{lifted: id}`. Refusal: `not-found`. */
async function unban(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  tenantId: string,
  banId: string,
): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const lifted = await liftBan(parts, tenantId, banId);
  if (!lifted) return refusalResponse(refuse('not-found', 'There is no such ban.'));
  const by = { tenantId, accountId: who.value.account.id };
  await noteAct(parts, c, { ...by, action: 'unban', subject: lifted.subject, detail: banId });
  return c.json({ lifted: banId });
}

function freshId(now: number): string {
  return newId({
    now: () => now,
    random: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
  });
}
