import type { InvitedRole } from '@imagechat/protocol/dashboard';
import type { Passkey } from './passkeys.ts';

/** Somebody who signs in to the dashboard. */
export interface Account {
  readonly id: string;
  /** What one signs in with, an email address in lower case; nobody else's. */
  readonly login: string;
  readonly name: string;
  /** Argon2id, as a PHC string; null for who signs in with passkeys only. */
  readonly passwordHash: string | null;
  /** True for who owns the server: every tenant is theirs. */
  readonly isOwner: boolean;
  /** Server time in ms. */
  readonly createdAt: number;
}

/** What an account may do in one tenant. */
export interface Membership {
  readonly tenantId: string;
  readonly accountId: string;
  readonly role: InvitedRole;
  /** Server time in ms. */
  readonly createdAt: number;
}

/** A browser that is signed in. What it holds is kept as a hash, so that who reads the database cannot be anybody. */
export interface AccountSession {
  /** SHA-256 of what the cookie says, hex. */
  readonly hash: string;
  readonly accountId: string;
  /** Server times in ms. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A link that lets somebody in, once. */
export interface OneTimeLink {
  /** SHA-256 of the secret in it, hex. */
  readonly hash: string;
  readonly kind: 'setup' | 'invitation' | 'password';
  /** '' for set-up and passwords. */
  readonly tenantId: string;
  readonly role: InvitedRole;
  /** Whose password it gives anew; null for the others. */
  readonly accountId: string | null;
  /** An account id, or `command line`. */
  readonly createdBy: string;
  /** Server times in ms. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What came of using a link: `gone` when it is not good, or not any more; `taken` when somebody else has that login. */
export type LinkUse = 'used' | 'gone' | 'taken';

/** Who is signed in, with what they may do where; of an owner, no memberships are needed. */
export interface SignedInAccount {
  readonly account: Account;
  readonly memberships: readonly Membership[];
  /** When they signed in, server time in ms. */
  readonly since: number;
}

/**
 * Who may sign in to the dashboard, durable. Methods reject only when the engine cannot read or write; what changes something resolves once
 * that is on disk.
 */
export interface AccountStore {
  /** True once somebody owns the server. */
  hasOwner(): Promise<boolean>;
  /** Oldest first. */
  owners(): Promise<readonly Account[]>;
  find(id: string): Promise<Account | undefined>;
  byLogin(login: string): Promise<Account | undefined>;
  /** Owners, who have no membership, and the members of a tenant; oldest first. */
  members(tenantId: string): Promise<readonly (readonly [Account, Membership | null])[]>;
  /** Takes a membership away. False when there was none. */
  removeMember(tenantId: string, accountId: string): Promise<boolean>;
  /** A new link for set-up takes the place of the one before, and so does one for a password of the same account. */
  addLink(link: OneTimeLink): Promise<void>;
  /** A link that is good at `now`, in ms: for set-up only while nobody owns the server. */
  link(hash: string, now: number): Promise<OneTimeLink | undefined>;
  /** A tenant's invitations that are good at `now`, oldest first. */
  invitations(tenantId: string, now: number): Promise<readonly OneTimeLink[]>;
  /** Takes a tenant's invitation back. False when there was none. */
  removeInvitation(tenantId: string, hash: string): Promise<boolean>;
  /**
   * Uses a link up and makes the account what the link says, both or neither: the first owner, or a member. The account may be there already.
   * Of many who use one link at a time one succeeds. A new account may come with its first passkey, whose id nobody may have.
   */
  useLink(hash: string, account: Account, now: number, passkey?: Passkey | null): Promise<LinkUse>;
  /** Gives an account another password and ends its sessions but the one of that hash. False when there is no such account. */
  changePassword(accountId: string, passwordHash: string, keep: string | null): Promise<boolean>;
  /**
   * Uses a link for a password up, gives its account that password and ends all its sessions, all or nothing; undefined when the link is not
   * good. Of many who use one link at a time one succeeds.
   */
  recover(hash: string, passwordHash: string, now: number): Promise<Account | undefined>;
  openSession(session: AccountSession): Promise<void>;
  /** Who holds a session that is good at `now`, in ms. */
  session(hash: string, now: number): Promise<SignedInAccount | undefined>;
  endSession(hash: string): Promise<void>;
  /** Ends an account's sessions but the one of that hash. */
  endOtherSessions(accountId: string, keep: string): Promise<void>;
}
