import { MOST_PASSKEYS, type PasskeyStore } from '@imagechat/core/ports/passkeys';
import { accountOf, accountQueries } from '../queries/accounts.ts';
import {
  goodChallenge,
  passkeyOf,
  passkeyQueries,
  passkeysOf,
  rowOfChallenge,
  rowOfPasskey,
} from '../queries/passkeys.ts';
import { lockAccounts } from './accounts.ts';
import type { PgDatabase, Work } from './database.ts';
import { postgresBuilder } from './dialect.ts';

const queries = passkeyQueries(postgresBuilder);
const accounts = accountQueries(postgresBuilder);

/** Passkeys and open challenges, in Postgres: what one process asks another can hear the answer to. */
export function postgresPasskeys(database: PgDatabase): PasskeyStore {
  const read = <Result>(work: (work: Work) => Promise<Result>) => database.read('all', work);
  const write = <Result>(work: (work: Work) => Promise<Result>) => database.write('all', work);
  return {
    find: (id) =>
      read(async (work) => {
        const row = await work.first(queries.passkey, { id });
        return row && passkeyOf(row);
      }),
    of: (accountId) => read(async (work) => passkeysOf(await work.all(queries.passkeysOf, { accountId }))),
    add: (passkey) =>
      write(async (work) => {
        await lockAccounts(work);
        const { accountId, id } = passkey;
        if (await work.first(queries.passkey, { id })) return 'taken';
        if ((await work.all(queries.passkeysOf, { accountId })).length >= MOST_PASSKEYS) return 'full';
        await work.all(queries.addPasskey, rowOfPasskey(passkey));
        return 'added';
      }),
    rename: (accountId, id, name) =>
      write(async (work) => (await work.first(queries.renamePasskey, { accountId, id, name })) !== undefined),
    use: (id, counter, at) =>
      write(async (work) => (await work.first(queries.usePasskey, { id, counter, at })) !== undefined),
    remove: (accountId, id) =>
      write(async (work) => {
        await lockAccounts(work);
        const own = await work.all(queries.passkeysOf, { accountId });
        if (own.every((row) => row.id !== id)) return 'gone';
        const row = await work.first(accounts.account, { id: accountId });
        if (own.length === 1 && (!row || accountOf(row).passwordHash === null)) return 'last';
        await work.all(queries.removePasskey, { id });
        return 'removed';
      }),
    addChallenge: (challenge) =>
      write(async (work) => {
        await work.all(queries.forgetChallenges, { now: challenge.createdAt });
        await work.all(queries.addChallenge, rowOfChallenge(challenge));
      }),
    takeChallenge: (hash, now) =>
      write(async (work) => goodChallenge(await work.first(queries.takeChallenge, { hash }), now)),
  };
}
