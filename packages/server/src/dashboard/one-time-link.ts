import type { AccountStore, OneTimeLink } from '@imagechat/core/ports/accounts';
import type { InvitedRole } from '@imagechat/protocol/dashboard';

const DAY_MS = 24 * 3600 * 1000;

/** How long a link for set-up is good, in ms; the next start prints another. */
export const SETUP_MS = DAY_MS;

/** How long a link for a password is good, in ms. */
export const RECOVERY_MS = 3600 * 1000;

/** How long an invitation is good, in ms. */
export const INVITATION_MS = 7 * DAY_MS;

/** A link as it is made: the secret is told once and kept nowhere. */
export interface NewLink {
  readonly secret: string;
  readonly link: OneTimeLink;
}

/** Whom an invitation is for. */
export interface Invited {
  readonly tenantId: string;
  readonly role: InvitedRole;
  /** The account id of who invites. */
  readonly by: string;
}

/** What is kept of a secret of ours: SHA-256 in hex. They are 32 random bytes, so nothing slower is needed. */
export function secretHash(secret: string): string {
  return new Bun.CryptoHasher('sha256').update(secret).digest('hex');
}

/** 32 random bytes in base64url. */
export function newSecret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** A link that makes the first owner. `now` in ms. */
export function newSetupLink(now: number): NewLink {
  const nobody = { tenantId: '', role: 'admin', accountId: null, createdBy: 'command line' } as const;
  return newLink({ kind: 'setup', ...nobody, createdAt: now, expiresAt: now + SETUP_MS });
}

/** A link that gives an account another password. `now` in ms. */
export function newRecoveryLink(accountId: string, now: number): NewLink {
  const whose = { tenantId: '', role: 'admin', accountId, createdBy: 'command line' } as const;
  return newLink({ kind: 'password', ...whose, createdAt: now, expiresAt: now + RECOVERY_MS });
}

/** A link that makes a member. `now` in ms. */
export function newInvitation({ tenantId, role, by }: Invited, now: number): NewLink {
  const whom = { kind: 'invitation', tenantId, role, accountId: null, createdBy: by } as const;
  return newLink({ ...whom, createdAt: now, expiresAt: now + INVITATION_MS });
}

/**
 * The secret of a new set-up link, while nobody owns the server; undefined afterwards.
 * @param now in ms
 */
export async function setupSecret(accounts: AccountStore, now: number): Promise<string | undefined> {
  if (await accounts.hasOwner()) return undefined;
  const { link, secret } = newSetupLink(now);
  await accounts.addLink(link);
  return secret;
}

/** The address to open: the secret stands behind the #, which browsers tell no server, so it is in no log. */
export function setupAddress(origin: string, secret: string): string {
  return `${origin}/dashboard/setup#${secret}`;
}

/** The address at which a link gives a new password. */
export function recoveryAddress(origin: string, secret: string): string {
  return `${origin}/dashboard/password#${secret}`;
}

function newLink(link: Omit<OneTimeLink, 'hash'>): NewLink {
  const secret = newSecret();
  return { secret, link: { hash: secretHash(secret), ...link } };
}
