import { expect, test } from 'bun:test';
import { type BatchLimits, Batcher, batchWindowMs } from './batcher.ts';
import { FakeClock } from './testing/fake-clock.ts';

function setUp(viewers = 500, changed: Partial<BatchLimits> = {}) {
  const clock = new FakeClock();
  const frames: string[][] = [];
  const limits = {
    batchMinMs: 2,
    batchMaxMs: 40,
    batchDeliveriesPerMs: 50,
    batchEvents: 4,
    batchBytes: 100,
    ...changed,
  };
  const publish = (events: readonly string[]): number => frames.push([...events]);
  return { clock, frames, batcher: new Batcher(clock, limits, { publish, viewers: () => viewers }) };
}

/** Events that come every `everyMs` for so long; when each waited how long. */
async function stream(viewers: number, everyMs: number, ms: number): Promise<number[]> {
  const { batcher, clock, frames } = setUp(viewers, { batchEvents: 1000, batchBytes: 100_000 });
  const added: number[] = [];
  const waits: number[] = [];
  let seen = 0;
  const look = (): void => {
    for (; seen < frames.length; seen++)
      for (const event of frames[seen] ?? []) waits.push(clock.now() - (added[Number(event)] ?? 0));
  };
  for (let at = 0; at < ms; at++) {
    if (at % everyMs === 0) batcher.add(String(added.push(clock.now()) - 1));
    look();
    await clock.advance(1);
    look();
  }
  return waits;
}

test('B1: the window grows with events and viewers, within its bounds, and shrinks again', () => {
  const limits = { batchMinMs: 2, batchMaxMs: 40, batchDeliveriesPerMs: 50, batchEvents: 4, batchBytes: 100 };
  expect(batchWindowMs(1, 2, limits)).toBe(2);
  expect(batchWindowMs(500, 0.1, limits)).toBe(2);
  expect(batchWindowMs(500, 1, limits)).toBe(10);
  expect(batchWindowMs(500, 2, limits)).toBe(20);
  expect(batchWindowMs(100_000, 2, limits)).toBe(40);
});

test('B1: a hundred events a second wait for nothing, a thousand share frames with a crowd, and none waits beyond the bound', async () => {
  expect(Math.max(...(await stream(500, 10, 1000)))).toBe(0);
  const busy = await stream(500, 1, 1000);
  expect(Math.max(...busy)).toBeGreaterThan(7);
  expect(Math.max(...busy)).toBeLessThanOrEqual(12);
  expect(Math.max(...(await stream(2, 1, 1000)))).toBeLessThanOrEqual(2);
  expect(Math.max(...(await stream(100_000, 1, 1000)))).toBeLessThanOrEqual(40);
});

test('B1: after quiet the window is small again', async () => {
  const { batcher, clock, frames } = setUp(500, { batchEvents: 1000, batchBytes: 100_000 });
  for (let at = 0; at < 200; at++) {
    batcher.add('busy');
    await clock.advance(1);
  }
  await clock.advance(500);
  frames.length = 0;
  batcher.add('1');
  batcher.add('2');
  await clock.advance(2);
  expect(frames).toEqual([['1'], ['2']]);
});

test('B1: the first event after quiet leaves at once', () => {
  const { batcher, frames } = setUp();
  batcher.add('1');
  expect(frames).toEqual([['1']]);
});

test('B1: what follows within the window leaves as one frame, in order', async () => {
  const { batcher, clock, frames } = setUp();
  for (const event of ['1', '2', '3']) batcher.add(event);
  expect(frames).toEqual([['1']]);
  await clock.advance(10);
  expect(frames).toEqual([['1'], ['2', '3']]);
});

test('B1: a busy period goes window by window and ends with an empty one', async () => {
  const { batcher, clock, frames } = setUp(500, { batchMinMs: 10 });
  batcher.add('1');
  batcher.add('2');
  await clock.advance(10);
  batcher.add('3');
  expect(frames).toEqual([['1'], ['2']]);
  await clock.advance(10);
  expect(frames).toEqual([['1'], ['2'], ['3']]);
  await clock.advance(10);
  expect(clock.timers).toBe(0);
  batcher.add('4');
  expect(frames.at(-1)).toEqual(['4']);
});

test('B1: a batch is bounded in events and in bytes', () => {
  const { batcher, frames } = setUp();
  for (const event of ['1', '2', '3', '4', '5', '6']) batcher.add(event);
  expect(frames).toEqual([['1'], ['2', '3', '4', '5']]);
  batcher.add('x'.repeat(100));
  expect(frames.at(-1)).toEqual(['6', 'x'.repeat(100)]);
});

test('B1: stopped, it sends nothing and holds no timer', async () => {
  const { batcher, clock, frames } = setUp();
  batcher.add('1');
  batcher.add('2');
  batcher.stop();
  await clock.advance(100);
  expect(frames).toEqual([['1']]);
  expect(clock.timers).toBe(0);
});
