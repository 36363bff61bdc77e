import { timingSafeEqual } from 'node:crypto';
import type { Identification } from '@imagechat/core/ports/identity';
import { isId } from '@imagechat/protocol/ids';
import { refuse } from '@imagechat/protocol/refusal';
import { keyHash } from './credentials.ts';
import type { KnownTenants } from './known-tenants.ts';

/** Lets a tenant's own programs in by their key. */
export class ApiKeys {
  readonly #tenants: KnownTenants;

  constructor(tenants: KnownTenants) {
    this.#tenants = tenants;
  }

  /**
   * The tenant's program that knows `key`, until the key is revoked. Refusals: `invalid-tenant`, `invalid-token`. Rejects when tenants cannot be
   * read.
   */
  async identify(tenantId: string, key: string): Promise<Identification> {
    const tenant = isId(tenantId) ? await this.#tenants.find(tenantId) : undefined;
    if (!tenant)
      return { ok: false, refusal: refuse('invalid-tenant', 'There is no such tenant. Check the tenantId.') };
    const hash = keyHash(key);
    const known = tenant.keys.find((each) => each.revokedAt === null && isSame(each.hash, hash));
    if (!known) return { ok: false, refusal: refuse('invalid-token', 'This is no API key of the tenant.') };
    const actor = {
      tenantId,
      id: known.id,
      kind: 'api-key',
      name: tenant.name,
      groupIds: null,
      verified: true,
    } as const;
    return { ok: true, actor, expiresAt: Number.POSITIVE_INFINITY };
  }
}

/** In a time that does not tell how much of it was right. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
