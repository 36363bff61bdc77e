import { type Tenant, settingsOf } from '@imagechat/core/ports/tenants';
import { TENANT_SETTINGS } from '@imagechat/core/tenant-settings';
import {
  type CredentialName,
  type MadeCredential,
  type RemovedRows,
  SETTING_NAMES,
  type SettingName,
  type TenantFile,
  type ToldCredential,
  type ToldSetting,
} from '@imagechat/protocol/dashboard-settings';
import { refuse } from '@imagechat/protocol/refusal';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnv } from '../http/http-env.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { SETTINGS } from '../identity/settings.ts';
import {
  type TenantDesk,
  addCredential,
  changeTenant,
  removeTenant,
  revokeCredential,
} from '../identity/tenant-desk.ts';
import { tenantDomains, tenantName } from './account-routes.ts';
import { type DashboardParts, type Manager, manager, noteAct } from './dashboard-parts.ts';

const settingName = v.picklist(SETTING_NAMES);

/** What of a tenant is to be another; a setting that cannot be what it is to be is named. */
const editBody = v.object({
  name: v.exactOptional(tenantName),
  domains: v.exactOptional(tenantDomains),
  set: v.exactOptional(
    v.strictObject(
      Object.fromEntries(
        SETTING_NAMES.map((name) => [name, v.exactOptional(SETTINGS[name].schema as v.GenericSchema)]),
      ),
    ),
  ),
  unset: v.exactOptional(v.pipe(v.array(settingName), v.maxLength(SETTING_NAMES.length))),
});
/** Says the id again, so that nothing is removed by a slip. */
const confirmBody = v.object({ confirm: v.string() });

const CREDENTIALS: Readonly<Record<'secrets' | 'keys', CredentialName>> = { secrets: 'secret', keys: 'key' };

/** What an owner and admins decide about a tenant, as the command line can: one implementation does both. */
export function settingsRoutes(parts: DashboardParts): Hono<HttpEnv> {
  const tenant = '/tenants/:tenantId';
  const app = new Hono<HttpEnv>()
    .get(`${tenant}/settings`, (c) => tell(parts, c, c.req.param('tenantId')))
    .put(`${tenant}/settings`, (c) => edit(parts, c, c.req.param('tenantId')))
    .delete(tenant, (c) => remove(parts, c, c.req.param('tenantId')));
  for (const [path, name] of Object.entries(CREDENTIALS))
    app
      .post(`${tenant}/${path}`, (c) => make(parts, c, c.req.param('tenantId'), name))
      .delete(`${tenant}/${path}/:id`, (c) =>
        revoke(parts, c, c.req.param('tenantId'), name, c.req.param('id')),
      );
  return app;
}

/** What tenants are changed with, for who asks. */
export function deskOf(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  { account }: Pick<Manager, 'account'>,
): TenantDesk {
  return {
    tenants: parts.tenants,
    now: () => parts.clock.now(),
    note: (tenantId, action, subject, detail) =>
      noteAct(parts, c, { tenantId, accountId: account.id, action, subject, detail }),
  };
}

async function tell(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'change-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const tenant = await parts.tenants.find(tenantId);
  return tenant ? c.json(fileOf(tenant)) : refusalResponse(NO_TENANT);
}

const NO_TENANT = refuse('not-found', 'There is no such site here.');

/** Changes a tenant: its `TenantFile` as it is then. Refusals: `invalid-input`, which names the setting. */
async function edit(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'change-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const body = await readBody(c.req.raw, editBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const after = await changeTenant(deskOf(parts, c, who.value), tenantId, body.value);
  if (!after) return refusalResponse(NO_TENANT);
  parts.tenantChanged(tenantId);
  return c.json(fileOf(after));
}

/** Makes a secret or key: `{id, text}`, told this once. */
async function make(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  tenantId: string,
  name: CredentialName,
): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'change-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const made: MadeCredential | undefined = await addCredential(deskOf(parts, c, who.value), tenantId, name);
  if (!made) return refusalResponse(NO_TENANT);
  parts.tenantChanged(tenantId);
  return c.json(made);
}

/** Makes a secret or key good for nothing: `{revoked: id}`. Refusals: `not-found`; `invalid-input` when `confirm` does not say the id. */
async function revoke(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  tenantId: string,
  name: CredentialName,
  id: string,
): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'change-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const body = await readBody(c.req.raw, confirmBody);
  if (!body.ok) return refusalResponse(body.refusal);
  if (body.value.confirm !== id) return refusalResponse(NOT_CONFIRMED);
  if (!(await revokeCredential(deskOf(parts, c, who.value), tenantId, name, id)))
    return refusalResponse(refuse('not-found', `There is no such ${name} that is good.`));
  parts.tenantChanged(tenantId);
  return c.json({ revoked: id });
}

const NOT_CONFIRMED = refuse('invalid-input', 'confirm must repeat the id: this cannot be undone.');

/** Removes a tenant with everything of theirs: how many rows of each kind. Only the owner's to do. */
async function remove(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'remove-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const body = await readBody(c.req.raw, confirmBody);
  if (!body.ok) return refusalResponse(body.refusal);
  if (body.value.confirm !== tenantId) return refusalResponse(NOT_CONFIRMED);
  const removed: RemovedRows | undefined = await removeTenant(deskOf(parts, c, who.value), tenantId);
  if (!removed) return refusalResponse(NO_TENANT);
  parts.tenantChanged(tenantId);
  return c.json({ removed });
}

function fileOf(tenant: Tenant): TenantFile {
  const { createdAt, domains, id, name } = tenant;
  const all = settingsOf(tenant);
  const told = (setting: SettingName): ToldSetting => ({
    name: setting,
    shape: SETTINGS[setting].shape,
    fallback: TENANT_SETTINGS[setting],
    value: all[setting],
    own: setting in tenant.settings,
  });
  return {
    ...{ id, name, domains, createdAt },
    settings: SETTING_NAMES.map(told),
    secrets: tenant.secrets.map(toldCredential),
    keys: tenant.keys.map(toldCredential),
  };
}

/** Never the secret itself, nor what is kept of a key. */
function toldCredential({ createdAt, id, revokedAt }: ToldCredential): ToldCredential {
  return { id, createdAt, revokedAt };
}
