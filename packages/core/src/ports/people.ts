import { utcDay } from '../utc-day.ts';
import type { Created } from './storage.ts';
/** What a tenant, or the visitor, says of a person. What is left out stays as it was; null clears it. */
export interface Profile {
  readonly username: string;
  readonly displayName?: string | null;
  /** What the tenant wants to stand beside the name. */
  readonly displayLabel?: string | null;
  /** An https address. */
  readonly avatar?: string | null;
  readonly websiteUrl?: string | null;
  readonly email?: string | null;
  /** Null is every group. */
  readonly groupIds?: readonly string[] | null;
  readonly locale?: string | null;
  readonly isAdmin: boolean;
  readonly isModerator: boolean;
  /** True when the tenant proved it. */
  readonly verified: boolean;
}

/** Somebody who was here under a name, as kept. */
export interface Person extends Required<Profile> {
  readonly tenantId: string;
  /** The actor id: for users of the tenant's own `tenantId:id`, so that no id of another kind can be one of theirs. */
  readonly id: string;
  /** The short key under which the picture is asked for; null without one. */
  readonly avatarKey: string | null;
  /** When what is kept of the person was signed or said, in ms; older data changes nothing of it. */
  readonly signedAt: number;
  /** The address of the last sign-in as a salted hash, null when unknown. */
  readonly addressHash: string | null;
  /** Server time in ms. */
  readonly createdAt: number;
  /** Server time in ms of the last sign-in. */
  readonly updatedAt: number;
}

/** A sign-in to be kept. */
export interface SignIn {
  readonly tenantId: string;
  readonly id: string;
  readonly profile: Profile;
  readonly avatarKey?: string | null;
  readonly addressHash: string | null;
  /** When the tenant signed the profile, in ms. */
  readonly signedAt: number;
  /** Server time in ms. */
  readonly at: number;
}

/** The person after a sign-in, and before it; undefined for who was never here. */
export interface SignedIn {
  readonly person: Person;
  readonly before: Person | undefined;
}

/** People by tenant, durable. Methods reject only when the engine cannot read or write. */
export interface PeopleStore {
  /** Makes or updates a person; resolves once that is on disk. One the tenant proved for the first time counts in its usage (M1). */
  signIn(signIn: SignIn): Promise<SignedIn>;
  find(tenantId: string, id: string): Promise<Person | undefined>;
  /** The address of the picture with that key; undefined when nobody of the tenant has it. */
  avatar(tenantId: string, key: string): Promise<string | undefined>;
  /** Everybody whose id comes after that one ('' is before all), in order of id. */
  page(tenantId: string, after: string, most: number): Promise<readonly Person[]>;
  /** Who was here last, the latest first. */
  latest(tenantId: string, most: number): Promise<readonly Person[]>;
  /** Those whose username, display name or email begins so, in any of {@link spellings}; the latest first, `most` at most. */
  search(tenantId: string, text: string, most: number): Promise<readonly Person[]>;
}

/** How somebody may write a name that was typed in haste: as it stands, small, in capitals, each word with one. */
export function spellings(text: string): readonly string[] {
  const plain = text.trim();
  const small = plain.toLowerCase();
  const titled = small.replace(
    /(^|[\s-])(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
  return [...new Set([plain, small, plain.toUpperCase(), titled])].filter((each) => each !== '');
}

/** What several searches found, as one list: each person once, the latest first. */
export function foundPeople(found: readonly Person[], most: number): readonly Person[] {
  const all = new Map(found.map((person) => [person.id, person]));
  return [...all.values()].sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1)).slice(0, most);
}

/**
 * The person that a sign-in leaves behind. A profile signed earlier than the one that is kept changes nothing of it: a page that lay open
 * must not bring back rights that were taken since.
 */
export function afterSignIn(before: Person | undefined, signIn: SignIn): Person {
  const { tenantId, id, profile, avatarKey, addressHash, at, signedAt } = signIn;
  const seen = { addressHash: addressHash ?? before?.addressHash ?? null, updatedAt: at };
  if (before && signedAt < before.signedAt) return { ...before, ...seen };
  return {
    ...NOTHING_SAID,
    ...before,
    ...profile,
    tenantId,
    id,
    avatarKey: avatarKey === undefined ? (before?.avatarKey ?? null) : avatarKey,
    signedAt,
    createdAt: before?.createdAt ?? at,
    ...seen,
  };
}

const NOTHING_SAID = {
  displayName: null,
  displayLabel: null,
  avatar: null,
  websiteUrl: null,
  email: null,
  groupIds: null,
  locale: null,
} as const;

/** What a first sign-in that the tenant proved adds to its usage, once; nothing for anyone else (M1). */
export function accountCreated({ person, before }: SignedIn): Created | undefined {
  if (!person.verified || before?.verified) return undefined;
  const { tenantId, updatedAt } = person;
  // A sign-in is the tenant's, on whatever page it was.
  return { tenantId, site: '', day: utcDay(updatedAt), conversations: 0, comments: 0, votes: 0, accounts: 1 };
}
