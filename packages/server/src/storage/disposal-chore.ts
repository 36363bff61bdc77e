import type { Disposer } from '@imagechat/core/ports/disposal';
import type { Log } from '@imagechat/core/ports/log';
import { KEPT_MS } from '@imagechat/core/rules/decide';
import { everySoOften } from '../every-so-often.ts';
import type { Turns } from './turns.ts';

const EVERY_MS = 60_000;

/** Rows removed in one go at most: a few ms, and half a million a day. */
const MOST = 400;

/** The chore that removes for good what was deleted 30 days ago and can be brought back no more (L1). */
export function disposalChore(disposer: Disposer & Turns, log: Log): (now: number) => void {
  return everySoOften(EVERY_MS, async (now) => {
    try {
      if (!(await disposer.takeTurn('dispose', EVERY_MS))) return;
      const gone = await disposer.dispose(now - KEPT_MS, MOST);
      if (gone > 0) log('info', 'deleted-removed', { rows: gone });
    } catch (error) {
      log('warn', 'deleted-not-removed', { error: String(error) });
    }
  });
}
