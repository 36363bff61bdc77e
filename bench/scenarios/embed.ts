import { join } from 'node:path';
import { pack } from '../../packages/server/src/http/pack.ts';
import { buildIfStale } from '../../scripts/build.ts';
import { root } from '../../scripts/lib/repo.ts';
import type { Scenario } from '../lib/scenario.ts';

/** What every visitor downloads, as the server sends it. */
export const embed: Scenario = {
  name: 'embed',
  async run() {
    await buildIfStale(() => undefined);
    const bytes = await Bun.file(join(root, 'packages/widget/dist/embed-image-chat.min.js')).bytes();
    const embedBytes = pack(bytes).byteLength;
    const rows = [{ file: 'embed-image-chat.min.js', 'bytes after gzip': embedBytes }];
    return { tables: [{ title: 'The embed script', rows }], reached: { embedBytes }, data: rows, wrong: [] };
  },
};
