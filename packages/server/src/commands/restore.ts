import { restore } from '../storage/sqlite/restore.ts';
import type { Command } from '../terminal.ts';
import { folderOf } from './folder-of.ts';
import { readArguments } from './read-arguments.ts';

/** `imagechat restore <file>`: puts a backup in the place of the data; the server must be stopped. */
export const restoreCommand: Command = {
  summary: 'put a backup in the place of the data; the server must be stopped',
  async run({ env, print }, args) {
    const { positionals } = readArguments(args, 1, {}, 'restore <file>');
    const [file = ''] = positionals;
    const { comments, conversations, former, images } = restore(folderOf(env, 'restore'), file, Date.now());
    print(
      `Restored ${images} images with ${conversations} conversations and ${comments} comments from ${file}.`,
    );
    if (former)
      print(`The former database is kept as ${former}; remove it when you do not need it any more.`);
    print('Start the server: every page will load its images anew.');
    return 0;
  },
};
