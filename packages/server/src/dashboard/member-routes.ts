import { mayManage } from '@imagechat/core/management';
import type { Members, ToldAct } from '@imagechat/protocol/dashboard';
import { refuse } from '@imagechat/protocol/refusal';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnv } from '../http/http-env.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { actorIdOf } from '../identity/managers.ts';
import { addTenant as addNewTenant } from '../identity/tenant-desk.ts';
import { newTenantBody } from './account-routes.ts';
import { type DashboardParts, manager, noteAct, signedIn } from './dashboard-parts.ts';
import { newInvitation } from './one-time-link.ts';
import { deskOf } from './settings-routes.ts';

const inviteBody = v.object({ role: v.picklist(['admin', 'moderator']) });

/** How many acts are told at most. */
const MOST_ACTS = 500;

/** Who may in, what they did, and new tenants. */
export function memberRoutes(parts: DashboardParts): Hono<HttpEnv> {
  const tenant = '/tenants/:tenantId';
  return new Hono<HttpEnv>()
    .post('/tenants', (c) => addTenant(parts, c))
    .get(`${tenant}/members`, (c) => members(parts, c, c.req.param('tenantId')))
    .delete(`${tenant}/members/:id`, (c) => remove(parts, c, c.req.param('tenantId'), c.req.param('id')))
    .post(`${tenant}/invitations`, (c) => invite(parts, c, c.req.param('tenantId')))
    .delete(`${tenant}/invitations/:id`, (c) =>
      uninvite(parts, c, c.req.param('tenantId'), c.req.param('id')),
    )
    .get(`${tenant}/audit`, (c) => acts(parts, c, c.req.param('tenantId')));
}

/** Makes a tenant: `{id}`. Refusals: `not-allowed` for who does not own the server, `id-taken`. */
async function addTenant(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const who = await signedIn(parts, c);
  if (!who) return refusalResponse(refuse('invalid-token', 'Sign in first.'));
  if (!who.account.isOwner) return refusalResponse(refuse('not-allowed', 'Only the owner adds sites.'));
  const body = await readBody(c.req.raw, newTenantBody);
  if (!body.ok) return refusalResponse(body.refusal);
  if (!(await addNewTenant(deskOf(parts, c, who), body.value)))
    return refusalResponse(refuse('id-taken', 'There is a site with this id already. Choose another.'));
  const { id } = body.value;
  parts.tenantChanged(id);
  return c.json({ id });
}

async function members(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'see-members');
  if (!who.ok) return refusalResponse(who.refusal);
  const [all, invitations] = await Promise.all([
    parts.accounts.members(tenantId),
    parts.accounts.invitations(tenantId, parts.clock.now()),
  ]);
  const told: Members = {
    members: all.map(([{ createdAt, id, login, name }, membership]) => ({
      ...{ id, login, name, role: membership?.role ?? 'owner' },
      since: membership?.createdAt ?? createdAt,
    })),
    // What is kept of a link is a hash, which opens nothing.
    invitations: invitations.map(({ createdAt, expiresAt, hash, role }) => ({
      ...{ id: hash, role, createdAt, expiresAt },
    })),
  };
  return c.json(told);
}

/** Makes a link that lets one person in: `{link}`, its secret, told this once. */
async function invite(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const body = await readBody(c.req.raw, inviteBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const { role } = body.value;
  const who = await manager(parts, c, tenantId, `invite-${role}`);
  if (!who.ok) return refusalResponse(who.refusal);
  const accountId = who.value.account.id;
  const { link, secret } = newInvitation({ tenantId, role, by: accountId }, parts.clock.now());
  await parts.accounts.addLink(link);
  await noteAct(parts, c, {
    tenantId,
    accountId,
    action: 'invite',
    subject: link.hash.slice(0, 8),
    detail: role,
  });
  return c.json({ link: secret });
}

async function uninvite(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  tenantId: string,
  hash: string,
): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'see-members');
  if (!who.ok) return refusalResponse(who.refusal);
  const found = (await parts.accounts.invitations(tenantId, parts.clock.now())).find(
    (it) => it.hash === hash,
  );
  const gone = refuse('not-found', 'There is no such invitation.');
  if (!found) return refusalResponse(gone);
  if (!mayManage(who.value.role, `invite-${found.role}`))
    return refusalResponse(refuse('not-allowed', 'You may not do that here.'));
  if (!(await parts.accounts.removeInvitation(tenantId, hash))) return refusalResponse(gone);
  const by = { tenantId, accountId: who.value.account.id };
  await noteAct(parts, c, {
    ...by,
    action: 'take-back-invitation',
    subject: hash.slice(0, 8),
    detail: found.role,
  });
  return c.json({ removed: hash });
}

/** Takes somebody's access away; their next request is refused. Owners stay. */
async function remove(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  tenantId: string,
  accountId: string,
): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'see-members');
  if (!who.ok) return refusalResponse(who.refusal);
  const all = await parts.accounts.members(tenantId);
  const [account, membership] = all.find(([each]) => each.id === accountId) ?? [];
  if (!account || !membership) return refusalResponse(refuse('not-found', 'There is no such member.'));
  if (!mayManage(who.value.role, `remove-${membership.role}`))
    return refusalResponse(refuse('not-allowed', 'You may not do that here.'));
  await parts.accounts.removeMember(tenantId, accountId);
  parts.hub.revoke({ tenantId, actorId: actorIdOf(accountId) });
  const by = { tenantId, accountId: who.value.account.id };
  await noteAct(parts, c, {
    ...by,
    action: 'remove-member',
    subject: account.login,
    detail: membership.role,
  });
  return c.json({ removed: accountId });
}

/** `{acts: ToldAct[]}`, the newest first; who owns the server is told with them what concerns no tenant: how people sign in. */
async function acts(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'read-audit-log');
  if (!who.ok) return refusalResponse(who.refusal);
  const [own, servers, known] = await Promise.all([
    parts.audit.read(tenantId, MOST_ACTS),
    who.value.role === 'owner' ? parts.audit.read('', MOST_ACTS) : [],
    parts.accounts.members(tenantId),
  ]);
  const all = [...own, ...servers].sort((a, b) => b.at - a.at).slice(0, MOST_ACTS);
  const names = new Map(known.map(([{ id, name }]) => [actorIdOf(id), name]));
  const told = all.map(
    ({ action, at, by, detail, id, subject }): ToldAct => ({
      ...{ id, at, action, subject, detail },
      by: names.get(by) ?? by,
    }),
  );
  return c.json({ acts: told });
}
