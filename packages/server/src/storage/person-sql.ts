/** Not even a restore within 30 days finds what was erased: it counts as deleted since 1970. */
const LONG_AGO = 1;

/** A person's comments that nobody can see any more: deleted themselves, or with their conversation. */
const GONE = `tenant_id = ?1 and "by" = ?2 and (deleted_at is not null or conversation_id in (
  select id from conversations where tenant_id = ?1 and deleted_at is not null))`;

/** What is read about a person: `?1` is the tenant, `?2` the person. Walks the tenant's rows, which is slow and rare. */
export const PERSON_READS = {
  comments: `
    select images.url_id as "urlId", comments.conversation_id as "conversationId", comments.id, comments.text,
      comments.created_at as "createdAt", comments.edited_at as "editedAt",
      coalesce(comments.deleted_at, conversations.deleted_at) as "deletedAt"
    from comments
    join conversations on conversations.tenant_id = comments.tenant_id and conversations.id = comments.conversation_id
    join images on images.tenant_id = comments.tenant_id and images.id = conversations.image_id
    where comments.tenant_id = ?1 and comments."by" = ?2
    order by comments.created_at, comments.id`,
  conversations: `
    select images.url_id as "urlId", conversations.id, x, y, conversations.created_at as "createdAt",
      conversations.deleted_at as "deletedAt",
      exists (
        select 1 from comments
        where comments.tenant_id = conversations.tenant_id and conversation_id = conversations.id
          and comments."by" <> ?2 and comments.deleted_at is null
      ) as shared
    from conversations
    join images on images.tenant_id = conversations.tenant_id and images.id = conversations.image_id
    where conversations.tenant_id = ?1 and conversations."by" = ?2
    order by conversations.created_at, conversations.id`,
  acts: 'select at, action, detail from audit where tenant_id = ?1 and subject = ?2 order by id',
} as const;

/** Comments of others that can be seen and may name somebody: `?3` is the id as JSON writes it, quotes included. */
function placesNaming(column: 'reactions' | 'body'): string {
  return `
    select images.url_id as "urlId", comments.conversation_id as "conversationId", comments.id, comments.${column} as found
    from comments
    join conversations on conversations.tenant_id = comments.tenant_id and conversations.id = comments.conversation_id
    join images on images.tenant_id = conversations.tenant_id and images.id = conversations.image_id
    where comments.tenant_id = ?1 and comments."by" <> ?2 and comments.${column} is not null
      and instr(comments.${column}, ?3) > 0 and comments.deleted_at is null and conversations.deleted_at is null
    order by comments.id`;
}

/** Where somebody's marks and mentions of them can be seen. */
export const PERSON_PLACES = {
  reactedTo: placesNaming('reactions'),
  mentionedIn: placesNaming('body'),
} as const;

/** What may hold somebody's id, names, or the line of a comment that mentions them; `?3` as above. */
export const PERSON_FINDS = {
  comments: `
    select id, text, body, reactions from comments
    where tenant_id = ?1 and "by" <> ?2
      and (instr(coalesce(body, ''), ?3) > 0 or instr(coalesce(reactions, ''), ?3) > 0)`,
  events: `
    select image_id, seq, "by", payload from events
    where tenant_id = ?1 and ("by" = ?2 or instr(payload, ?3) > 0 or instr(payload, '"commentId"') > 0)`,
} as const;

/** The names somebody had, as they stand in columns. */
export const PERSON_NAMES = `
  select name from comments where tenant_id = ?1 and "by" = ?2
  union select name from conversations where tenant_id = ?1 and "by" = ?2
  union select opening_name from conversations where tenant_id = ?1 and opening_by = ?2
  union select name from speakers where tenant_id = ?1 and actor_id = ?2`;

/** What authors of spam are shown of a tenant's conversations. */
export const SHADOWS = 'select id, shadows from conversations where tenant_id = ?1 and shadows is not null';

/** Statements that take out what is somebody's own or stands in a column of its own, by what they take out, in order; `?3` is the mark. */
export const PERSON_SCRUBS: readonly (readonly [string, string])[] = [
  // What was deleted and others may bring back has fewer comments then.
  [
    'counts',
    `update conversations set count = (
       select count(*) from comments
       where comments.tenant_id = conversations.tenant_id and conversation_id = conversations.id
         and comments."by" <> ?2 and comments.deleted_at is null and comments.status is null)
     where tenant_id = ?1 and deleted_at is not null and id in (
       select conversation_id from comments where tenant_id = ?1 and "by" = ?2)`,
  ],
  [
    'uploads',
    `delete from upload_uses where tenant_id = ?1 and comment_id in (select id from comments where ${GONE})`,
  ],
  [
    'comments',
    `update comments set text = '', body = null, "by" = '', name = '', avatar = null, reactions = null,
       deleted_at = ${LONG_AGO}, deleted_by = ''
     where ${GONE}`,
  ],
  [
    'conversations',
    `update conversations set "by" = '', name = '', opening_comment_id = null, opening_by = null, opening_name = null,
       opening_line = null, deleted_at = ${LONG_AGO}, deleted_by = ''
     where tenant_id = ?1 and "by" = ?2 and deleted_at is not null`,
  ],
  [
    'openings',
    `update conversations set opening_comment_id = null, opening_by = null, opening_name = null, opening_line = null
     where tenant_id = ?1 and opening_by = ?2`,
  ],
  ['deletions', `update comments set deleted_by = '' where tenant_id = ?1 and deleted_by = ?2`],
  ['deletions', `update conversations set deleted_by = '' where tenant_id = ?1 and deleted_by = ?2`],
  ['speakers', 'delete from speakers where tenant_id = ?1 and actor_id = ?2'],
  ['users', 'delete from users where tenant_id = ?1 and id = ?2'],
  ['sign-outs', 'delete from sign_outs where tenant_id = ?1 and actor_id = ?2'],
  ['bans', `update bans set subject = ?3 where tenant_id = ?1 and kind = 'actor' and subject = ?2`],
  ['bans', 'update bans set "by" = ?3 where tenant_id = ?1 and "by" = ?2'],
  ['acts', 'update audit set subject = ?3 where tenant_id = ?1 and subject = ?2'],
  ['acts', 'update audit set "by" = ?3, address_hash = null where tenant_id = ?1 and "by" = ?2'],
];
