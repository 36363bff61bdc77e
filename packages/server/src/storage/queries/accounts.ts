import type { Account, AccountSession, Membership, OneTimeLink } from '@imagechat/core/ports/accounts';
import type { InvitedRole } from '@imagechat/protocol/dashboard';
import type { AccountLinksTable, AccountsTable, MembershipsTable } from '../account-schema.ts';
import { type Arg, type Builder, asGiven, define } from '../query.ts';

/** Who signs in to the dashboard. */
export function accountQueries(builder: Builder) {
  return { ...accounts(builder), ...memberships(builder), ...sessions(builder), ...links(builder) };
}

function accounts({ db }: Builder) {
  const all = db.selectFrom('accounts').selectAll();
  return {
    owners: define(() => all.where('is_owner', '=', 1)),
    account: define((arg: Arg<{ id: string }>) => all.where('id', '=', arg('id'))),
    byLogin: define((arg: Arg<{ login: string }>) => all.where('login', '=', arg('login'))),
    addAccount: define((arg: Arg<Row<AccountsTable>>) =>
      db
        .insertInto('accounts')
        .values({
          id: arg('id'),
          login: arg('login'),
          name: arg('name'),
          password_hash: arg('password_hash'),
          is_owner: arg('is_owner'),
          created_at: arg('created_at'),
        })
        .onConflict((conflict) => conflict.column('id').doNothing()),
    ),
    /** Answers with whose it was. */
    setPassword: define((arg: Arg<{ id: string; passwordHash: string }>) =>
      db
        .updateTable('accounts')
        .set({ password_hash: arg('passwordHash') })
        .where('id', '=', arg('id'))
        .returningAll(),
    ),
  };
}

function memberships({ db }: Builder) {
  return {
    members: define((arg: Arg<{ tenantId: string }>) =>
      db
        .selectFrom('memberships')
        .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
        .selectAll('accounts')
        .select(['memberships.role', 'memberships.created_at as since'])
        .where('memberships.tenant_id', '=', arg('tenantId')),
    ),
    membershipsOf: define((arg: Arg<{ accountId: string }>) =>
      db.selectFrom('memberships').selectAll().where('account_id', '=', arg('accountId')),
    ),
    putMembership: define(
      (arg: Arg<{ tenantId: string; accountId: string; role: InvitedRole; createdAt: number }>) =>
        db
          .insertInto('memberships')
          .values({
            tenant_id: arg('tenantId'),
            account_id: arg('accountId'),
            role: arg('role'),
            created_at: arg('createdAt'),
          })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'account_id']).doUpdateSet(asGiven('role', 'created_at')),
          ),
    ),
    /** Answers with whom it took away. */
    removeMember: define((arg: Arg<{ tenantId: string; accountId: string }>) =>
      db
        .deleteFrom('memberships')
        .where('tenant_id', '=', arg('tenantId'))
        .where('account_id', '=', arg('accountId'))
        .returning('account_id'),
    ),
  };
}

function sessions({ db }: Builder) {
  return {
    session: define((arg: Arg<{ hash: string; now: number }>) =>
      db
        .selectFrom('account_sessions')
        .selectAll()
        .where('hash', '=', arg('hash'))
        .where('expires_at', '>', arg('now')),
    ),
    openSession: define((arg: Arg<{ [Name in keyof AccountSession]: AccountSession[Name] }>) =>
      db.insertInto('account_sessions').values({
        hash: arg('hash'),
        account_id: arg('accountId'),
        created_at: arg('createdAt'),
        expires_at: arg('expiresAt'),
      }),
    ),
    endSession: define((arg: Arg<{ hash: string }>) =>
      db.deleteFrom('account_sessions').where('hash', '=', arg('hash')),
    ),
    /** All of an account but one. */
    endSessionsOf: define((arg: Arg<{ accountId: string; keep: string }>) =>
      db
        .deleteFrom('account_sessions')
        .where('account_id', '=', arg('accountId'))
        .where('hash', '!=', arg('keep')),
    ),
    /** Sessions nobody ended are forgotten when somebody signs in. */
    forgetSessions: define((arg: Arg<{ now: number }>) =>
      db.deleteFrom('account_sessions').where('expires_at', '<=', arg('now')),
    ),
  };
}

