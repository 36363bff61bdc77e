import type { AuditLog } from '@imagechat/core/ports/audit';
import { type Ban, type BanStore, laterSignOut } from '@imagechat/core/ports/bans';
import { type PeopleStore, accountCreated, afterSignIn, foundPeople } from '@imagechat/core/ports/people';
import { actOf, auditQueries } from '../queries/audit.ts';
import { banOf, banQueries } from '../queries/bans.ts';
import { peopleQueries, personOf, rowOfPerson, searchesFor } from '../queries/people.ts';
import { usageQueries } from '../queries/usage.ts';
import type { PgDatabase } from './database.ts';
import { postgresBuilder } from './dialect.ts';
import { changeTenants } from './tenants.ts';

const people = peopleQueries(postgresBuilder);
const bans = banQueries(postgresBuilder);
const acts = auditQueries(postgresBuilder);
const usage = usageQueries(postgresBuilder);

/** People in Postgres. */
export function postgresPeople(database: PgDatabase): PeopleStore {
  return {
    signIn: (signIn) =>
      database.write([signIn.tenantId], async (work) => {
        const { tenantId, id } = signIn;
        // Two pages of one person may sign in at a time; the second sees what the first left.
        await work.raw('select pg_advisory_xact_lock(hashtextextended($1, 1))', [`${tenantId}/${id}`]);
        const row = await work.first(people.find, { tenantId, id });
        const before = row && personOf(row);
        const person = afterSignIn(before, signIn);
        await work.all(people.put, rowOfPerson(person));
        const created = accountCreated({ person, before });
        if (created) await work.all(usage.addCreated, { ...created });
        return { person, before };
      }),
    async find(tenantId, id) {
      const row = await database.read([tenantId], (work) => work.first(people.find, { tenantId, id }));
      return row && personOf(row);
    },
    async avatar(tenantId, key) {
      const row = await database.read([tenantId], (work) => work.first(people.avatar, { tenantId, key }));
      return row?.avatar ?? undefined;
    },
    async page(tenantId, after, most) {
      const rows = await database.read([tenantId], (work) =>
        work.all(people.page, { tenantId, after, most }),
      );
      return rows.map(personOf);
    },
    async latest(tenantId, most) {
      const rows = await database.read([tenantId], (work) => work.all(people.latest, { tenantId, most }));
      return rows.map(personOf);
    },
    async search(tenantId, text, most) {
      const { byDisplayName, byEmail, byUsername } = people;
      const rows = await database.read([tenantId], (work) =>
        Promise.all(
          searchesFor(tenantId, text, most).flatMap((search) =>
            [byUsername, byDisplayName, byEmail].map((query) => work.all(query, search)),
          ),
        ),
      );
      return foundPeople(rows.flat().map(personOf), most);
    },
  };
}

/** Bans and sign-outs in Postgres; they raise the tenants' version as a change of a tenant does. */
export function postgresBans(database: PgDatabase): BanStore {
  return {
    exclusions: (tenantId, now) =>
      database.read([tenantId], async (work) => {
        const [banned, over] = await Promise.all([
          work.all(bans.bans, { tenantId, now }),
          work.all(bans.signOuts, { tenantId }),
        ]);
        return {
          bans: banned.map(banOf).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
          signOuts: over.map(({ actor_id: actorId, before, final }) => ({
            actorId,
            before,
            final: final === 1,
          })),
        };
      }),
    ban: (tenantId, { subject, shadow, ...ban }) =>
      changeTenants(database, async (work) => {
        const { kind } = subject;
        const about = subject.kind === 'actor' ? subject.actorId : subject.addressHash;
        const row = { ...ban, tenantId, kind, subject: about, shadow: Number(shadow) };
        return (await work.first(bans.add, row)) !== undefined;
      }),
    async unban(tenantId, id) {
      let lifted: Ban | undefined;
      await changeTenants(database, async (work) => {
        const row = await work.first(bans.remove, { tenantId, id });
        lifted = row && banOf(row);
        return row !== undefined;
      });
      return lifted;
    },
    async signOut(tenantId, signOut) {
      await changeTenants(database, async (work) => {
        const { actorId } = signOut;
        const row = await work.first(bans.signOutOf, { tenantId, actorId });
        const before = row && { actorId, before: row.before, final: row.final === 1 };
        const later = laterSignOut(before, signOut);
        await work.all(bans.signOut, { tenantId, actorId, before: later.before, final: Number(later.final) });
        return true;
      });
    },
  };
}

/** What administrators did, in Postgres. */
export function postgresAudit(database: PgDatabase): AuditLog {
  return {
    async write(act) {
      await database.write([act.tenantId], (work) => work.all(acts.write, { ...act }));
    },
    async read(tenantId, most) {
      const rows = await database.read([tenantId], (work) => work.all(acts.newest, { tenantId, most }));
      return rows.map(actOf);
    },
  };
}
