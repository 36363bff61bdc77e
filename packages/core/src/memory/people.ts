import {
  type PeopleStore,
  type Person,
  type SignIn,
  type SignedIn,
  accountCreated,
  afterSignIn,
  foundPeople,
  spellings,
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

  async page(tenantId: string, after: string, most: number): Promise<readonly Person[]> {
    return [...(this.#people.get(tenantId)?.values() ?? [])]
      .filter(({ id }) => id > after)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, most);
  }

  async latest(tenantId: string, most: number): Promise<readonly Person[]> {
    return foundPeople([...(this.#people.get(tenantId)?.values() ?? [])], most);
  }

  async search(tenantId: string, text: string, most: number): Promise<readonly Person[]> {
    const all = [...(this.#people.get(tenantId)?.values() ?? [])];
    const begins = ({ displayName, email, username }: Person): boolean =>
      spellings(text).some((each) => [displayName, email, username].some((own) => own?.startsWith(each)));
    return foundPeople(all.filter(begins), most);
  }

  removeTenant(id: string): Removed {
    const users = this.#people.get(id)?.size ?? 0;
    this.#people.delete(id);
    return { users };
  }
}
