import type { BanStore, Exclusions } from '@imagechat/core/ports/bans';
import type { Clock } from '@imagechat/core/ports/clock';
import type { Tenant, TenantStore } from '@imagechat/core/ports/tenants';

/** How long it is taken for granted that nothing was changed, in ms; then the store's version is asked for, once for everyone. */
const FRESH_MS = 1000;

/** Tenants remembered at most; the oldest answer is forgotten first. */
const MOST_TENANTS = 10_000;

/** What is asked for when it is not known. */
export interface TenantSources {
  readonly tenants: Pick<TenantStore, 'find' | 'version'>;
  readonly bans: Pick<BanStore, 'exclusions'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Tenants and their bans by id without asking the database each time: a reconnect storm costs one query of each kind per tenant, and while nothing
 * changes one small one a second. A change by any process is seen within a second, one's own at once after {@link KnownTenants.forget}.
 */
export class KnownTenants {
  readonly #sources: TenantSources;
  readonly #tenants = new Map<string, Promise<Tenant | undefined>>();
  readonly #exclusions = new Map<string, Promise<Exclusions>>();
  /** As they were read last, also while they are read again. */
  readonly #lastRead = new Map<string, Tenant>();
  #version: number | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;

  constructor(sources: TenantSources) {
    this.#sources = sources;
  }

  /** Rejects when the store cannot read; that is not remembered. */
  async find(id: string): Promise<Tenant | undefined> {
    await this.look();
    return known(this.#tenants, id, async () => {
      const tenant = await this.#sources.tenants.find(id);
      this.#lastRead.delete(id);
      if (tenant) remember(this.#lastRead, id, tenant);
      return tenant;
    });
  }

  /** A tenant as it was read last, at once: good enough for limits, which whoever asks is held against before anything is read. */
  lastRead(id: string): Tenant | undefined {
    return this.#lastRead.get(id);
  }

  /** What a tenant holds against some; bans that ended since may be among it. Rejects when the store cannot read. */
  async exclusions(id: string): Promise<Exclusions> {
    await this.look();
    const { bans, clock } = this.#sources;
    return known(this.#exclusions, id, () => bans.exclusions(id, clock.now()));
  }

  /** The tenant changed: the next question goes to the store. */
  forget(id: string): void {
    this.#tenants.delete(id);
    this.#exclusions.delete(id);
  }

  /** Forgets everything if something was changed anywhere. Answers with the version of what is known. */
  async look(): Promise<number | undefined> {
    if (Math.abs(this.#sources.clock.now() - this.#lookedAt) >= FRESH_MS) {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
    }
    await this.#looking;
    return this.#version;
  }

  async #look(): Promise<void> {
    const { tenants, clock } = this.#sources;
    try {
      const version = await tenants.version();
      if (version !== this.#version) {
        this.#tenants.clear();
        this.#exclusions.clear();
      }
      this.#version = version;
    } catch {
      // What is known goes on being used while the store cannot read; it is asked again in a second.
    }
    this.#lookedAt = clock.now();
  }
}

function known<Value>(
  all: Map<string, Promise<Value>>,
  id: string,
  ask: () => Promise<Value>,
): Promise<Value> {
  const before = all.get(id);
  if (before) return before;
  const asked = ask();
  remember(all, id, asked);
  asked.catch(() => {
    if (all.get(id) === asked) all.delete(id);
  });
  return asked;
}

function remember<Value>(all: Map<string, Value>, id: string, value: Value): void {
  all.set(id, value);
  if (all.size <= MOST_TENANTS) return;
  const { value: oldest } = all.keys().next();
  if (oldest !== undefined) all.delete(oldest);
}
