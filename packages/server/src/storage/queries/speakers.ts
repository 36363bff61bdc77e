import { isInGroups } from '@imagechat/core/ports/mentions';
import { type Arg, type Builder, type Keys, define } from '../query.ts';

/** Who wrote on which image. */
export function speakerQueries(builder: Builder) {
  const { db, keys, part } = builder;
  return {
    ...known(builder),
    /** Keys of tenant, image row and actor: the names they wrote under last. */
    named: define((arg: Arg<{ keys: Keys }>) =>
      db
        .selectFrom(keys(arg('keys'), ['text', 'number', 'text']))
        .crossJoin('speakers')
        .select(['image_id', 'actor_id', 'name'])
        .where('tenant_id', '=', part(0))
        .where('image_id', '=', part<number>(1))
        .where('actor_id', '=', part(2)),
    ),
    /** Those of an image whose folded name lies between two texts, by name. */
    between: define(
      (arg: Arg<{ tenantId: string; imageId: number; from: string; to: string; most: number }>) =>
        db
          .selectFrom('speakers')
          .select(['actor_id', 'name'])
          .where('tenant_id', '=', arg('tenantId'))
          .where('image_id', '=', arg('imageId'))
          .where('folded', '>=', arg('from'))
          .where('folded', '<', arg('to'))
          .orderBy('folded')
          .limit(arg('most')),
    ),
    /** Somebody wrote, under this name from now on. */
    note: define(
      (arg: Arg<{ tenantId: string; imageId: number; actorId: string; name: string; folded: string }>) =>
        db
          .insertInto('speakers')
          .values({
            tenant_id: arg('tenantId'),
            image_id: arg('imageId'),
            actor_id: arg('actorId'),
            name: arg('name'),
            folded: arg('folded'),
          })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'image_id', 'actor_id']).doUpdateSet((excluded) => ({
              name: excluded.ref('excluded.name'),
              folded: excluded.ref('excluded.folded'),
            })),
          ),
    ),
  };
}

function known({ db }: Builder) {
  return {
    /** Those of an image whose folded name lies between two texts, with their groups, of those whom the tenant knows. */
    known: define((arg: Arg<{ tenantId: string; imageId: number; from: string; to: string; most: number }>) =>
      db
        .selectFrom('speakers')
        .innerJoin('users', (join) =>
          join
            .onRef('users.tenant_id', '=', 'speakers.tenant_id')
            .onRef('users.id', '=', 'speakers.actor_id'),
        )
        .select(['actor_id', 'name', 'group_ids'])
        .where('speakers.tenant_id', '=', arg('tenantId'))
        .where('image_id', '=', arg('imageId'))
        .where('folded', '>=', arg('from'))
        .where('folded', '<', arg('to'))
        .orderBy('folded')
        .limit(arg('most')),
    ),
  };
}

/** A row of somebody who can be mentioned. */
interface SpeakerRow {
  readonly actor_id: string;
  readonly name: string;
}

/** Those of the rows, with their groups, who are in one of these groups; at most so many. */
export function speakersIn(
  rows: readonly (SpeakerRow & { readonly group_ids: string | null })[],
  groupIds: readonly string[],
  most: number,
): readonly SpeakerRow[] {
  // Written from an array of strings.
  const groupsOf = (json: string | null) => (json === null ? null : (JSON.parse(json) as readonly string[]));
  return rows.filter((row) => isInGroups(groupsOf(row.group_ids), groupIds)).slice(0, most);
}
