/** A public key of somebody who signs in to the dashboard without a password (W3C Web Authentication, Level 3). */
export interface Passkey {
  /** The credential's id, base64url; nobody else's. */
  readonly id: string;
  readonly accountId: string;
  /** What its owner calls it. */
  readonly name: string;
  /** A COSE key (RFC 9052), base64url. */
  readonly publicKey: string;
  /** How often the authenticator says it signed; stays 0 where it does not count. */
  readonly counter: number;
  /** How a browser reaches it: `internal`, `usb`, … */
  readonly transports: readonly string[];
  /** True when it is kept elsewhere too, as password managers do. */
  readonly backedUp: boolean;
  /** The host name it was made for, and is good at. */
  readonly rpId: string;
  /** Server times in ms; null while it was never used. */
  readonly createdAt: number;
  readonly usedAt: number | null;
}

/** What a challenge is asked for: what it was not asked for it does not open. */
export type ChallengePurpose = 'sign-in' | 'add' | 'setup' | 'invitation';

/** A question that one signature answers. Kept as a hash, like everything that opens something. */
export interface Challenge {
  /** SHA-256 of the challenge, hex. */
  readonly hash: string;
  readonly purpose: ChallengePurpose;
  /** The hash of the session or link it belongs to; '' for signing in. */
  readonly bound: string;
  /** The host name it was asked at. */
  readonly rpId: string;
  /** For whom a passkey is to be made; '' for signing in. */
  readonly accountId: string;
  /** Server times in ms. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** How many passkeys an account can have. */
export const MOST_PASSKEYS = 20;

/** What came of adding one: `taken` when its id is somebody's already, `full` at {@link MOST_PASSKEYS}. */
export type PasskeyAdded = 'added' | 'taken' | 'full';

/** What came of removing one: `last` when its account would have no way in without it. */
export type PasskeyRemoved = 'removed' | 'gone' | 'last';

/**
 * Passkeys and the challenges that are open, durable and the same for every process. Methods reject only when the engine cannot read or write; what
 * changes something resolves once that is on disk. The first passkey of a new account comes with `AccountStore.useLink`.
 */
export interface PasskeyStore {
  find(id: string): Promise<Passkey | undefined>;
  /** Oldest first. */
  of(accountId: string): Promise<readonly Passkey[]>;
  add(passkey: Passkey): Promise<PasskeyAdded>;
  /** False when that account has no such passkey. */
  rename(accountId: string, id: string, name: string): Promise<boolean>;
  /**
   * Notes a use at `at`, in ms. False, and nothing is noted, when the counter did not go on from where it was: then somebody has a copy of the key, or
   * the same answer came twice at a time. An authenticator that does not count says 0 each time.
   */
  use(id: string, counter: number, at: number): Promise<boolean>;
  /** Never the last way in: of two that are removed at a time, an account without a password keeps one. */
  remove(accountId: string, id: string): Promise<PasskeyRemoved>;
  /** Those that expired by then are forgotten. */
  addChallenge(challenge: Challenge): Promise<void>;
  /** A challenge that is good at `now`, in ms, taken away: of many who ask at a time one gets it. */
  takeChallenge(hash: string, now: number): Promise<Challenge | undefined>;
}
