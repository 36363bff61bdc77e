import type { Ban } from '@imagechat/core/ports/bans';
import { type Arg, type Builder, asGiven, define } from '../query.ts';
import type { BansTable } from '../schema.ts';

/** Who may not take part, and whose sessions are over. */
export function banQueries(builder: Builder) {
  return { ...bans(builder), ...signOuts(builder) };
}

function bans({ db }: Builder) {
  type Key = { tenantId: string; id: string };
  return {
    bans: define((arg: Arg<{ tenantId: string; now: number }>) =>
      db
        .selectFrom('bans')
        .selectAll()
        .where('tenant_id', '=', arg('tenantId'))
        .where((where) => where.or([where('until', 'is', null), where('until', '>', arg('now'))])),
    ),
    /** Answers with the id it wrote; with nothing when it was in use. */
    add: define(
      (
        arg: Arg<
          Key & {
            kind: string;
            subject: string;
            shadow: number;
            until: number | null;
            createdAt: number;
            by: string;
          }
        >,
      ) =>
        db
          .insertInto('bans')
          .values({
            tenant_id: arg('tenantId'),
            id: arg('id'),
            kind: arg('kind') as never,
            subject: arg('subject'),
            shadow: arg('shadow'),
            until: arg('until'),
            created_at: arg('createdAt'),
            by: arg('by'),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id'),
    ),
    remove: define((arg: Arg<Key>) =>
      db
        .deleteFrom('bans')
        .where('tenant_id', '=', arg('tenantId'))
        .where('id', '=', arg('id'))
        .returningAll(),
    ),
  };
}

function signOuts({ db }: Builder) {
  return {
    signOuts: define((arg: Arg<{ tenantId: string }>) =>
      db.selectFrom('sign_outs').selectAll().where('tenant_id', '=', arg('tenantId')),
    ),
    signOut: define((arg: Arg<{ tenantId: string; actorId: string; before: number; final: number }>) =>
      db
        .insertInto('sign_outs')
        .values({
          tenant_id: arg('tenantId'),
          actor_id: arg('actorId'),
          before: arg('before'),
          final: arg('final'),
        })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'actor_id']).doUpdateSet(asGiven('before', 'final')),
        ),
    ),
    signOutOf: define((arg: Arg<{ tenantId: string; actorId: string }>) =>
      db
        .selectFrom('sign_outs')
        .selectAll()
        .where('tenant_id', '=', arg('tenantId'))
        .where('actor_id', '=', arg('actorId')),
    ),
  };
}

/** A row as the rest of the server knows it. */
export function banOf(row: BansTable): Ban {
  const { id, kind, subject, shadow, until, created_at: createdAt, by } = row;
  return {
    id,
    subject: kind === 'actor' ? { kind, actorId: subject } : { kind, addressHash: subject },
    shadow: shadow === 1,
    until,
    createdAt,
    by,
  };
}
