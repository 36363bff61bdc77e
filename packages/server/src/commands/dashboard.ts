import { openAddresses } from '../addresses.ts';
import { readConfig } from '../config.ts';
import { newSetupLink, setupAddress } from '../dashboard/one-time-link.ts';
import { StartupError } from '../startup-error.ts';
import { atDesk, note } from './at-desk.ts';
import { readArguments } from './read-arguments.ts';
import { commandOf } from './subcommands.ts';

/** `imagechat dashboard …`: the way in for the first owner. */
export const dashboardCommand = commandOf('dashboard', 'make a link to set up the dashboard with', {
  link: {
    words: '',
    means: 'Prints a new link for set-up, good once and for a day; the one before is not good any more.',
    async run({ env, print }, args, usage) {
      readArguments(args, 0, {}, usage);
      const { certificateFiles, host, port } = readConfig(env);
      const { link, secret } = newSetupLink(Date.now());
      await atDesk(env, async (desk) => {
        if (await desk.accounts.hasOwner())
          throw new StartupError('This server has an owner already: sign in at /dashboard.');
        await desk.accounts.addLink(link);
        await note(desk, '', 'make-setup-link', link.hash.slice(0, 8), '');
      });
      print(
        setupAddress(openAddresses({ host, port, secure: certificateFiles !== undefined }).local, secret),
      );
      return 0;
    },
  },
});
