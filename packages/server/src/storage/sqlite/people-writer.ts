import type { Act } from '@imagechat/core/ports/audit';
import { type Ban, type SignOut, laterSignOut } from '@imagechat/core/ports/bans';
import type { Renaming } from '@imagechat/core/ports/image-groups';
import { type SignIn, type SignedIn, accountCreated, afterSignIn } from '@imagechat/core/ports/people';
import type { Erased } from '@imagechat/core/ports/person-files';
import type { ImageKey } from '@imagechat/protocol/ids';
import { auditQueries } from '../queries/audit.ts';
import { banOf, banQueries } from '../queries/bans.ts';
import { imageQueries } from '../queries/images.ts';
import { peopleQueries, personOf, rowOfPerson } from '../queries/people.ts';
import { usageQueries } from '../queries/usage.ts';
import { LEFT, renamePlan } from '../rename-plan.ts';
import type { Connection, PreparedAll, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';
import { scrubPerson } from './person-files.ts';
import type { TenantWriter } from './tenant-writer.ts';

/** How large a file is written anew after an erasure, while everybody who writes waits: about a second. */
const REWRITTEN_BYTES = 64_000_000;

/** How long an erasure waits for readers to get out of the way, in ms. */
const WAL_WAIT_MS = 250;

/** Keeps people, what is held against some, and what administrators did. What it returns is what their ports say. */
export class PeopleWriter {
  readonly #connection: Connection;
  readonly #transaction: Transaction;
  readonly #tenants: TenantWriter;
  readonly #people: PreparedAll<ReturnType<typeof peopleQueries>>;
  readonly #bans: PreparedAll<ReturnType<typeof banQueries>>;
  readonly #usage: PreparedAll<ReturnType<typeof usageQueries>>;
  readonly #acts: PreparedAll<ReturnType<typeof auditQueries>>;
  readonly #images: PreparedAll<ReturnType<typeof imageQueries>>;

  constructor(connection: Connection, transaction: Transaction, tenants: TenantWriter) {
    this.#connection = connection;
    this.#transaction = transaction;
    this.#tenants = tenants;
    this.#people = connection.prepareAll(peopleQueries(sqliteBuilder));
    this.#bans = connection.prepareAll(banQueries(sqliteBuilder));
    this.#usage = connection.prepareAll(usageQueries(sqliteBuilder));
    this.#acts = connection.prepareAll(auditQueries(sqliteBuilder));
    this.#images = connection.prepareAll(imageQueries(sqliteBuilder));
  }

  signIn(signIn: SignIn): SignedIn {
    return this.#transaction(() => {
      const row = this.#people.find.first({ tenantId: signIn.tenantId, id: signIn.id });
      const before = row && personOf(row);
      const person = afterSignIn(before, signIn);
      this.#people.put.run(rowOfPerson(person));
      const created = accountCreated({ person, before });
      if (created) this.#usage.addCreated.run({ ...created });
      return { person, before };
    });
  }

  setGroups({ tenantId, urlId }: ImageKey, groups: readonly string[] | null, at: number): void {
    this.#tenants.changing(() => {
      this.#images.setGroups.run({ tenantId, urlId, groups: groups && JSON.stringify(groups), at });
      return true;
    });
  }

  setClosed({ tenantId, urlId }: ImageKey, closed: boolean, at: number): void {
    this.#transaction(() => this.#images.setClosed.run({ tenantId, urlId, closed: Number(closed), at }));
  }

  rename({ tenantId, urlId }: ImageKey, to: string, at: number): Renaming {
    let done: Renaming = 'unknown';
    this.#tenants.changing(() => {
      const row = this.#images.whole.first({ tenantId, urlId });
      const plan = renamePlan(row, this.#images.whole.first({ tenantId, urlId: to }));
      done = plan.does;
      if (plan.does !== 'renamed' || !row) return false;
      if (plan.gone !== undefined) this.#images.remove.run({ id: plan.gone });
      this.#images.rename.run({ id: plan.id, urlId: to, head: plan.head });
      const { page, src, title } = row;
      this.#images.insert.run({ tenantId, urlId, head: plan.leftHead, page, src, title, at, activeAt: LEFT });
      return true;
    });
    return done;
  }

  scrub(tenantId: string, id: string, mark: string): Erased {
    let erased: Erased = {};
    this.#tenants.changing(() => {
      erased = scrubPerson(this.#connection, { tenantId, id, mark });
      return true;
    });
    const isRewritten = this.#connection.rewrite(REWRITTEN_BYTES);
    // Best effort: where a long read is in the way, the next commits overwrite what is left in it.
    this.#connection.emptyWal(WAL_WAIT_MS);
    return { ...erased, 'file rewritten': Number(isRewritten) };
  }

  audit(act: Act): void {
    this.#transaction(() => this.#acts.write.run({ ...act }));
  }

  ban(tenantId: string, { subject, shadow, ...ban }: Ban): boolean {
    const { kind } = subject;
    const about = subject.kind === 'actor' ? subject.actorId : subject.addressHash;
    const row = { ...ban, tenantId, kind, subject: about, shadow: Number(shadow) };
    return this.#tenants.changing(() => this.#bans.add.first(row) !== undefined);
  }

  unban(tenantId: string, id: string): Ban | undefined {
    let lifted: Ban | undefined;
    this.#tenants.changing(() => {
      const row = this.#bans.remove.first({ tenantId, id });
      lifted = row && banOf(row);
      return row !== undefined;
    });
    return lifted;
  }

  signOut(tenantId: string, signOut: SignOut): void {
    this.#tenants.changing(() => {
      const { actorId } = signOut;
      const row = this.#bans.signOutOf.first({ tenantId, actorId });
      const before = row && { actorId, before: row.before, final: row.final === 1 };
      const later = laterSignOut(before, signOut);
      this.#bans.signOut.run({ tenantId, actorId, before: later.before, final: Number(later.final) });
      return true;
    });
  }
}
