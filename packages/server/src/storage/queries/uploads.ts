import { type Arg, type Builder, type Keys, define } from '../query.ts';

/** Which comments show which uploads. */
export function uploadQueries({ db, keys, part }: Builder) {
  type Comment = { tenantId: string; commentId: string };
  return {
    /** Keys of tenant and upload: those that a comment shows, also one that was taken away and can come back. */
    used: define((arg: Arg<{ keys: Keys }>) =>
      db
        .selectFrom(keys(arg('keys'), ['text', 'text']))
        .crossJoin('upload_uses')
        .select(['tenant_id', 'upload_id'])
        .distinct()
        .where('tenant_id', '=', part(0))
        .where('upload_id', '=', part(1)),
    ),
    use: define((arg: Arg<Comment & { uploadId: string }>) =>
      db
        .insertInto('upload_uses')
        .values({ tenant_id: arg('tenantId'), comment_id: arg('commentId'), upload_id: arg('uploadId') }),
    ),
    forget: define((arg: Arg<Comment>) =>
      db
        .deleteFrom('upload_uses')
        .where('tenant_id', '=', arg('tenantId'))
        .where('comment_id', '=', arg('commentId')),
    ),
  };
}
