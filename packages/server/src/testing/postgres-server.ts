import { chownSync, existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort } from './redis-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A Postgres of a test's own, on a free port of this machine, in a temporary folder. */
export interface TestPostgres extends AsyncDisposable {
  readonly port: number;
  /** The process that started all of its others; undefined while it is ended. */
  readonly pid: number | undefined;
  /** Address of the database for a role that owns it and is not a superuser. */
  readonly url: string;
  /** Makes another database of the same role, empty or with what `template` holds. @returns its address */
  database(template?: string): Promise<string>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
}

/** Root may not run Postgres: on Debian the package brings this user. */
const UNPRIVILEGED = 'postgres';

/** What a killed process wrote is in the machine's memory; only a machine that dies needs the disk to have it, and tests do not try that. */
const FAST = ['-c', 'fsync=off', '-c', 'full_page_writes=off'];

/** Makes a cluster and starts it; `more` are arguments of the server, in the place of those that make it fast. @throws with what to install when there is no Postgres */
export async function startTestPostgres(more: readonly string[] = FAST): Promise<TestPostgres> {
  const programs = findPostgres();
  const folder = temporaryFolder();
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? ['setpriv', '--reuid', UNPRIVILEGED, '--regid', UNPRIVILEGED, '--clear-groups'] : [];
  if (isRoot) chownSync(folder.path, await idOf('-u'), await idOf('-g'));
  const data = join(folder.path, 'data');
  await succeed([
    ...as,
    join(programs, 'initdb'),
    '-D',
    data,
    '-A',
    'trust',
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--no-sync',
  ]);
  const port = await freePort();
  let running: Bun.Subprocess | undefined;
  let databases = 0;
  const psql = (sql: string) =>
    succeed([
      join(programs, 'psql'),
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      'postgres',
      '-qc',
      sql,
      'postgres',
    ]);
  const postgres: TestPostgres = {
    port,
    get pid() {
      return running?.pid;
    },
    url: `postgres://imagechat@127.0.0.1:${port}/imagechat`,
    async database(template = 'template1') {
      const name = `test_${++databases}`;
      await psql(`create database ${name} owner imagechat template ${template}`);
      return `postgres://imagechat@127.0.0.1:${port}/${name}`;
    },
    async kill() {
      // The postmaster takes its children with it on SIGQUIT, without a checkpoint: what a crash leaves behind.
      running?.kill('SIGQUIT');
      await running?.exited;
      running = undefined;
    },
    async start() {
      const settings = [
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-k',
        folder.path,
        '-c',
        'max_connections=200',
        ...more,
      ];
      running = Bun.spawn([...as, join(programs, 'postgres'), '-D', data, ...settings], {
        stdout: 'ignore',
        stderr: Bun.file(join(folder.path, 'log')),
      });
      await succeed(
        [join(programs, 'pg_isready'), '-q', '-t', '30', '-h', '127.0.0.1', '-p', String(port)],
        200,
      );
    },
    async [Symbol.asyncDispose]() {
      await postgres.kill();
      folder[Symbol.dispose]();
    },
  };
  await postgres.start();
  await psql('create role imagechat login');
  await psql('create database imagechat owner imagechat');
  return postgres;
}

/** The folder of the newest Postgres there is. */
function findPostgres(): string {
  const found = Bun.which('initdb');
  // What is on the path may be a link to the one program; its sisters lie beside the program itself.
  if (found) return dirname(realpathSync(found));
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folder = versions
    .map((version) => join(debian, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
  if (folder) return folder;
  throw new Error(
    'These tests need Postgres: install postgresql (npm test does so by itself as root on Debian).',
  );
}

async function idOf(which: '-u' | '-g'): Promise<number> {
  const child = Bun.spawn(['id', which, UNPRIVILEGED], { stdout: 'pipe', stderr: 'ignore' });
  return Number(await new Response(child.stdout).text());
}

/** Runs a command to its good end, trying again so many times. */
async function succeed(command: readonly string[], tries = 1): Promise<void> {
  for (let left = tries; ; left--) {
    const child = Bun.spawn([...command], { stdout: 'ignore', stderr: 'pipe' });
    if ((await child.exited) === 0) return;
    if (left <= 1) throw new Error(`${command.join(' ')}: ${await new Response(child.stderr).text()}`);
  }
}
