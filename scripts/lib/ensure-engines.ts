import { existsSync } from 'node:fs';
import { canInstall, installFromDebian } from './debian.ts';

/** A database or bus that tests start for themselves: what shows that it is there, and the package that brings it. */
interface Engine {
  readonly name: string;
  readonly package: string;
  readonly found: () => boolean;
}

const ENGINES: readonly Engine[] = [
  {
    name: 'Postgres',
    package: 'postgresql',
    found: () => Bun.which('initdb') !== null || existsSync('/usr/lib/postgresql'),
  },
  {
    name: 'Redis',
    package: 'redis-server',
    found: () => (Bun.which('redis-server') ?? Bun.which('valkey-server')) !== null,
  },
];

/**
 * Makes sure that tests can start a Postgres and a Redis of their own: installed ones, or on Debian as root from apt. Nothing is started here.
 * @param say told what is being done
 */
export async function ensureEngines(say: (line: string) => void): Promise<void> {
  const missing = ENGINES.filter(({ found }) => !found());
  if (missing.length === 0 || !canInstall()) return;
  const names = missing.map(({ name }) => name).join(' and ');
  say(`No ${names} is installed; tests start their own:`);
  const said = await installFromDebian(
    missing.map((engine) => engine.package),
    say,
  );
  // The tests that need it fail with what to install; this says why it could not be done here.
  if (missing.some(({ found }) => !found())) say(`That did not bring ${names}: ${said}`);
}
