import { type Arg, type Builder, asGiven, define } from '../query.ts';
import type { MetaTable } from '../schema.ts';

/** Facts about the database itself. */
export function metaQueries({ db }: Builder) {
  return {
    get: define((arg: Arg<{ key: MetaTable['key'] }>) =>
      db.selectFrom('meta').select('value').where('key', '=', arg('key')),
    ),
    put: define((arg: Arg<{ key: MetaTable['key']; value: string }>) =>
      db
        .insertInto('meta')
        .values({ key: arg('key'), value: arg('value') })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(asGiven('value'))),
    ),
  };
}