function links({ db }: Builder) {
  const all = db.selectFrom('account_links').selectAll();
  return {
    link: define((arg: Arg<{ hash: string; now: number }>) =>
      all.where('hash', '=', arg('hash')).where('expires_at', '>', arg('now')),
    ),
    invitations: define((arg: Arg<{ tenantId: string; now: number }>) =>
      all
        .where('tenant_id', '=', arg('tenantId'))
        .where('kind', '=', 'invitation')
        .where('expires_at', '>', arg('now')),
    ),
    addLink: define((arg: Arg<Row<AccountLinksTable>>) =>
      db.insertInto('account_links').values({
        hash: arg('hash'),
        kind: arg('kind'),
        tenant_id: arg('tenant_id'),
        role: arg('role'),
        created_by: arg('created_by'),
        created_at: arg('created_at'),
        expires_at: arg('expires_at'),
        account_id: arg('account_id'),
      }),
    ),
    forgetSetUp: define(() =>
      db.deleteFrom('account_links').where('tenant_id', '=', '').where('kind', '=', 'setup'),
    ),
    /** Those for a password of one account, which are of no tenant. */
    forgetRecovery: define((arg: Arg<{ accountId: string | null }>) =>
      db
        .deleteFrom('account_links')
        .where('tenant_id', '=', '')
        .where('kind', '=', 'password')
        .where('account_id', '=', arg('accountId')),
    ),
    /** Answers with what it took away; of several who ask at a time one gets it. */
    takeLink: define((arg: Arg<{ tenantId: string; hash: string }>) =>
      db
        .deleteFrom('account_links')
        .where('hash', '=', arg('hash'))
        .where('tenant_id', '=', arg('tenantId'))
        .returning('hash'),
    ),
  };
}

type Row<Table> = { [Column in keyof Table]: Table[Column] };

/** Rows as the rest of the server knows them. */
export function accountOf(row: AccountsTable): Account {
  const { id, login, name } = row;
  const isOwner = row.is_owner === 1;
  const passwordHash = row.password_hash === '' ? null : row.password_hash;
  return { id, login, name, passwordHash, isOwner, createdAt: row.created_at };
}

/** The other way round. */
export function rowOfAccount(account: Account): Row<AccountsTable> {
  const { id, login, name, passwordHash, isOwner, createdAt } = account;
  return {
    ...{ id, login, name, password_hash: passwordHash ?? '' },
    ...{ is_owner: Number(isOwner), created_at: createdAt },
  };
}

/** A membership as the rest of the server knows it. */
export function membershipOf(row: MembershipsTable): Membership {
  return { tenantId: row.tenant_id, accountId: row.account_id, role: row.role, createdAt: row.created_at };
}

/** A link as the rest of the server knows it. */
export function linkOf(row: AccountLinksTable): OneTimeLink {
  const { hash, kind, role } = row;
  return {
    ...{ hash, kind, role, tenantId: row.tenant_id, createdBy: row.created_by },
    ...{ createdAt: row.created_at, expiresAt: row.expires_at, accountId: row.account_id },
  };
}

/** The other way round. */
export function rowOfLink(link: OneTimeLink): Row<AccountLinksTable> {
  const { hash, kind, role } = link;
  return {
    ...{ hash, kind, role, tenant_id: link.tenantId, created_by: link.createdBy },
    ...{ created_at: link.createdAt, expires_at: link.expiresAt, account_id: link.accountId },
  };
}

/** A row of the members of a tenant. */
interface MemberRow extends AccountsTable {
  readonly role: InvitedRole;
  readonly since: number;
}

/** Owners and members as one list, oldest first. */
export function membersOf(
  tenantId: string,
  owners: readonly AccountsTable[],
  members: readonly MemberRow[],
): (readonly [Account, Membership | null])[] {
  const none: readonly [Account, Membership | null][] = owners
    .filter(({ id }) => members.every((member) => member.id !== id))
    .map((row) => [accountOf(row), null]);
  const some = members.map(
    (row) => [accountOf(row), { tenantId, accountId: row.id, role: row.role, createdAt: row.since }] as const,
  );
  return [...none, ...some].sort(([a], [b]) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** Memberships in the order in which they are told. */
export function membershipsOf(rows: readonly MembershipsTable[]): Membership[] {
  return rows.map(membershipOf).sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
}

/** Accounts in the order in which they are told. */
export function accountsOf(rows: readonly AccountsTable[]): Account[] {
  return rows.map(accountOf).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** Links in the order in which they are told. */
export function linksOf(rows: readonly AccountLinksTable[]): OneTimeLink[] {
  return rows.map(linkOf).sort((a, b) => a.createdAt - b.createdAt || (a.hash < b.hash ? -1 : 1));
}
