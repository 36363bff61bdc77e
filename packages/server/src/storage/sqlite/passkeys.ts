import {
  type Challenge,
  MOST_PASSKEYS,
  type Passkey,
  type PasskeyAdded,
  type PasskeyRemoved,
} from '@imagechat/core/ports/passkeys';
import { accountOf, accountQueries } from '../queries/accounts.ts';
import {
  goodChallenge,
  passkeyOf,
  passkeyQueries,
  passkeysOf,
  rowOfChallenge,
  rowOfPasskey,
} from '../queries/passkeys.ts';
import type { Connection, PreparedAll, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';

type Queries = PreparedAll<ReturnType<typeof passkeyQueries>>;

/** Reads passkeys. What it returns is what their port says. */
export class PasskeyReader {
  readonly #queries: Queries;

  constructor(connection: Connection) {
    this.#queries = connection.prepareAll(passkeyQueries(sqliteBuilder));
  }

  find(id: string): Passkey | undefined {
    const row = this.#queries.passkey.first({ id });
    return row && passkeyOf(row);
  }

  of(accountId: string): readonly Passkey[] {
    return passkeysOf(this.#queries.passkeysOf.all({ accountId }));
  }
}

/** Changes passkeys and takes challenges. What it returns is what their port says. */
export class PasskeyWriter {
  readonly #transaction: Transaction;
  readonly #queries: Queries;
  readonly #accounts: PreparedAll<ReturnType<typeof accountQueries>>;

  constructor(connection: Connection, transaction: Transaction) {
    this.#transaction = transaction;
    this.#queries = connection.prepareAll(passkeyQueries(sqliteBuilder));
    this.#accounts = connection.prepareAll(accountQueries(sqliteBuilder));
  }

  add(passkey: Passkey): PasskeyAdded {
    return this.#transaction(() => {
      const { accountId, id } = passkey;
      if (this.#queries.passkey.first({ id })) return 'taken';
      if (this.#queries.passkeysOf.all({ accountId }).length >= MOST_PASSKEYS) return 'full';
      this.#queries.addPasskey.run(rowOfPasskey(passkey));
      return 'added';
    });
  }

  rename(accountId: string, id: string, name: string): boolean {
    return this.#transaction(() => this.#queries.renamePasskey.first({ accountId, id, name }) !== undefined);
  }

  use(id: string, counter: number, at: number): boolean {
    return this.#transaction(() => this.#queries.usePasskey.first({ id, counter, at }) !== undefined);
  }

  remove(accountId: string, id: string): PasskeyRemoved {
    return this.#transaction(() => {
      const own = this.#queries.passkeysOf.all({ accountId });
      if (own.every((row) => row.id !== id)) return 'gone';
      const row = this.#accounts.account.first({ id: accountId });
      if (own.length === 1 && (!row || accountOf(row).passwordHash === null)) return 'last';
      this.#queries.removePasskey.run({ id });
      return 'removed';
    });
  }

  addChallenge(challenge: Challenge): void {
    this.#transaction(() => {
      this.#queries.forgetChallenges.run({ now: challenge.createdAt });
      this.#queries.addChallenge.run(rowOfChallenge(challenge));
    });
  }

  takeChallenge(hash: string, now: number): Challenge | undefined {
    return this.#transaction(() => goodChallenge(this.#queries.takeChallenge.first({ hash }), now));
  }
}
