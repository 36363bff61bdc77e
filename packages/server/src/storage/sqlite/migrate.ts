import type { Database } from 'bun:sqlite';
import { Kysely, type Migration, Migrator } from 'kysely';
import { StartupError } from '../../startup-error.ts';
import { bunSqliteDialect } from './dialect.ts';
import { up as start } from './migrations/0001-start.ts';
import { up as usage } from './migrations/0002-usage.ts';
import { up as statistics } from './migrations/0003-statistics.ts';
import { up as tenants } from './migrations/0004-tenants.ts';
import { up as talk } from './migrations/0005-talk.ts';
import { up as people } from './migrations/0006-people.ts';
import { up as visibility } from './migrations/0007-visibility.ts';
import { up as uploads } from './migrations/0008-uploads.ts';
import { up as apiUsage } from './migrations/0009-api-usage.ts';
import { up as avatars } from './migrations/0010-avatars.ts';
import { up as accounts } from './migrations/0011-accounts.ts';
import { up as overview } from './migrations/0012-overview.ts';
import { up as images } from './migrations/0013-images.ts';
import { up as recovery } from './migrations/0014-recovery.ts';
import { up as peopleSearch } from './migrations/0015-people-search.ts';
import { up as webhooks } from './migrations/0016-webhooks.ts';
import { up as passkeys } from './migrations/0017-passkeys.ts';
import { up as judges } from './migrations/0018-judges.ts';
import { up as imageUse } from './migrations/0019-image-use.ts';

/** Every migration by name, in order of name. A name that was released is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-start': { up: start },
  '0002-usage': { up: usage },
  '0003-statistics': { up: statistics },
  '0004-tenants': { up: tenants },
  '0005-talk': { up: talk },
  '0006-people': { up: people },
  '0007-visibility': { up: visibility },
  '0008-uploads': { up: uploads },
  '0009-api-usage': { up: apiUsage },
  '0010-avatars': { up: avatars },
  '0011-accounts': { up: accounts },
  '0012-overview': { up: overview },
  '0013-images': { up: images },
  '0014-recovery': { up: recovery },
  '0015-people-search': { up: peopleSearch },
  '0016-webhooks': { up: webhooks },
  '0017-passkeys': { up: passkeys },
  '0018-judges': { up: judges },
  '0019-image-use': { up: imageUse },
};

/** Marks the file as ours, in its header (https://sqlite.org/pragma.html#pragma_application_id): "imgc". */
const APPLICATION_ID = 0x696d6763;

/**
 * Brings the tables to this version's form, all migrations in one transaction. Throws StartupError when the file belongs to another
 * program or to a newer version.
 */
export async function migrate(database: Database, known = migrations): Promise<void> {
  claim(database, known);
  const kysely = new Kysely<unknown>({ dialect: bunSqliteDialect(database) });
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => ({ ...known }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

function claim(database: Database, known: typeof migrations): void {
  const { filename } = database;
  switch (formOf(database, known)) {
    case 'empty':
      database.run(`pragma application_id = ${APPLICATION_ID}`);
      return;
    case 'foreign':
      throw new StartupError(`${filename} belongs to another program; choose another data folder.`);
    case 'newer':
      throw new StartupError(
        `${filename} was written by a newer version of Image Chat (${migrationsOf(database).at(-1)}); update, or choose another data folder.`,
      );
  }
}

/** How a database is to this version: without tables, to be migrated, as it should be, from a newer one, or another program's. */
export type Form = 'empty' | 'older' | 'current' | 'newer' | 'foreign';

/** Says in which form a database is. */
export function formOf(database: Database, known = migrations): Form {
  const { application_id: id } = database.query('pragma application_id').get() as { application_id: number };
  const tables = database.query('select count(*) as count from sqlite_schema').get() as { count: number };
  if (id === 0 && tables.count === 0) return 'empty';
  if (id !== APPLICATION_ID) return 'foreign';
  const done = migrationsOf(database);
  if (done.some((name) => !(name in known))) return 'newer';
  return done.length === Object.keys(known).length ? 'current' : 'older';
}

function migrationsOf(database: Database): string[] {
  const table = database.query("select 1 from sqlite_schema where name = 'kysely_migration'").get();
  if (table === null) return [];
  const rows = database.query('select name from kysely_migration order by name').all() as { name: string }[];
  return rows.map(({ name }) => name);
}
