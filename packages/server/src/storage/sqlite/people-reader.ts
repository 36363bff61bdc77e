import type { Act } from '@imagechat/core/ports/audit';
import type { Exclusions } from '@imagechat/core/ports/bans';
import { type Person, foundPeople } from '@imagechat/core/ports/people';
import type { PersonFile } from '@imagechat/core/ports/person-files';
import { actOf, auditQueries } from '../queries/audit.ts';
import { banOf, banQueries } from '../queries/bans.ts';
import { peopleQueries, personOf, searchesFor } from '../queries/people.ts';
import type { Connection, PreparedAll, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';
import { readPersonFile } from './person-files.ts';

/** Reads people, what is held against some, and what administrators did. */
export class PeopleReader {
  readonly #connection: Connection;
  readonly #transaction: Transaction;
  readonly #people: PreparedAll<ReturnType<typeof peopleQueries>>;
  readonly #bans: PreparedAll<ReturnType<typeof banQueries>>;
  readonly #acts: PreparedAll<ReturnType<typeof auditQueries>>;

  constructor(connection: Connection, transaction: Transaction) {
    this.#connection = connection;
    this.#transaction = transaction;
    this.#people = connection.prepareAll(peopleQueries(sqliteBuilder));
    this.#bans = connection.prepareAll(banQueries(sqliteBuilder));
    this.#acts = connection.prepareAll(auditQueries(sqliteBuilder));
  }

  person(tenantId: string, id: string): Person | undefined {
    const row = this.#people.find.first({ tenantId, id });
    return row && personOf(row);
  }

  avatar(tenantId: string, key: string): string | undefined {
    return this.#people.avatar.first({ tenantId, key })?.avatar ?? undefined;
  }

  page(tenantId: string, after: string, most: number): readonly Person[] {
    return this.#people.page.all({ tenantId, after, most }).map(personOf);
  }

  latest(tenantId: string, most: number): readonly Person[] {
    return this.#people.latest.all({ tenantId, most }).map(personOf);
  }

  search(tenantId: string, text: string, most: number): readonly Person[] {
    const { byDisplayName, byEmail, byUsername } = this.#people;
    const rows = this.#transaction(() =>
      searchesFor(tenantId, text, most).flatMap((search) =>
        [byUsername, byDisplayName, byEmail].flatMap((query) => query.all(search)),
      ),
    );
    return foundPeople(rows.map(personOf), most);
  }

  file(tenantId: string, id: string): PersonFile {
    return readPersonFile(this.#connection, this.#transaction, tenantId, id);
  }

  acts(tenantId: string, most: number): readonly Act[] {
    return this.#acts.newest.all({ tenantId, most }).map(actOf);
  }

  exclusions(tenantId: string, now: number): Exclusions {
    return this.#transaction(() => ({
      bans: this.#bans.bans
        .all({ tenantId, now })
        .map(banOf)
        .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
      signOuts: this.#bans.signOuts
        .all({ tenantId })
        .map(({ actor_id: actorId, before, final }) => ({ actorId, before, final: final === 1 })),
    }));
  }
}
