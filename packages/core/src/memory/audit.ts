import type { Act, AuditLog } from '../ports/audit.ts';
import type { Removed } from '../ports/tenants.ts';
import type { HoldsTenants } from './tenants.ts';

/** What administrators did, kept in memory. */
export class MemoryAudit implements AuditLog, HoldsTenants {
  readonly #acts: Act[] = [];

  async write(act: Act): Promise<void> {
    this.#acts.push(act);
  }

  async read(tenantId: string, most: number): Promise<readonly Act[]> {
    const own = this.#acts.filter((act) => act.tenantId === tenantId);
    return own.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, most);
  }

  removeTenant(id: string): Removed {
    const own = this.#acts.filter(({ tenantId }) => tenantId === id);
    for (const act of own) this.#acts.splice(this.#acts.indexOf(act), 1);
    return { audit: own.length };
  }
}
