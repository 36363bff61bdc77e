import { type Ban, type BanStore, type Exclusions, type SignOut, laterSignOut } from '../ports/bans.ts';
import type { Removed } from '../ports/tenants.ts';
import type { HoldsTenants } from './tenants.ts';

interface Held {
  readonly bans: Map<string, Ban>;
  readonly signOuts: Map<string, SignOut>;
}

/** Bans and sign-outs kept in memory. */
export class MemoryBans implements BanStore, HoldsTenants {
  readonly #tenants = new Map<string, Held>();
  readonly #changed: () => void;

  /** `changed` is told of every change, for whoever answers for the version. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  async exclusions(tenantId: string, now: number): Promise<Exclusions> {
    const { bans, signOuts } = this.#of(tenantId);
    const lasting = [...bans.values()].filter(({ until }) => until === null || until > now);
    return { bans: lasting, signOuts: [...signOuts.values()] };
  }

  async ban(tenantId: string, ban: Ban): Promise<boolean> {
    const { bans } = this.#of(tenantId);
    if (bans.has(ban.id)) return false;
    bans.set(ban.id, ban);
    this.#changed();
    return true;
  }

  async unban(tenantId: string, id: string): Promise<Ban | undefined> {
    const { bans } = this.#of(tenantId);
    const ban = bans.get(id);
    if (bans.delete(id)) this.#changed();
    return ban;
  }

  async signOut(tenantId: string, signOut: SignOut): Promise<void> {
    const { signOuts } = this.#of(tenantId);
    signOuts.set(signOut.actorId, laterSignOut(signOuts.get(signOut.actorId), signOut));
    this.#changed();
  }

  removeTenant(id: string): Removed {
    const { bans, signOuts } = this.#of(id);
    this.#tenants.delete(id);
    return { bans: bans.size, sign_outs: signOuts.size };
  }

  #of(tenantId: string): Held {
    const held = this.#tenants.get(tenantId) ?? { bans: new Map(), signOuts: new Map() };
    this.#tenants.set(tenantId, held);
    return held;
  }
}
