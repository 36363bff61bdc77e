import { type Arg, type Builder, type Keys, define } from '../query.ts';

/** Images and the heads of their logs. */
export function imageQueries(builder: Builder) {
  return { ...reads(builder), ...writes(builder), ...access(builder), ...renames(builder) };
}

function reads({ db, keys, part }: Builder) {
  return {
    find: define((arg: Arg<{ tenantId: string; urlId: string }>) =>
      db
        .selectFrom('images')
        .select(['id', 'head'])
        .where('tenant_id', '=', arg('tenantId'))
        .where('url_id', '=', arg('urlId')),
    ),
    /** An image's row as renaming looks at it. */
    whole: define((arg: Arg<{ tenantId: string; urlId: string }>) =>
      db
        .selectFrom('images')
        .selectAll()
        .where('tenant_id', '=', arg('tenantId'))
        .where('url_id', '=', arg('urlId')),
    ),
    groups: define((arg: Arg<{ tenantId: string; urlId: string }>) =>
      db
        .selectFrom('images')
        .select('groups')
        .where('tenant_id', '=', arg('tenantId'))
        .where('url_id', '=', arg('urlId')),
    ),
    /** Keys of tenant and urlId: a row for each, `at` its place among them, with nulls for an image without a row. */
    named: define((arg: Arg<{ keys: Keys }>) =>
      db
        .selectFrom(keys(arg('keys'), ['text', 'text']))
        .leftJoin('images', (join) => join.on('tenant_id', '=', part(0)).on('url_id', '=', part(1)))
        .select(['k.key as at', 'images.id', 'images.head', 'images.groups', 'images.closed']),
    ),
    /** The next images after a row id, each with the oldest event its log still has, if any (L1). */
    logs: define((arg: Arg<{ afterId: number; most: number }>) =>
      db
        .selectFrom('images')
        .leftJoin('events as oldest', (join) =>
          join
            .onRef('oldest.tenant_id', '=', 'images.tenant_id')
            .onRef('oldest.image_id', '=', 'images.id')
            .on('oldest.seq', '=', ({ selectFrom }) =>
              selectFrom('events')
                .select(({ fn }) => fn.min<number>('events.seq').as('seq'))
                .whereRef('events.tenant_id', '=', 'images.tenant_id')
                .whereRef('events.image_id', '=', 'images.id'),
            ),
        )
        .select(['images.id', 'images.tenant_id', 'images.head', 'oldest.seq', 'oldest.at'])
        .where('images.id', '>', arg('afterId'))
        .orderBy('images.id')
        .limit(arg('most')),
    ),
  };
}

function writes({ db }: Builder) {
  return {
    insert: define(
      (
        arg: Arg<{
          tenantId: string;
          urlId: string;
          head: number;
          src: string | null;
          page: string | null;
          title: string | null;
          at: number;
          activeAt: number;
        }>,
      ) =>
        db
          .insertInto('images')
          .values({
            tenant_id: arg('tenantId'),
            url_id: arg('urlId'),
            head: arg('head'),
            src: arg('src'),
            page: arg('page'),
            title: arg('title'),
            created_at: arg('at'),
            active_at: arg('activeAt'),
          })
          .returning('id'),
    ),
    setHead: define((arg: Arg<{ id: number; head: number; activeAt: number }>) =>
      db
        .updateTable('images')
        .set({ head: arg('head'), active_at: arg('activeAt') })
        .where('id', '=', arg('id')),
    ),
  };
}

/** What moderators set about an image. */
function access({ db }: Builder) {
  return {
    /** Sets which groups may see an image, making its row when it has none. */
    setGroups: define((arg: Arg<{ tenantId: string; urlId: string; groups: string | null; at: number }>) =>
      db
        .insertInto('images')
        .values({
          tenant_id: arg('tenantId'),
          url_id: arg('urlId'),
          head: 0,
          groups: arg('groups'),
          created_at: arg('at'),
        })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'url_id'])
            .doUpdateSet((row) => ({ groups: row.ref('excluded.groups') })),
        ),
    ),
    /** Lets only moderators write on an image, or everybody; makes its row when it has none. */
    setClosed: define((arg: Arg<{ tenantId: string; urlId: string; closed: number; at: number }>) =>
      db
        .insertInto('images')
        .values({
          tenant_id: arg('tenantId'),
          url_id: arg('urlId'),
          head: 0,
          closed: arg('closed'),
          created_at: arg('at'),
        })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'url_id'])
            .doUpdateSet((row) => ({ closed: row.ref('excluded.closed') })),
        ),
    ),
  };
}

/** How an image comes to another name. */
function renames({ db }: Builder) {
  return {
    remove: define((arg: Arg<{ id: number }>) => db.deleteFrom('images').where('id', '=', arg('id'))),
    rename: define((arg: Arg<{ id: number; urlId: string; head: number }>) =>
      db
        .updateTable('images')
        .set({ url_id: arg('urlId'), head: arg('head') })
        .where('id', '=', arg('id')),
    ),
  };
}

/** Groups as a row has them; null is everyone. */
export function groupsIn(row: { readonly groups: string | null } | undefined): readonly string[] | null {
  // Written from an array of strings.
  return typeof row?.groups === 'string' ? (JSON.parse(row.groups) as readonly string[]) : null;
}
