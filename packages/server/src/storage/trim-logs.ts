import type { LongLogs } from './long-logs.ts';

/** Images looked at in one read, and events cut in one transaction: a few ms each. */
const IMAGES_A_TURN = 500;
const EVENTS_A_TURN = 1000;

/** Where logs are looked at and cut. */
export interface LogShears {
  longLogs(afterId: number, images: number): LongLogs | Promise<LongLogs>;
  cutLogs(logs: LongLogs['logs'], events: number): number | Promise<number>;
}

/** Walks over all images and cuts their logs, at most `most` events; answers how many went (L1). */
export async function trimLogs(shears: LogShears, most: number): Promise<number> {
  let gone = 0;
  let afterId: number | undefined = 0;
  while (afterId !== undefined && gone < most) {
    const { logs, lookedUpTo } = await shears.longLogs(afterId, IMAGES_A_TURN);
    const events = Math.min(EVENTS_A_TURN, most - gone);
    const cut: number = logs.length === 0 ? 0 : await shears.cutLogs(logs, events);
    gone += cut;
    // A full turn may have left something behind: the same images are looked at again.
    if (cut < events) afterId = lookedUpTo;
  }
  return gone;
}
