import type {
  ApiKey,
  ApiSecret,
  NewTenant,
  Removed,
  Tenant,
  TenantChange,
  TenantStore,
} from '../ports/tenants.ts';

/** Something that holds what belongs to tenants, and lets go of one's: answers how much that was, by kind. */
export interface HoldsTenants {
  removeTenant(id: string): Removed;
}

/** Tenants kept in memory. `others` hold the rest of what is a tenant's. */
export class MemoryTenants implements TenantStore {
  readonly #tenants = new Map<string, Tenant>();
  readonly #others: readonly HoldsTenants[];
  #version = 0;

  constructor(tenants: readonly NewTenant[] = [], others: readonly HoldsTenants[] = []) {
    this.#others = others;
    for (const tenant of tenants) this.#tenants.set(tenant.id, born(tenant));
  }

  async find(id: string): Promise<Tenant | undefined> {
    return this.#tenants.get(id);
  }

  async list(): Promise<readonly Tenant[]> {
    return [...this.#tenants.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async version(): Promise<number> {
    return this.#version;
  }

  /** Something of a tenant's was changed elsewhere. */
  touch(): void {
    this.#version++;
  }

  async add(tenant: NewTenant): Promise<boolean> {
    return !this.#tenants.has(tenant.id) && this.#put(born(tenant));
  }

  async change(id: string, change: TenantChange): Promise<boolean> {
    return this.#with(id, (tenant) => ({ ...tenant, ...change }));
  }

  async addSecret(tenantId: string, secret: Omit<ApiSecret, 'revokedAt'>): Promise<boolean> {
    return this.#with(tenantId, (tenant) => {
      const secrets = added(tenant.secrets, { ...secret, revokedAt: null });
      return secrets && { ...tenant, secrets };
    });
  }

  async revokeSecret(tenantId: string, id: string, at: number): Promise<boolean> {
    return this.#with(tenantId, (tenant) => {
      const secrets = revoked(tenant.secrets, id, (secret) => ({ ...secret, secret: '', revokedAt: at }));
      return secrets && { ...tenant, secrets };
    });
  }

  async addKey(tenantId: string, key: Omit<ApiKey, 'revokedAt'>): Promise<boolean> {
    return this.#with(tenantId, (tenant) => {
      const keys = added(tenant.keys, { ...key, revokedAt: null });
      return keys && { ...tenant, keys };
    });
  }

  async revokeKey(tenantId: string, id: string, at: number): Promise<boolean> {
    return this.#with(tenantId, (tenant) => {
      const keys = revoked(tenant.keys, id, (key) => ({ ...key, revokedAt: at }));
      return keys && { ...tenant, keys };
    });
  }

  async remove(id: string): Promise<Removed | undefined> {
    const tenant = this.#tenants.get(id);
    const removed: Record<string, number> = tenant
      ? { tenants: 1, tenant_secrets: tenant.secrets.length, tenant_keys: tenant.keys.length }
      : {};
    for (const other of this.#others) Object.assign(removed, other.removeTenant(id));
    this.#tenants.delete(id);
    const some = Object.entries(removed).filter(([, count]) => count > 0);
    if (some.length === 0) return undefined;
    this.#version++;
    return Object.fromEntries(some);
  }

  #with(id: string, changed: (tenant: Tenant) => Tenant | undefined): boolean {
    const tenant = this.#tenants.get(id);
    const next = tenant && changed(tenant);
    return next !== undefined && this.#put(next);
  }

  #put(tenant: Tenant): boolean {
    this.#tenants.set(tenant.id, tenant);
    this.#version++;
    return true;
  }
}

function born({ id, name, domains, createdAt, settings = {} }: NewTenant): Tenant {
  return { id, name, domains, createdAt, settings, secrets: [], keys: [] };
}

function added<Item extends { readonly id: string }>(
  items: readonly Item[],
  item: Item,
): readonly Item[] | undefined {
  return items.some(({ id }) => id === item.id) ? undefined : [...items, item];
}

function revoked<Item extends { readonly id: string; readonly revokedAt: number | null }>(
  items: readonly Item[],
  id: string,
  without: (item: Item) => Item,
): readonly Item[] | undefined {
  const good = items.some((item) => item.id === id && item.revokedAt === null);
  return good ? items.map((item) => (item.id === id ? without(item) : item)) : undefined;
}
