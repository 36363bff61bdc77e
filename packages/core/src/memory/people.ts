import {
  type PeopleStore,
  type Person,
  type SignIn,
  type SignedIn,
  accountCreated,
  afterSignIn,
} from '../ports/people.ts';
import type { Removed } from '../ports/tenants.ts';
import type { HoldsTenants } from './tenants.ts';
import { MemoryUsage } from './usage.ts';

/** People kept in memory. */
export class MemoryPeople implements PeopleStore, HoldsTenants {
  /** By tenant, then by id. */
  readonly #people = new Map<string, Map<string, Person>>();
  readonly #usage: MemoryUsage;

  /** Who comes for the first time counts in `usage`. */
  constructor(usage = new MemoryUsage()) {
    this.#usage = usage;
  }

  async signIn(signIn: SignIn): Promise<SignedIn> {
    const people = this.#people.get(signIn.tenantId) ?? new Map<string, Person>();
    this.#people.set(signIn.tenantId, people);
    const before = people.get(signIn.id);
    const person = afterSignIn(before, signIn);
    people.set(signIn.id, person);
    const created = accountCreated({ person, before });
    if (created) this.#usage.add([created]);
    return { person, before };
  }

  async find(tenantId: string, id: string): Promise<Person | undefined> {
    return this.#people.get(tenantId)?.get(id);
  }

  async avatar(tenantId: string, key: string): Promise<string | undefined> {
    const all = this.#people.get(tenantId)?.values() ?? [];
    for (const { avatar, avatarKey } of all) if (avatarKey === key && avatar !== null) return avatar;
    return undefined;
  }

  removeTenant(id: string): Removed {
    const users = this.#people.get(id)?.size ?? 0;
    this.#people.delete(id);
    return { users };
  }
}
