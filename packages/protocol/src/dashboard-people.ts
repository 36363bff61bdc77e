/** Somebody who was here under a name, as `GET /dashboard/api/tenants/:tenantId/people` tells. */
export interface ToldPerson {
  /** The actor id. */
  readonly id: string;
  readonly name: string;
  readonly username: string;
  /** Told to admins and owners only; null when none is known. */
  readonly email: string | null;
  readonly kind: 'admin' | 'moderator' | 'user' | 'visitor';
  /** True when the site proved who it is. */
  readonly verified: boolean;
  /** Server times in ms: the first and the last sign-in. */
  readonly since: number;
  readonly seen: number;
}

/** The answer to a search, or who was here last. */
export interface FoundPeople {
  readonly people: readonly ToldPerson[];
  /** True when there may be more than were told. */
  readonly more: boolean;
}

/** A ban that lasts, as `GET /dashboard/api/tenants/:tenantId/bans` tells. */
export interface StandingBan {
  readonly id: string;
  /** Null for one of everybody at an address. */
  readonly actorId: string | null;
  /** The name of who is banned, where one is known. */
  readonly name: string | null;
  /** True when they are not told. */
  readonly shadow: boolean;
  /** Server times in ms; `until` null for good. */
  readonly until: number | null;
  readonly createdAt: number;
  /** Who banned, by name where one is known. */
  readonly by: string;
}
