import type {
  Account,
  AccountSession,
  AccountStore,
  LinkUse,
  Membership,
  OneTimeLink,
  SignedInAccount,
} from '../ports/accounts.ts';
import type { Passkey } from '../ports/passkeys.ts';
import type { Removed } from '../ports/tenants.ts';
import { MemoryPasskeys } from './passkeys.ts';
import type { HoldsTenants } from './tenants.ts';

/** Who may sign in to the dashboard, kept in memory. */
export class MemoryAccounts implements AccountStore, HoldsTenants {
  /** Theirs. */
  readonly passkeys = new MemoryPasskeys((id) => this.#accounts.get(id)?.passwordHash != null);
  readonly #accounts = new Map<string, Account>();
  readonly #sessions = new Map<string, AccountSession>();
  readonly #links = new Map<string, OneTimeLink>();
  #memberships: readonly Membership[] = [];

  async hasOwner(): Promise<boolean> {
    return [...this.#accounts.values()].some(({ isOwner }) => isOwner);
  }

  async owners(): Promise<readonly Account[]> {
    return [...this.#accounts.values()]
      .filter(({ isOwner }) => isOwner)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  async find(id: string): Promise<Account | undefined> {
    return this.#accounts.get(id);
  }

  async byLogin(login: string): Promise<Account | undefined> {
    return [...this.#accounts.values()].find((account) => account.login === login);
  }

  async members(tenantId: string): Promise<readonly (readonly [Account, Membership | null])[]> {
    const all = [...this.#accounts.values()].sort(
      (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
    );
    return all.flatMap((account) => {
      const membership = this.#membershipsOf(account.id).find((each) => each.tenantId === tenantId);
      return account.isOwner || membership ? [[account, membership ?? null] as const] : [];
    });
  }

  async removeMember(tenantId: string, accountId: string): Promise<boolean> {
    const before = this.#memberships;
    this.#memberships = before.filter((each) => each.tenantId !== tenantId || each.accountId !== accountId);
    return this.#memberships.length < before.length;
  }

  async addLink(link: OneTimeLink): Promise<void> {
    if (link.kind === 'setup') this.#forgetSetUp();
    if (link.kind === 'password')
      for (const { accountId, hash } of this.#links.values())
        if (accountId === link.accountId) this.#links.delete(hash);
    this.#links.set(link.hash, link);
  }

  async link(hash: string, now: number): Promise<OneTimeLink | undefined> {
    const link = this.#links.get(hash);
    if (!link || link.expiresAt <= now) return undefined;
    return link.kind === 'setup' && (await this.hasOwner()) ? undefined : link;
  }

  async invitations(tenantId: string, now: number): Promise<readonly OneTimeLink[]> {
    return [...this.#links.values()]
      .filter((link) => link.kind === 'invitation' && link.tenantId === tenantId && link.expiresAt > now)
      .sort((a, b) => a.createdAt - b.createdAt || (a.hash < b.hash ? -1 : 1));
  }

  async removeInvitation(tenantId: string, hash: string): Promise<boolean> {
    const link = this.#links.get(hash);
    return link?.kind === 'invitation' && link.tenantId === tenantId && this.#links.delete(hash);
  }

  async useLink(hash: string, account: Account, now: number, passkey?: Passkey | null): Promise<LinkUse> {
    const link = await this.link(hash, now);
    if (!link || link.kind === 'password') return 'gone';
    const other = await this.byLogin(account.login);
    if (other && other.id !== account.id) return 'taken';
    const { kind, role, tenantId } = link;
    if (!this.#links.delete(hash)) return 'gone';
    if (!other) this.#accounts.set(account.id, account);
    if (passkey) await this.passkeys.add(passkey);
    if (kind === 'setup') {
      this.#forgetSetUp();
    } else {
      const others = this.#memberships.filter(
        (each) => each.tenantId !== tenantId || each.accountId !== account.id,
      );
      this.#memberships = [...others, { tenantId, accountId: account.id, role, createdAt: now }];
    }
    return 'used';
  }

  async changePassword(accountId: string, passwordHash: string, keep: string | null): Promise<boolean> {
    const account = this.#accounts.get(accountId);
    if (!account) return false;
    this.#accounts.set(accountId, { ...account, passwordHash });
    await this.endOtherSessions(accountId, keep ?? '');
    return true;
  }

  async endOtherSessions(accountId: string, keep: string): Promise<void> {
    for (const session of this.#sessions.values())
      if (session.accountId === accountId && session.hash !== keep) this.#sessions.delete(session.hash);
  }

  async recover(hash: string, passwordHash: string, now: number): Promise<Account | undefined> {
    const link = this.#links.get(hash);
    if (link?.kind !== 'password' || link.expiresAt <= now) return undefined;
    this.#links.delete(hash);
    const accountId = link.accountId ?? '';
    await this.changePassword(accountId, passwordHash, null);
    return this.#accounts.get(accountId);
  }

  async openSession(session: AccountSession): Promise<void> {
    this.#sessions.set(session.hash, session);
  }

  async session(hash: string, now: number): Promise<SignedInAccount | undefined> {
    const session = this.#sessions.get(hash);
    if (!session || session.expiresAt <= now) return undefined;
    const account = this.#accounts.get(session.accountId);
    return account && { account, memberships: this.#membershipsOf(account.id), since: session.createdAt };
  }

  async endSession(hash: string): Promise<void> {
    this.#sessions.delete(hash);
  }

  removeTenant(id: string): Removed {
    const before = this.#memberships.length;
    this.#memberships = this.#memberships.filter(({ tenantId }) => tenantId !== id);
    const own = [...this.#links.values()].filter(({ tenantId }) => tenantId === id);
    for (const { hash } of own) this.#links.delete(hash);
    return { memberships: before - this.#memberships.length, account_links: own.length };
  }

  #membershipsOf(id: string): readonly Membership[] {
    return this.#memberships
      .filter(({ accountId }) => accountId === id)
      .sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
  }

  #forgetSetUp(): void {
    for (const { hash, kind } of this.#links.values()) if (kind === 'setup') this.#links.delete(hash);
  }
}
