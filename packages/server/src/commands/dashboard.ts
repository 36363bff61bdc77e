import { openAddresses } from '../addresses.ts';
import { readConfig } from '../config.ts';
import { newRecoveryLink, newSetupLink, recoveryAddress, setupAddress } from '../dashboard/one-time-link.ts';
import { StartupError } from '../startup-error.ts';
import type { Desk } from '../storage/desk.ts';
import { systemClock } from '../system-clock.ts';
import { atDesk, note } from './at-desk.ts';
import { readArguments } from './read-arguments.ts';
import { commandOf } from './subcommands.ts';

/** `imagechat dashboard …`: the way in for the owner, the first time and when a password is forgotten. */
export const dashboardCommand = commandOf(
  'dashboard',
  'make a link into the dashboard: set-up, or a new password',
  {
    link: {
      words: '[--login olive@example.com]',
      means:
        'Prints a link, good once: for set-up while nobody owns the server (a day), then for a new password of its owner, or of whoever has that login (an hour).',
      async run({ env, print }, args, usage) {
        const { values } = readArguments(args, 0, { login: { type: 'string' } } as const, usage);
        const { certificateFiles, host, port } = readConfig(env);
        const { local } = openAddresses({ host, port, secure: certificateFiles !== undefined });
        print(await atDesk(env, (desk) => linkInto(desk, local, values.login)));
        return 0;
      },
    },
  },
);

/** Makes a link and answers its address; the one before is not good any more. */
async function linkInto(desk: Desk, origin: string, login: string | undefined): Promise<string> {
  const now = systemClock.now();
  const [owner] = await desk.accounts.owners();
  if (!owner) {
    const { link, secret } = newSetupLink(now);
    await desk.accounts.addLink(link);
    await note(desk, '', 'make-setup-link', link.hash.slice(0, 8), '');
    return setupAddress(origin, secret);
  }
  const account = login === undefined ? owner : await desk.accounts.byLogin(login.trim().toLowerCase());
  if (!account) throw new StartupError(`Nobody signs in as "${login}".`);
  const { link, secret } = newRecoveryLink(account.id, now);
  await desk.accounts.addLink(link);
  await note(desk, '', 'make-password-link', account.login, link.hash.slice(0, 8));
  return recoveryAddress(origin, secret);
}
