import { expect, test } from 'bun:test';
import { HUB_SETTINGS } from '@imagechat/core/settings';
import { type FanOutLoad, runFanOut } from './fan-out-model.ts';
import { UNIT_COSTS } from './unit-costs.ts';

const run = (load: Partial<FanOutLoad>) =>
  runFanOut(
    { viewers: 1000, nodes: 2, eventsPerSecond: 5, seconds: 20, seed: 'a crowd', ...load },
    UNIT_COSTS,
  );

test('a handful of viewers wait for the commit, two ways and little else', async () => {
  const { p50, frames } = await run({ viewers: 10, eventsPerSecond: 1 });
  const { commit, hear, hop } = UNIT_COSTS;
  expect(p50).toBeGreaterThanOrEqual(commit + 2 * hop + hear);
  expect(p50).toBeLessThan(commit + 2 * hop + hear + 3);
  expect(frames).toBeWithin(0.5, 1.6);
});

test('the same seed gives the same figures', async () => {
  expect(await run({})).toEqual(await run({}));
});

test('twice the processes have half of the work each, and the bus hands out twice as much', async () => {
  const few = await run({ viewers: 200_000, nodes: 40 });
  const many = await run({ viewers: 200_000, nodes: 80 });
  expect(many.nodeLoad / few.nodeLoad).toBeWithin(0.45, 0.6);
  expect(many.busLoad / few.busLoad).toBeWithin(1.3, 2.1);
});

test('B1: however busy the image, its viewers get no more frames than windows of the longest kind allow', async () => {
  const { frames } = await run({ viewers: 100_000, nodes: 10, eventsPerSecond: 400, seconds: 5 });
  expect(frames).toBeLessThanOrEqual(1000 / HUB_SETTINGS.batchMaxMs + 2);
});

test('a million viewers of one image are carried by three hundred processes and not by fifty', async () => {
  const crowd = { viewers: 1_000_000, eventsPerSecond: 10, seconds: 5 };
  const enough = await run({ ...crowd, nodes: 300 });
  expect(enough.nodeLoad).toBeLessThan(0.6);
  expect(enough.busLoad).toBeLessThan(0.05);
  expect(enough.p99).toBeLessThan(250);
  const tooFew = await run({ ...crowd, nodes: 50 });
  expect(tooFew.nodeLoad).toBeGreaterThan(0.9);
  expect(tooFew.p99).toBeGreaterThan(4 * enough.p99);
});
