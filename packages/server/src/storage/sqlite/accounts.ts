import type {
  Account,
  AccountSession,
  AccountStore,
  LinkUse,
  Membership,
  OneTimeLink,
  SignedInAccount,
} from '@imagechat/core/ports/accounts';
import type { Passkey } from '@imagechat/core/ports/passkeys';
import {
  accountOf,
  accountQueries,
  accountsOf,
  linkOf,
  linksOf,
  membersOf,
  membershipsOf,
  rowOfAccount,
  rowOfLink,
} from '../queries/accounts.ts';
import { passkeyQueries, rowOfPasskey } from '../queries/passkeys.ts';
import type { Connection, PreparedAll, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';

type Queries = PreparedAll<ReturnType<typeof accountQueries>>;

/** Reads who may sign in to the dashboard. What it returns is what {@link AccountStore} says. */
export class AccountReader {
  readonly #transaction: Transaction;
  readonly #queries: Queries;

  constructor(connection: Connection, transaction: Transaction) {
    this.#transaction = transaction;
    this.#queries = connection.prepareAll(accountQueries(sqliteBuilder));
  }

  hasOwner(): boolean {
    return this.#queries.owners.first({}) !== undefined;
  }

  owners(): readonly Account[] {
    return accountsOf(this.#queries.owners.all({}));
  }

  find(id: string): Account | undefined {
    const row = this.#queries.account.first({ id });
    return row && accountOf(row);
  }

  byLogin(login: string): Account | undefined {
    const row = this.#queries.byLogin.first({ login });
    return row && accountOf(row);
  }

  members(tenantId: string): readonly (readonly [Account, Membership | null])[] {
    return this.#transaction(() =>
      membersOf(tenantId, this.#queries.owners.all({}), this.#queries.members.all({ tenantId })),
    );
  }

  link(hash: string, now: number): OneTimeLink | undefined {
    return this.#transaction(() => goodLink(this.#queries, hash, now));
  }

  invitations(tenantId: string, now: number): readonly OneTimeLink[] {
    return linksOf(this.#queries.invitations.all({ tenantId, now }));
  }

  session(hash: string, now: number): SignedInAccount | undefined {
    return this.#transaction(() => {
      const session = this.#queries.session.first({ hash, now });
      const row = session && this.#queries.account.first({ id: session.account_id });
      if (!row) return undefined;
      const memberships = membershipsOf(this.#queries.membershipsOf.all({ accountId: row.id }));
      return { account: accountOf(row), memberships, since: session.created_at };
    });
  }
}

/** Changes who may sign in to the dashboard. What it returns is what {@link AccountStore} says. */
export class AccountWriter {
  readonly #transaction: Transaction;
  readonly #queries: Queries;
  readonly #passkeys: PreparedAll<ReturnType<typeof passkeyQueries>>;

  constructor(connection: Connection, transaction: Transaction) {
    this.#transaction = transaction;
    this.#queries = connection.prepareAll(accountQueries(sqliteBuilder));
    this.#passkeys = connection.prepareAll(passkeyQueries(sqliteBuilder));
  }

  removeMember(tenantId: string, accountId: string): boolean {
    return this.#transaction(() => this.#queries.removeMember.first({ tenantId, accountId }) !== undefined);
  }

  addLink(link: OneTimeLink): void {
    this.#transaction(() => {
      if (link.kind === 'setup') this.#queries.forgetSetUp.run({});
      if (link.kind === 'password') this.#queries.forgetRecovery.run({ accountId: link.accountId });
      this.#queries.addLink.run(rowOfLink(link));
    });
  }

  removeInvitation(tenantId: string, hash: string): boolean {
    return this.#transaction(() => this.#queries.takeLink.first({ tenantId, hash }) !== undefined);
  }

  useLink(hash: string, account: Account, now: number, passkey?: Passkey | null): LinkUse {
    return this.#transaction(() => {
      const link = goodLink(this.#queries, hash, now);
      if (!link || link.kind === 'password') return 'gone';
      const { login } = account;
      const other = this.#queries.byLogin.first({ login });
      if (other && other.id !== account.id) return 'taken';
      const { tenantId, role, kind } = link;
      this.#queries.takeLink.first({ tenantId, hash });
      this.#queries.addAccount.run(rowOfAccount(account));
      if (passkey) this.#passkeys.addPasskey.run(rowOfPasskey(passkey));
      if (kind === 'setup') this.#queries.forgetSetUp.run({});
      else this.#queries.putMembership.run({ tenantId, accountId: account.id, role, createdAt: now });
      return 'used';
    });
  }

  changePassword(accountId: string, passwordHash: string, keep: string | null): boolean {
    return this.#transaction(() => {
      const changed = this.#queries.setPassword.first({ id: accountId, passwordHash });
      this.#queries.endSessionsOf.run({ accountId, keep: keep ?? '' });
      return changed !== undefined;
    });
  }

  recover(hash: string, passwordHash: string, now: number): Account | undefined {
    return this.#transaction(() => {
      const link = this.#queries.link.first({ hash, now });
      if (link?.kind !== 'password' || link.account_id === null) return undefined;
      const accountId = link.account_id;
      this.#queries.takeLink.first({ tenantId: '', hash });
      const row = this.#queries.setPassword.first({ id: accountId, passwordHash });
      this.#queries.endSessionsOf.run({ accountId, keep: '' });
      return row && accountOf(row);
    });
  }

  openSession(session: AccountSession): void {
    this.#transaction(() => {
      this.#queries.forgetSessions.run({ now: session.createdAt });
      this.#queries.openSession.run({ ...session });
    });
  }

  endOtherSessions(accountId: string, keep: string): void {
    this.#transaction(() => this.#queries.endSessionsOf.run({ accountId, keep }));
  }

  endSession(hash: string): void {
    this.#transaction(() => this.#queries.endSession.run({ hash }));
  }
}

function goodLink(queries: Queries, hash: string, now: number): OneTimeLink | undefined {
  const row = queries.link.first({ hash, now });
  if (!row || (row.kind === 'setup' && queries.owners.first({}))) return undefined;
  return linkOf(row);
}
