import type { AccountStore, OneTimeLink } from '@imagechat/core/ports/accounts';
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
import type { PgDatabase, Work } from './database.ts';
import { postgresBuilder } from './dialect.ts';

const queries = accountQueries(postgresBuilder);
const { addPasskey } = passkeyQueries(postgresBuilder);

/** Who may sign in to the dashboard, in Postgres. Accounts and links are of no tenant before they are read, so all tenants are named. */
export function postgresAccounts(database: PgDatabase): AccountStore {
  return { ...reading(database), ...writing(database) };
}

function reading(
  database: PgDatabase,
): Pick<
  AccountStore,
  'hasOwner' | 'owners' | 'find' | 'byLogin' | 'members' | 'link' | 'invitations' | 'session'
> {
  const read = <Result>(work: (work: Work) => Promise<Result>) => database.read('all', work);
  return {
    hasOwner: () => read(hasOwner),
    owners: () => read(async (work) => accountsOf(await work.all(queries.owners, {}))),
    find: (id) =>
      read(async (work) => {
        const row = await work.first(queries.account, { id });
        return row && accountOf(row);
      }),
    byLogin: (login) =>
      read(async (work) => {
        const row = await work.first(queries.byLogin, { login });
        return row && accountOf(row);
      }),
    members: (tenantId) =>
      read(async (work) => {
        const [owners, members] = await Promise.all([
          work.all(queries.owners, {}),
          work.all(queries.members, { tenantId }),
        ]);
        return membersOf(tenantId, owners, members);
      }),
    link: (hash, now) => read((work) => goodLink(work, hash, now)),
    invitations: (tenantId, now) =>
      read(async (work) => linksOf(await work.all(queries.invitations, { tenantId, now }))),
    session: (hash, now) =>
      read(async (work) => {
        const session = await work.first(queries.session, { hash, now });
        const row = session && (await work.first(queries.account, { id: session.account_id }));
        if (!row) return undefined;
        const memberships = await work.all(queries.membershipsOf, { accountId: row.id });
        return {
          ...{ account: accountOf(row), memberships: membershipsOf(memberships) },
          since: session.created_at,
        };
      }),
  };
}

function writing(
  database: PgDatabase,
): Pick<
  AccountStore,
  | 'removeMember'
  | 'addLink'
  | 'removeInvitation'
  | 'useLink'
  | 'changePassword'
  | 'recover'
  | 'openSession'
  | 'endSession'
  | 'endOtherSessions'
> {
  const write = <Result>(work: (work: Work) => Promise<Result>) => database.write('all', work);
  return {
    removeMember: (tenantId, accountId) =>
      write(async (work) => (await work.first(queries.removeMember, { tenantId, accountId })) !== undefined),
    addLink: (link) =>
      write(async (work) => {
        if (link.kind === 'setup') await work.all(queries.forgetSetUp, {});
        if (link.kind === 'password') await work.all(queries.forgetRecovery, { accountId: link.accountId });
        await work.all(queries.addLink, rowOfLink(link));
      }),
    removeInvitation: (tenantId, hash) =>
      write(async (work) => (await work.first(queries.takeLink, { tenantId, hash })) !== undefined),
    useLink: (hash, account, now, passkey) =>
      write(async (work) => {
        // Whichever link it is: there is one first owner, and one account a login.
        await lockAccounts(work);
        const link = await goodLink(work, hash, now);
        if (!link || link.kind === 'password') return 'gone';
        const other = await work.first(queries.byLogin, { login: account.login });
        if (other && other.id !== account.id) return 'taken';
        const { tenantId, role, kind } = link;
        await work.all(queries.takeLink, { tenantId, hash });
        await work.all(queries.addAccount, rowOfAccount(account));
        if (passkey) await work.all(addPasskey, rowOfPasskey(passkey));
        const membership = { tenantId, accountId: account.id, role, createdAt: now };
        if (kind === 'setup') await work.all(queries.forgetSetUp, {});
        else await work.all(queries.putMembership, membership);
        return 'used';
      }),
    changePassword: (id, passwordHash, keep) => write((work) => changePassword(work, id, passwordHash, keep)),
    recover: (hash, passwordHash, now) =>
      write(async (work) => {
        const link = await work.first(queries.link, { hash, now });
        if (link?.kind !== 'password' || link.account_id === null) return undefined;
        // Whoever took it away first has it.
        if (!(await work.first(queries.takeLink, { tenantId: '', hash }))) return undefined;
        await changePassword(work, link.account_id, passwordHash, null);
        const row = await work.first(queries.account, { id: link.account_id });
        return row && accountOf(row);
      }),
    openSession: (session) =>
      write(async (work) => {
        await work.all(queries.forgetSessions, { now: session.createdAt });
        await work.all(queries.openSession, { ...session });
      }),
    endOtherSessions: (accountId, keep) =>
      write(async (work) => void (await work.all(queries.endSessionsOf, { accountId, keep }))),
    endSession: (hash) => write(async (work) => void (await work.all(queries.endSession, { hash }))),
  };
}

async function changePassword(
  work: Work,
  id: string,
  passwordHash: string,
  keep: string | null,
): Promise<boolean> {
  const row = await work.first(queries.setPassword, { id, passwordHash });
  await work.all(queries.endSessionsOf, { accountId: id, keep: keep ?? '' });
  return row !== undefined;
}

/** From here to the end of the transaction nobody else changes who may sign in and how. */
export async function lockAccounts(work: Work): Promise<void> {
  await work.raw("select pg_advisory_xact_lock(hashtext('imagechat accounts'))");
}

async function hasOwner(work: Work): Promise<boolean> {
  return (await work.first(queries.owners, {})) !== undefined;
}

async function goodLink(work: Work, hash: string, now: number): Promise<OneTimeLink | undefined> {
  const row = await work.first(queries.link, { hash, now });
  if (!row || (row.kind === 'setup' && (await hasOwner(work)))) return undefined;
  return linkOf(row);
}
