import type { Log } from '@imagechat/core/ports/log';
import { everySoOften } from '../every-so-often.ts';

const EVERY_MS = 20_000;

/** The chore that marks outside the database how far it has come (E1). */
export function markChore(storage: { mark(): Promise<void> }, log: Log): (now: number) => void {
  return everySoOften(EVERY_MS, async () => {
    try {
      await storage.mark();
    } catch (error) {
      log('warn', 'marker-not-written', { error: String(error) });
    }
  });
}
