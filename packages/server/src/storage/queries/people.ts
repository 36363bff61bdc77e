import { type Person, spellings } from '@imagechat/core/ports/people';
import { type Arg, type Builder, asGiven, define } from '../query.ts';
import type { UsersTable } from '../schema.ts';

/** Who was here. */
export function peopleQueries(builder: Builder) {
  const { db } = builder;
  return {
    find: define((arg: Arg<{ tenantId: string; id: string }>) =>
      db.selectFrom('users').selectAll().where('tenant_id', '=', arg('tenantId')).where('id', '=', arg('id')),
    ),
    avatar: define((arg: Arg<{ tenantId: string; key: string }>) =>
      db
        .selectFrom('users')
        .select('avatar')
        .where('tenant_id', '=', arg('tenantId'))
        .where('avatar_key', '=', arg('key'))
        .limit(1),
    ),
    ...searches(builder),
    put: define((arg: Arg<{ [Column in keyof UsersTable]: UsersTable[Column] }>) =>
      db
        .insertInto('users')
        .values({
          tenant_id: arg('tenant_id'),
          id: arg('id'),
          username: arg('username'),
          display_name: arg('display_name'),
          display_label: arg('display_label'),
          avatar: arg('avatar'),
          avatar_key: arg('avatar_key'),
          website_url: arg('website_url'),
          email: arg('email'),
          group_ids: arg('group_ids'),
          locale: arg('locale'),
          is_admin: arg('is_admin'),
          is_moderator: arg('is_moderator'),
          verified: arg('verified'),
          address_hash: arg('address_hash'),
          signed_at: arg('signed_at'),
          created_at: arg('created_at'),
          updated_at: arg('updated_at'),
        })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(asGiven(...CHANGING))),
    ),
  };
}

function searches({ db }: Builder) {
  const searchBy = (column: 'username' | 'display_name' | 'email') =>
    define((arg: Arg<{ tenantId: string; from: string; to: string; most: number }>) =>
      db
        .selectFrom('users')
        .selectAll()
        .where('tenant_id', '=', arg('tenantId'))
        .where(column, '>=', arg('from'))
        .where(column, '<', arg('to'))
        .orderBy(column)
        .limit(arg('most')),
    );
  return {
    latest: define((arg: Arg<{ tenantId: string; most: number }>) =>
      db
        .selectFrom('users')
        .selectAll()
        .where('tenant_id', '=', arg('tenantId'))
        .orderBy('updated_at', 'desc')
        .limit(arg('most')),
    ),
    page: define((arg: Arg<{ tenantId: string; after: string; most: number }>) =>
      db
        .selectFrom('users')
        .selectAll()
        .where('tenant_id', '=', arg('tenantId'))
        .where('id', '>', arg('after'))
        .orderBy('id')
        .limit(arg('most')),
    ),
    byUsername: searchBy('username'),
    byDisplayName: searchBy('display_name'),
    byEmail: searchBy('email'),
  };
}

/** All of a row but its key. */
const CHANGING = [
  'username',
  'display_name',
  'display_label',
  'avatar',
  'avatar_key',
  'website_url',
  'email',
  'group_ids',
  'locale',
  'is_admin',
  'is_moderator',
  'verified',
  'address_hash',
  'signed_at',
  'created_at',
  'updated_at',
] as const;

/** What each search for a text looks for: all that begins with one of its spellings. */
export function searchesFor(tenantId: string, text: string, most: number) {
  return spellings(text).map((from) => ({ tenantId, from, to: `${from}\u{10ffff}`, most }));
}

/** A row as the rest of the server knows it. */
export function personOf(row: UsersTable): Person {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    displayLabel: row.display_label,
    avatar: row.avatar,
    avatarKey: row.avatar_key,
    websiteUrl: row.website_url,
    email: row.email,
    // Written from an array of strings, or null.
    groupIds: row.group_ids === null ? null : (JSON.parse(row.group_ids) as readonly string[]),
    locale: row.locale,
    isAdmin: row.is_admin === 1,
    isModerator: row.is_moderator === 1,
    verified: row.verified === 1,
    addressHash: row.address_hash,
    signedAt: row.signed_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** The other way round. */
export function rowOfPerson(person: Person): { [Column in keyof UsersTable]: UsersTable[Column] } {
  return {
    tenant_id: person.tenantId,
    id: person.id,
    username: person.username,
    display_name: person.displayName,
    display_label: person.displayLabel,
    avatar: person.avatar,
    avatar_key: person.avatarKey,
    website_url: person.websiteUrl,
    email: person.email,
    group_ids: person.groupIds === null ? null : JSON.stringify(person.groupIds),
    locale: person.locale,
    is_admin: Number(person.isAdmin),
    is_moderator: Number(person.isModerator),
    verified: Number(person.verified),
    address_hash: person.addressHash,
    signed_at: person.signedAt,
    created_at: person.createdAt,
    updated_at: person.updatedAt,
  };
}
