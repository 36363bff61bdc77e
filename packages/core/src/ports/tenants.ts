import { TENANT_SETTINGS, type TenantSettings } from '../tenant-settings.ts';

/** What a tenant's own server signs single sign-on data with. Kept as it is, because checking an HMAC needs it. */
export interface ApiSecret {
  readonly id: string;
  /** Empty once it was revoked. */
  readonly secret: string;
  /** Server time in ms. */
  readonly createdAt: number;
  /** Server time in ms; null while it is good. */
  readonly revokedAt: number | null;
}

/** What a tenant's own programs say to be let in. */
export interface ApiKey {
  readonly id: string;
  /** SHA-256 of the key in lower-case hex: the key itself is told once and kept nowhere. */
  readonly hash: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

/** A customer of this server. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** Where its pages live; what an entry covers is the identity adapter's to say (CONTRACT §4). */
  readonly domains: readonly string[];
  /** Those the owner set; {@link settingsOf} fills in the others. */
  readonly settings: Partial<TenantSettings>;
  /** Oldest first, revoked ones included; several may be good at a time, so that they can be rotated. */
  readonly secrets: readonly ApiSecret[];
  readonly keys: readonly ApiKey[];
  /** Server time in ms. */
  readonly createdAt: number;
}

/** A tenant as it begins. */
export type NewTenant = Pick<Tenant, 'id' | 'name' | 'domains' | 'createdAt'> &
  Partial<Pick<Tenant, 'settings'>>;

/** What of a tenant is to be another; what is left out stays. `settings` are replaced as a whole. */
export type TenantChange = Partial<Pick<Tenant, 'name' | 'domains' | 'settings'>>;

/** How much of a tenant's was removed, by the name of its kind (`comments`, `images` …). */
export type Removed = Readonly<Record<string, number>>;

/**
 * The tenants of this server, durable. Methods reject only when the engine cannot read or write; what changes something
 * resolves once that is on disk, false when there was nothing to change.
 */
export interface TenantStore {
  find(id: string): Promise<Tenant | undefined>;
  /** All of them, by id. */
  list(): Promise<readonly Tenant[]>;
  /** Another number whenever anything of any tenant that this port knows was changed, by this process or another. */
  version(): Promise<number>;
  /** False when the id was in use and nothing changed. */
  add(tenant: NewTenant): Promise<boolean>;
  change(id: string, change: TenantChange): Promise<boolean>;
  /** False also when the secret's id was in use. */
  addSecret(tenantId: string, secret: Omit<ApiSecret, 'revokedAt'>): Promise<boolean>;
  /** Forgets the secret's text. `at` in ms. */
  revokeSecret(tenantId: string, id: string, at: number): Promise<boolean>;
  addKey(tenantId: string, key: Omit<ApiKey, 'revokedAt'>): Promise<boolean>;
  revokeKey(tenantId: string, id: string, at: number): Promise<boolean>;
  /** Removes everything there is of a tenant, also what came after it was removed; undefined when there was nothing. */
  remove(id: string): Promise<Removed | undefined>;
}

/** All settings of a tenant: its own, and the defaults for the others. */
export function settingsOf(tenant: Pick<Tenant, 'settings'>): TenantSettings {
  return { ...TENANT_SETTINGS, ...tenant.settings };
}
