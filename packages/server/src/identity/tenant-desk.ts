import {
  type NewTenant,
  type Removed,
  type Tenant,
  type TenantChange,
  type TenantStore,
  settingsOf,
} from '@imagechat/core/ports/tenants';
import type { TenantSettings } from '@imagechat/core/tenant-settings';
import type { CredentialName } from '@imagechat/protocol/dashboard-settings';
import { type NewCredential, keyHash, newCredential } from './credentials.ts';

/** What tenants are changed with, wherever it is asked: on the command line, in the dashboard. */
export interface TenantDesk {
  readonly tenants: Omit<TenantStore, 'version' | 'list'>;
  /** Server time in ms. */
  readonly now: () => number;
  /** Writes into the audit log; '' stands for no tenant in particular. */
  readonly note: (tenantId: string, action: string, subject: string, detail: string) => Promise<void>;
}

/** What of a tenant is to be another; settings are named one by one. */
export interface TenantEdit {
  readonly name?: string;
  readonly domains?: readonly string[];
  readonly set?: Partial<TenantSettings>;
  /** Set back to what they are when nobody sets them. */
  readonly unset?: readonly (keyof TenantSettings)[];
}

/** What differs between secrets and keys. */
const CREDENTIALS = {
  secret: {
    prefix: 'ics',
    add: (tenants: TenantDesk['tenants'], tenantId: string, { id, text }: NewCredential, createdAt: number) =>
      tenants.addSecret(tenantId, { id, secret: text, createdAt }),
    revoke: (tenants: TenantDesk['tenants'], tenantId: string, id: string, at: number) =>
      tenants.revokeSecret(tenantId, id, at),
  },
  key: {
    prefix: 'ick',
    add: (tenants: TenantDesk['tenants'], tenantId: string, { id, text }: NewCredential, createdAt: number) =>
      tenants.addKey(tenantId, { id, hash: keyHash(text), createdAt }),
    revoke: (tenants: TenantDesk['tenants'], tenantId: string, id: string, at: number) =>
      tenants.revokeKey(tenantId, id, at),
  },
} as const satisfies Record<CredentialName, unknown>;

/** Makes a tenant. False when the id is in use. */
export async function addTenant(desk: TenantDesk, tenant: Omit<NewTenant, 'createdAt'>): Promise<boolean> {
  const added = await desk.tenants.add({ ...tenant, createdAt: desk.now() });
  if (added) await desk.note(tenant.id, 'add-tenant', tenant.id, '');
  return added;
}

/** Changes a tenant, and writes into the log what was before; the tenant as it is then, undefined when there is none. */
export async function changeTenant(
  desk: TenantDesk,
  id: string,
  edit: TenantEdit,
): Promise<Tenant | undefined> {
  const before = await desk.tenants.find(id);
  if (!before) return undefined;
  const { name, domains, set = {}, unset = [] } = edit;
  const settings = new Map(Object.entries({ ...before.settings, ...set }));
  for (const each of unset) settings.delete(each);
  const change: TenantChange = {
    ...(name === undefined ? {} : { name }),
    ...(domains === undefined ? {} : { domains }),
    ...(edit.set || edit.unset ? { settings: Object.fromEntries(settings) } : {}),
  };
  const after = { ...before, ...change };
  const detail = differences(before, after).join('; ');
  if (detail === '') return before;
  if (!(await desk.tenants.change(id, change))) return undefined;
  await desk.note(id, 'change-tenant', id, detail);
  return after;
}

/** Makes a secret or key; undefined when there is no such tenant. */
export async function addCredential(
  { note, now, tenants }: TenantDesk,
  tenantId: string,
  name: CredentialName,
): Promise<NewCredential | undefined> {
  const { add, prefix } = CREDENTIALS[name];
  const made = newCredential(
    prefix,
    (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
  );
  if (!(await add(tenants, tenantId, made, now()))) return undefined;
  await note(tenantId, `add-${name}`, made.id, '');
  return made;
}

/** Makes a secret or key good for nothing. False when there was none of that id that was good. */
export async function revokeCredential(
  { note, now, tenants }: TenantDesk,
  tenantId: string,
  name: CredentialName,
  id: string,
): Promise<boolean> {
  const revoked = await CREDENTIALS[name].revoke(tenants, tenantId, id, now());
  if (revoked) await note(tenantId, `revoke-${name}`, id, '');
  return revoked;
}

/** Removes a tenant with everything of theirs; undefined when there was nothing. */
export async function removeTenant({ note, tenants }: TenantDesk, id: string): Promise<Removed | undefined> {
  const gone = await tenants.remove(id);
  // Of the tenant nothing is left, not even its log: that it was removed stands in the server's own.
  if (gone) await note('', 'remove-tenant', id, '');
  return gone;
}

/** What is another now, one line each, with what it was. */
function differences(before: Tenant, after: Tenant): string[] {
  const [was, is] = [settingsOf(before), settingsOf(after)];
  const names = Object.keys(is) as (keyof TenantSettings)[];
  return [
    ...(before.name === after.name ? [] : [`name: ${before.name} → ${after.name}`]),
    ...before.domains.filter((each) => !after.domains.includes(each)).map((each) => `domain − ${each}`),
    ...after.domains.filter((each) => !before.domains.includes(each)).map((each) => `domain + ${each}`),
    ...names.flatMap((name) => {
      const isSame =
        String(was[name]) === String(is[name]) && name in before.settings === name in after.settings;
      const told = name in after.settings ? String(is[name]) : `${is[name]} (default)`;
      return isSame ? [] : [`${name}: ${was[name]} → ${told}`];
    }),
  ];
}
