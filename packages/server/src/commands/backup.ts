import { backUp } from '../storage/sqlite/backup.ts';
import type { Command } from '../terminal.ts';
import { folderOf } from './folder-of.ts';
import { readArguments } from './read-arguments.ts';

/** `imagechat backup <file>`: a checked copy of all data in one file, also while the server runs. */
export const backupCommand: Command = {
  summary: 'save all data in one file, also while the server runs',
  async run({ env, print }, args) {
    const options = { force: { type: 'boolean' } } as const;
    const read = readArguments(args, 1, options, 'backup <file> [--force]');
    const [file = ''] = read.positionals;
    const { bytes, comments, conversations, images } = backUp(folderOf(env, 'backup'), file, {
      force: read.values.force ?? false,
    });
    print(
      `Saved ${images} images with ${conversations} conversations and ${comments} comments in ${file} (${bytes} bytes), and checked it.`,
    );
    return 0;
  },
};
