/** Who a ban or a sign-out is about: an actor by id, or everyone at an address, by its salted hash. */
export type BanSubject =
  | { readonly kind: 'actor'; readonly actorId: string }
  | { readonly kind: 'address'; readonly addressHash: string };

/** Somebody who may not take part. */
export interface Ban {
  readonly id: string;
  readonly subject: BanSubject;
  /** True when they are not told: what they write is seen by themselves and moderators only. */
  readonly shadow: boolean;
  /** Server time in ms after which it is over, null for good. */
  readonly until: number | null;
  /** Server time in ms. */
  readonly createdAt: number;
  /** The actor id of who banned. */
  readonly by: string;
}

/** All sessions of an actor that began before a time (ms) are over. */
export interface SignOut {
  readonly actorId: string;
  readonly before: number;
  /** True when the actor has to sign in anew; false when the old session may be exchanged for one with the rights of now. */
  readonly final: boolean;
}

/** What a tenant holds against some. */
export interface Exclusions {
  /** Oldest first; those that are over may be among them. */
  readonly bans: readonly Ban[];
  readonly signOuts: readonly SignOut[];
}

/**
 * Bans and sign-outs by tenant, durable. Methods reject only when the engine cannot read or write; what changes something
 * resolves once it is on disk, and raises the version of {@link TenantStore}.
 */
export interface BanStore {
  /** All of a tenant's that are not over at `now`, in ms. */
  exclusions(tenantId: string, now: number): Promise<Exclusions>;
  /** Adds a ban. False when its id was in use. */
  ban(tenantId: string, ban: Ban): Promise<boolean>;
  /** Lifts a ban; undefined when there was none of that id. */
  unban(tenantId: string, id: string): Promise<Ban | undefined>;
  /** Of two of one actor the later stands; what was final stays so. */
  signOut(tenantId: string, signOut: SignOut): Promise<void>;
}

/** What is kept of two sign-outs of one actor. */
export function laterSignOut(before: SignOut | undefined, signOut: SignOut): SignOut {
  if (!before) return signOut;
  const later = signOut.before >= before.before ? signOut : before;
  return { ...later, final: before.final || signOut.final };
}
