import type { ChallengePurpose } from '@imagechat/core/ports/passkeys';
import type { InvitedRole } from '@imagechat/protocol/dashboard';

/** Who signs in to the dashboard. */
export interface AccountsTable {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  /** Argon2id, as a PHC string; '' for who has no password. */
  readonly password_hash: string;
  readonly is_owner: number;
  readonly created_at: number;
}

/** What accounts may do in which tenant. */
export interface MembershipsTable {
  readonly tenant_id: string;
  readonly account_id: string;
  readonly role: InvitedRole;
  readonly created_at: number;
}

/** Browsers that are signed in. */
export interface AccountSessionsTable {
  /** SHA-256 of what the cookie says, hex. */
  readonly hash: string;
  readonly account_id: string;
  readonly created_at: number;
  readonly expires_at: number;
}

/** Links that let somebody in once. */
export interface AccountLinksTable {
  /** SHA-256 of the secret in it, hex. */
  readonly hash: string;
  readonly kind: 'setup' | 'invitation' | 'password';
  /** '' for set-up and passwords. */
  readonly tenant_id: string;
  readonly role: InvitedRole;
  readonly created_by: string;
  readonly created_at: number;
  readonly expires_at: number;
  /** Whose password it gives anew. */
  readonly account_id: string | null;
}

/** Public keys of who signs in without a password. */
export interface PasskeysTable {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
  /** A COSE key, base64url. */
  readonly public_key: string;
  readonly counter: number;
  /** JSON: an array of strings. */
  readonly transports: string;
  readonly backed_up: number;
  readonly rp_id: string;
  readonly created_at: number;
  readonly used_at: number | null;
}

/** Challenges that nobody answered yet. */
export interface AccountChallengesTable {
  /** SHA-256 of the challenge, hex. */
  readonly hash: string;
  readonly purpose: ChallengePurpose;
  readonly bound: string;
  readonly rp_id: string;
  readonly account_id: string;
  readonly created_at: number;
  readonly expires_at: number;
}
