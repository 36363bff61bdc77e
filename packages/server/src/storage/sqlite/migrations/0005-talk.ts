import { type Kysely, sql } from 'kysely';

const clustered = sql`without rowid, strict`;

/** What comments are besides their text, and who wrote on which image, so that they can be mentioned there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, type] of COLUMNS) await db.schema.alterTable('comments').addColumn(name, type).execute();
  await db.schema
    .createTable('speakers')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('folded', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('speakers_by_id', ['tenant_id', 'image_id', 'actor_id'])
    .addForeignKeyConstraint('speaker_of_image', ['tenant_id', 'image_id'], 'images', ['tenant_id', 'id'])
    .modifyEnd(clustered)
    .execute();
  await db.schema
    .createIndex('speakers_by_name')
    .on('speakers')
    .columns(['tenant_id', 'image_id', 'folded'])
    .execute();
  for (const [index, figures] of STATISTICS)
    await sql`insert into sqlite_stat1 (tbl, idx, stat) values ('speakers', ${index}, ${figures})`.execute(
      db,
    );
  await sql`analyze sqlite_schema`.execute(db);
  await sql`
    insert into speakers (tenant_id, image_id, actor_id, name, folded)
    select comments.tenant_id, image_id, comments.by, comments.name, lower(comments.name)
    from comments
    join conversations on conversations.tenant_id = comments.tenant_id and conversations.id = conversation_id
    where comments.deleted_at is null
    group by 1, 2, 3
    having comments.seq = max(comments.seq)
  `.execute(db);
}

const COLUMNS = [
  ['body', 'text'],
  ['reply_to', 'text'],
  ['depth', 'integer'],
  ['reactions', 'text'],
] as const;

/** As in 0003: rows in all, then how many share the first key column, the first two, and so on. */
const STATISTICS = [
  ['speakers', '100000 100000 10 1'],
  ['speakers_by_name', '100000 100000 10 1'],
] as const;
