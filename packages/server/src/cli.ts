import { backupCommand } from './commands/backup.ts';
import { keyCommand, secretCommand } from './commands/credentials.ts';
import { dashboardCommand } from './commands/dashboard.ts';
import { migrateCommand } from './commands/migrate.ts';
import { newEpochCommand } from './commands/new-epoch.ts';
import { personCommand } from './commands/person.ts';
import { restoreCommand } from './commands/restore.ts';
import { startCommand } from './commands/start.ts';
import { tenantCommand } from './commands/tenant.ts';
import { usageCommand } from './commands/usage.ts';
import { describeVariables } from './config.ts';
import { StartupError } from './startup-error.ts';
import type { Command, Terminal } from './terminal.ts';
import { version } from './version.ts';

/** Every command of `imagechat`, by name. */
const COMMANDS: Readonly<Record<string, Command>> = {
  start: startCommand,
  backup: backupCommand,
  restore: restoreCommand,
  migrate: migrateCommand,
  'new-epoch': newEpochCommand,
  tenant: tenantCommand,
  secret: secretCommand,
  key: keyCommand,
  person: personCommand,
  usage: usageCommand,
  dashboard: dashboardCommand,
  help: { summary: 'say what can be done and what can be set', run: help },
  version: { summary: 'say which version this is', run: sayVersion },
};

const ALIASES: Readonly<Record<string, string>> = {
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
  '-v': 'version',
};

/** Runs one command line; resolves with the exit code: 0, or 1 after one sentence about what to mend. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const [given = 'start', ...rest] = args;
  const name = ALIASES[given] ?? given;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    terminal.complain(`There is no command "${name}": run "imagechat help" to see what there is.`);
    return 1;
  }
  try {
    return await command.run(terminal, rest);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    terminal.complain(error.message);
    return 1;
  }
}

async function help({ print }: Terminal): Promise<number> {
  print('imagechat [command]');
  print('');
  for (const [name, { summary }] of Object.entries(COMMANDS)) print(`  ${name.padEnd(9)} ${summary}`);
  print('');
  print('Environment variables, with what they are when nobody sets them:');
  print('');
  for (const { name, fallback, must } of describeVariables()) {
    print(`  ${`${name}=${fallback}`.padEnd(40)} ${must}`);
  }
  return 0;
}

async function sayVersion({ print }: Terminal): Promise<number> {
  print(version);
  return 0;
}
