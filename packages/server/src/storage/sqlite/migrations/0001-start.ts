import { type Kysely, type SchemaModule, sql } from 'kysely';

/**
 * The first tables. Every key begins with the tenant, and foreign keys carry it, so that no row can belong to another tenant's.
 * Tables keyed by text are WITHOUT ROWID: one B-tree less to write for every comment and event.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ofTheServer(db.schema);
  await images(db.schema);
  await conversations(db.schema);
  await comments(db.schema);
  await events(db.schema);
}

const strict = sql`strict`;
const clustered = sql`without rowid, strict`;

async function ofTheServer(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('meta')
    .addColumn('key', 'text', (column) => column.notNull().primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .modifyEnd(clustered)
    .execute();
  await schema
    .createTable('tenants')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('domains', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull().defaultTo('{}'))
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .modifyEnd(clustered)
    .execute();
}

// No foreign key to tenants: who may act for a tenant, and whether it exists, is identity's to say.
async function images(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('images')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('url_id', 'text', (column) => column.notNull())
    .addColumn('head', 'integer', (column) => column.notNull())
    .addColumn('src', 'text')
    .addColumn('page', 'text')
    .addColumn('title', 'text')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('images_by_url_id', ['tenant_id', 'url_id'])
    .addUniqueConstraint('images_by_id', ['tenant_id', 'id'])
    .modifyEnd(strict)
    .execute();
}

async function conversations(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('conversations')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('created_seq', 'integer', (column) => column.notNull())
    .addColumn('x', 'real', (column) => column.notNull())
    .addColumn('y', 'real', (column) => column.notNull())
    .addColumn('place_seq', 'integer', (column) => column.notNull())
    .addColumn('resolved', 'integer', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('latest_seq', 'integer', (column) => column.notNull())
    .addColumn('opening_comment_id', 'text')
    .addColumn('opening_by', 'text')
    .addColumn('opening_name', 'text')
    .addColumn('opening_line', 'text')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('deleted_at', 'integer')
    .addPrimaryKeyConstraint('conversations_by_id', ['tenant_id', 'id'])
    .addForeignKeyConstraint('conversation_of_image', ['tenant_id', 'image_id'], 'images', [
      'tenant_id',
      'id',
    ])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createIndex('conversations_in_order')
    .on('conversations')
    .columns(['tenant_id', 'image_id', 'created_seq'])
    .unique()
    .execute();
}

async function comments(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('comments')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('conversation_id', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('edited_at', 'integer')
    .addColumn('deleted_at', 'integer')
    .addPrimaryKeyConstraint('comments_by_id', ['tenant_id', 'id'])
    .addForeignKeyConstraint('comment_of_conversation', ['tenant_id', 'conversation_id'], 'conversations', [
      'tenant_id',
      'id',
    ])
    .modifyEnd(clustered)
    .execute();
  await schema
    .createIndex('comments_in_order')
    .on('comments')
    .columns(['tenant_id', 'conversation_id', 'seq'])
    .unique()
    .execute();
}

async function events(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('events')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('broadcast_id', 'text', (column) => column.notNull())
    .addColumn('comment_id', 'text')
    .addColumn('payload', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('events_by_seq', ['tenant_id', 'image_id', 'seq'])
    .addForeignKeyConstraint('event_of_image', ['tenant_id', 'image_id'], 'images', ['tenant_id', 'id'])
    .modifyEnd(clustered)
    .execute();
  // The broadcast id leads: made by the clock (UUIDv7), new ones lie side by side whatever their image, and a group dirties few pages.
  await schema
    .createIndex('events_by_broadcast_id')
    .on('events')
    .columns(['tenant_id', 'broadcast_id', 'image_id', 'by'])
    .unique()
    .execute();
  await schema
    .createIndex('events_by_comment')
    .on('events')
    .columns(['tenant_id', 'comment_id'])
    .where(sql.ref('comment_id'), 'is not', null)
    .execute();
}
