/**
 * Our storage and the raw engine on the same work: `{work: {operations, group, history…}}` submits through the commit queue, in groups of one size;
 * with `raw`, the very rows that came of it are then written with prepared statements into an empty database of the same form.
 */
import { Database } from 'bun:sqlite';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@imagechat/server/storage/sqlite/connection';
import { databaseFile } from '@imagechat/server/storage/sqlite/files';
import { migrate } from '@imagechat/server/storage/sqlite/migrate';
import { openSqliteStorage } from '@imagechat/server/storage/sqlite/open';
import { submitAll } from '../lib/seed.ts';
import { listen, say } from '../lib/stdio.mjs';
import { type Work, prepared, throughQueue, timed } from '../lib/work.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** The rows of a run: of its image and day, and of each operation. */
interface Rows {
  readonly image: Row;
  readonly usage: Row;
  readonly operations: readonly { readonly conversation: Row; readonly comment: Row; readonly event: Row }[];
}

const folder = mkdtempSync(join(tmpdir(), 'imagechat-bench-'));
let folders = 0;

listen(
  async (line: { work: Work; raw?: true }) => say(await measured(line.work, line.raw === true)),
  () => rmSync(folder, { recursive: true, force: true }),
);

async function measured(work: Work, withRaw: boolean): Promise<Record<string, unknown>> {
  const dataDir = join(folder, String(++folders));
  const storage = await openSqliteStorage({ dataDir, log: () => undefined });
  const todo = await prepared(work, (all) => submitAll(storage, all));
  const before = withRaw ? lastSeq(dataDir) : 0;
  const ours = await throughQueue(storage, todo, work.group);
  await storage.close();
  const rows = withRaw ? rowsAfter(dataDir, before) : undefined;
  rmSync(dataDir, { recursive: true, force: true });
  return { ours, ...(rows ? { raw: await raw(rows, work) } : {}) };
}

/** A new database with the same tables gets the same rows, as many operations to a transaction; what changes with every group changes with every group. */
async function raw({ image, operations, usage }: Rows, { group }: Work): Promise<unknown> {
  const dataDir = join(folder, String(++folders));
  mkdirSync(dataDir);
  const connection = Connection.forWriting({ file: databaseFile(dataDir), busyMs: 5000 });
  const { database } = connection;
  await migrate(database);
  inserter(database, 'images')(image);
  inserter(database, 'usage_created')(usage);
  const [conversation, comment, event] = (['conversations', 'comments', 'events'] as const).map((table) =>
    inserter(database, table),
  );
  const setHead = database.prepare('update images set head = head + ? where id = ?');
  const count = database.prepare('update usage_created set comments = comments + ?');
  const write = database.transaction((some: Rows['operations']) => {
    for (const rows of some) {
      conversation?.(rows.conversation);
      comment?.(rows.comment);
      event?.(rows.event);
    }
    setHead.run(some.length, Number(image.id));
    count.run(some.length);
  });
  const result = await timed(async () => {
    for (let at = 0; at < operations.length; at += group) write.immediate(operations.slice(at, at + group));
  });
  database.close();
  rmSync(dataDir, { recursive: true, force: true });
  return result;
}

/** Inserts rows as they come out of the same table. */
function inserter(database: Database, table: string): (row: Row) => void {
  const columns = database.query(`select name from pragma_table_info('${table}')`).values().flat();
  const places = columns.map(() => '?').join(', ');
  const names = columns.map((name) => `"${name}"`).join(', ');
  const statement = database.prepare(`insert into ${table} (${names}) values (${places})`);
  return (row) => void statement.run(...Object.values(row));
}

function lastSeq(dataDir: string): number {
  using database = new Database(databaseFile(dataDir), { readonly: true });
  return Number(database.query('select coalesce(max(seq), 0) from events').values()[0]?.[0]);
}

/** What the operations after a moment wrote into the one image there is, in the order of its log. */
function rowsAfter(dataDir: string, after: number): Rows {
  using database = new Database(databaseFile(dataDir), { readonly: true });
  const one = (sql: string, ...args: string[]): Row => database.query(sql).get(...args) as Row;
  const events = database.query('select * from events where seq > ? order by seq').all(after) as Row[];
  const operations = events.map((event) => {
    const comment = one('select * from comments where id = ?', String(event.comment_id));
    const id = String(comment.conversation_id);
    return { event, comment, conversation: one('select * from conversations where id = ?', id) };
  });
  const [image, usage] = [one('select * from images'), one('select * from usage_created')];
  return { image, usage, operations };
}
