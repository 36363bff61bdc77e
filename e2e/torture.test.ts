/** The short form of `npm run torture`, and worlds broken on purpose to show that its checks can fail. */
import { expect, test } from 'bun:test';
import type { Tamper } from './torture/environment.ts';
import type { BreachKind } from './torture/journal.ts';
import { reportText } from './torture/report.ts';
import {
  NEVER_ACTED,
  acksWhatIsLost,
  appliesTwice,
  doublesAnEvent,
  dropsAnEvent,
  forgetsTheLastEvent,
  forgetsToCount,
  liesInASnapshot,
  overcharges,
  reordersAFrame,
  reordersFrames,
  spoil,
} from './torture/tampers.ts';
import { type TortureSettings, torture } from './torture/torture.ts';

/** Ends of patience, in milliseconds; nothing that is judged depends on how fast the machine is. */
const LIMIT = 400_000;

const SETTINGS: TortureSettings = {
  ...{ operations: 1500, kills: 6, cuts: 60, writers: 8, readers: 6, images: 4 },
  ...{ seed: 20_260, minutes: 5, pace: 40, longLives: 0, saveSeconds: 1 },
};

test(
  'O1, O2, R1, M1: 1,500 operations, 6 kills in mid-traffic and 60 cuts later nothing is lost, doubled, out of order or billed wrongly',
  async () => {
    const report = await torture({ ...SETTINGS, longLives: 1 });
    const { held, journal, said, troubles } = report;
    if (journal.broken > 0) throw new Error(reportText(report));
    expect(said).toBeGreaterThanOrEqual(1500);
    expect(troubles.kills).toBe(6);
    expect(troubles.cuts).toBeGreaterThanOrEqual(60);
    // Killed, and yet nothing was missing but the last moments.
    expect(held).toBeGreaterThanOrEqual(1);
  },
  LIMIT,
);

/**
 * A small quiet world with one thing broken. @returns what the checks say about it
 * @throws when it was not broken in the end, which says nothing about the checks
 */
async function brokenPromises(broken: Partial<TortureSettings>): Promise<readonly BreachKind[]> {
  const quiet = { operations: 200, kills: 0, cuts: 0, writers: 5, readers: 1, images: 2, pace: 12 };
  const report = await torture({ ...SETTINGS, ...quiet, ...broken });
  const { tamper } = broken;
  if (tamper && !tamper.done) throw new Error(`${NEVER_ACTED}\n${reportText(report)}`);
  return [...report.journal.counts.keys()];
}

/** What does not heal need not be waited for long. */
const HEAL_MS = 15_000;

test(
  'nothing is said of a world in which nothing is broken',
  async () => {
    expect(await brokenPromises({})).toEqual([]);
  },
  LIMIT,
);

test(
  'a tamper that never acts is told from a check that does not notice',
  async () => {
    const idle: Tamper = { done: false };
    const short = { operations: 20, minutes: 0.05 };
    await expect(brokenPromises({ ...short, tamper: idle })).rejects.toThrow(NEVER_ACTED);
    await expect(
      brokenPromises({ ...short, spoil: (dataDir) => spoil(dataDir, 'delete from events where seq < 0') }),
    ).rejects.toThrow(NEVER_ACTED);
  },
  LIMIT,
);

test.each([
  ['an event dropped without a close', dropsAnEvent, 'lost'],
  ['a frame that overtakes another', reordersFrames, 'lost'],
  ['a frame whose events changed places', reordersAFrame, 'out of order'],
  ['an event that comes again under another number', doublesAnEvent, 'doubled'],
  ['an ack for an operation that was lost', acksWhatIsLost, 'lost'],
  ['an operation that takes effect twice', appliesTwice, 'not asked for'],
  ['a snapshot with a conversation nobody began', liesInASnapshot, 'state differs'],
] as const)(
  'caught: %s',
  async (_name, tamper, kind) => {
    expect(await brokenPromises({ tamper: tamper(), healMs: HEAL_MS })).toContain(kind);
  },
  LIMIT,
);

test.each([
  ['a disk that forgets', forgetsTheLastEvent, 'lost'],
  ['a bill for what was never handed out', overcharges, 'metering'],
  ['a comment that was never counted', forgetsToCount, 'metering'],
] as const)(
  'caught: %s',
  async (_name, spoil, kind) => {
    expect(await brokenPromises({ spoil })).toContain(kind);
  },
  LIMIT,
);
