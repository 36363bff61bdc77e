import type { Challenge, Passkey } from '@imagechat/core/ports/passkeys';
import type { AccountChallengesTable, PasskeysTable } from '../account-schema.ts';
import { type Arg, type Builder, define } from '../query.ts';

type Row<Table> = { [Column in keyof Table]: Table[Column] };

/** Passkeys of who signs in to the dashboard, and the challenges that are open. */
export function passkeyQueries(builder: Builder) {
  return { ...passkeys(builder), ...challenges(builder) };
}

function passkeys({ db }: Builder) {
  const all = db.selectFrom('passkeys').selectAll();
  return {
    passkey: define((arg: Arg<{ id: string }>) => all.where('id', '=', arg('id'))),
    passkeysOf: define((arg: Arg<{ accountId: string }>) => all.where('account_id', '=', arg('accountId'))),
    addPasskey: define((arg: Arg<Row<PasskeysTable>>) =>
      db.insertInto('passkeys').values({
        id: arg('id'),
        account_id: arg('account_id'),
        name: arg('name'),
        public_key: arg('public_key'),
        counter: arg('counter'),
        transports: arg('transports'),
        backed_up: arg('backed_up'),
        rp_id: arg('rp_id'),
        created_at: arg('created_at'),
        used_at: arg('used_at'),
      }),
    ),
    /** Answers with what it named. */
    renamePasskey: define((arg: Arg<{ accountId: string; id: string; name: string }>) =>
      db
        .updateTable('passkeys')
        .set({ name: arg('name') })
        .where('id', '=', arg('id'))
        .where('account_id', '=', arg('accountId'))
        .returning('id'),
    ),
    /** Answers with what was used, if its counter went on or never counts. */
    usePasskey: define((arg: Arg<{ id: string; counter: number; at: number }>) =>
      db
        .updateTable('passkeys')
        .set({ counter: arg('counter'), used_at: arg('at') })
        .where('id', '=', arg('id'))
        .where((where) =>
          where.or([
            where('counter', '<', arg('counter')),
            where.and([where('counter', '=', 0), where('counter', '=', arg('counter'))]),
          ]),
        )
        .returning('id'),
    ),
    removePasskey: define((arg: Arg<{ id: string }>) =>
      db.deleteFrom('passkeys').where('id', '=', arg('id')),
    ),
  };
}

function challenges({ db }: Builder) {
  return {
    addChallenge: define((arg: Arg<Row<AccountChallengesTable>>) =>
      db.insertInto('account_challenges').values({
        hash: arg('hash'),
        purpose: arg('purpose'),
        bound: arg('bound'),
        rp_id: arg('rp_id'),
        account_id: arg('account_id'),
        created_at: arg('created_at'),
        expires_at: arg('expires_at'),
      }),
    ),
    forgetChallenges: define((arg: Arg<{ now: number }>) =>
      db.deleteFrom('account_challenges').where('expires_at', '<=', arg('now')),
    ),
    /** Answers with what it took away; of several who ask at a time one gets it. */
    takeChallenge: define((arg: Arg<{ hash: string }>) =>
      db.deleteFrom('account_challenges').where('hash', '=', arg('hash')).returningAll(),
    ),
  };
}

/** A passkey as the rest of the server knows it. */
export function passkeyOf(row: PasskeysTable): Passkey {
  const { counter, id, name } = row;
  return {
    ...{ id, name, counter, accountId: row.account_id, publicKey: row.public_key, rpId: row.rp_id },
    transports: JSON.parse(row.transports) as string[],
    ...{ backedUp: row.backed_up === 1, createdAt: row.created_at, usedAt: row.used_at },
  };
}

/** The other way round. */
export function rowOfPasskey(passkey: Passkey): Row<PasskeysTable> {
  const { counter, id, name } = passkey;
  return {
    ...{ id, name, counter, account_id: passkey.accountId, public_key: passkey.publicKey },
    ...{ rp_id: passkey.rpId, transports: JSON.stringify(passkey.transports) },
    ...{ backed_up: Number(passkey.backedUp), created_at: passkey.createdAt, used_at: passkey.usedAt },
  };
}

/** Passkeys in the order in which they are told. */
export function passkeysOf(rows: readonly PasskeysTable[]): Passkey[] {
  return rows.map(passkeyOf).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** A challenge that was taken, if it is good at `now`, in ms. */
export function goodChallenge(row: AccountChallengesTable | undefined, now: number): Challenge | undefined {
  if (!row || row.expires_at <= now) return undefined;
  const { bound, hash, purpose } = row;
  return {
    ...{ hash, purpose, bound, rpId: row.rp_id, accountId: row.account_id },
    ...{ createdAt: row.created_at, expiresAt: row.expires_at },
  };
}

/** A challenge as a row. */
export function rowOfChallenge(challenge: Challenge): Row<AccountChallengesTable> {
  const { bound, hash, purpose } = challenge;
  return {
    ...{ hash, purpose, bound, rp_id: challenge.rpId, account_id: challenge.accountId },
    ...{ created_at: challenge.createdAt, expires_at: challenge.expiresAt },
  };
}
