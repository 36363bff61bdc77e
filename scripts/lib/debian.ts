import { existsSync } from 'node:fs';
import { run } from './run.ts';

/** Whether packages can be installed here: as root on Debian or one of its kind. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * Installs packages of Debian, without starting the services they bring.
 * @param say told the command
 * @returns the last lines apt-get printed, for when what was wanted is still not there
 */
export async function installFromDebian(
  packages: readonly string[],
  say: (line: string) => void,
): Promise<string> {
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  say(`apt-get update && ${install.join(' ')}`);
  // A package's own script asks for the runlevel before it starts a service: in single-user mode it leaves that be.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const updated = await run(['apt-get', 'update'], { env, limit: 180_000 });
  const installed = await run(install, { env, limit: 400_000 });
  return `${updated.output}\n${installed.output}`.trim().split('\n').slice(-3).join(' ');
}
