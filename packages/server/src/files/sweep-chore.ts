import type { Files } from '@imagechat/core/ports/files';
import type { Log } from '@imagechat/core/ports/log';
import type { UploadUses } from '@imagechat/core/ports/upload-uses';
import { everySoOften } from '../every-so-often.ts';
import type { Turns } from '../storage/turns.ts';

const EVERY_MS = 30 * 60_000;
/** How long an upload may wait for a comment that shows it: drafts survive a night. */
const PATIENCE_MS = 24 * 3600 * 1000;
/** Files looked at in one go. */
const MOST = 5000;

/** The chore that forgets uploads a day old that no comment shows. */
export function sweepChore(files: Files, uses: UploadUses, turns: Turns, log: Log): (now: number) => void {
  return everySoOften(EVERY_MS, async (now) => {
    try {
      if (!(await turns.takeTurn('sweep', EVERY_MS))) return;
      const unused = await uses.unused(await files.before(now - PATIENCE_MS, MOST));
      for (const name of unused) await files.remove(name);
      if (unused.length > 0) log('info', 'uploads-swept', { files: unused.length });
    } catch (error) {
      log('warn', 'uploads-not-swept', { error: String(error) });
    }
  });
}
