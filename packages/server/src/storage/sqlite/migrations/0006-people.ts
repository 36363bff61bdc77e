import { type Kysely, type SchemaModule, sql } from 'kysely';

const clustered = sql`without rowid, strict`;

/** Who was here, who may not be, and who decided so; and which groups may see an image. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await users(db.schema);
  await exclusions(db.schema);
  await audit(db.schema);
  await db.schema.alterTable('images').addColumn('groups', 'text').execute();
}

async function users(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('users')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('username', 'text', (column) => column.notNull())
    .addColumn('display_name', 'text')
    .addColumn('display_label', 'text')
    .addColumn('avatar', 'text')
    .addColumn('avatar_key', 'text')
    .addColumn('website_url', 'text')
    .addColumn('email', 'text')
    .addColumn('group_ids', 'text')
    .addColumn('locale', 'text')
    .addColumn('is_admin', 'integer', (column) => column.notNull())
    .addColumn('is_moderator', 'integer', (column) => column.notNull())
    .addColumn('verified', 'integer', (column) => column.notNull())
    .addColumn('address_hash', 'text')
    .addColumn('signed_at', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('users_by_id', ['tenant_id', 'id'])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createIndex('users_by_avatar')
    .on('users')
    .columns(['tenant_id', 'avatar_key'])
    .where(sql.ref('avatar_key'), 'is not', null)
    .execute();
}

async function exclusions(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('bans')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('shadow', 'integer', (column) => column.notNull())
    .addColumn('until', 'integer')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('bans_by_id', ['tenant_id', 'id'])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createTable('sign_outs')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('before', 'integer', (column) => column.notNull())
    .addColumn('final', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('sign_outs_by_actor', ['tenant_id', 'actor_id'])
    .modifyEnd(clustered)
    .execute();
}

async function audit(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('audit')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('address_hash', 'text')
    .addPrimaryKeyConstraint('audit_by_id', ['tenant_id', 'id'])
    .modifyEnd(clustered)
    .execute();
}
