import { expect, test } from 'bun:test';
import { type Crowd, sizeOf } from './sizing.ts';
import { UNIT_COSTS } from './unit-costs.ts';

const crowd: Crowd = {
  ...{ viewers: 1_000_000, viewersPerImage: 50, imagesPerViewer: 2 },
  ...{ operationsPerHour: 4, frameBytes: 460 },
};

test('a hundred times the viewers need about a hundred times the machines', () => {
  const [one, hundred] = [sizeOf(crowd, UNIT_COSTS), sizeOf({ ...crowd, viewers: 1e8 }, UNIT_COSTS)];
  expect(hundred.deliveriesPerSecond / one.deliveriesPerSecond).toBeCloseTo(100);
  expect(hundred.nodes / one.nodes).toBeWithin(50, 130);
  expect(hundred.egressGbit / one.egressGbit).toBeCloseTo(100);
});

test('what is said counts: ten times the operations need more of everything but memory', () => {
  const [calm, busy] = [sizeOf(crowd, UNIT_COSTS), sizeOf({ ...crowd, operationsPerHour: 40 }, UNIT_COSTS)];
  expect(busy.nodesFor.cpu).toBeGreaterThan(calm.nodesFor.cpu);
  expect(busy.nodesFor.memory).toBe(calm.nodesFor.memory);
  expect(busy.databaseShardsFor.writes / calm.databaseShardsFor.writes).toBeCloseTo(10);
});

test('a small crowd needs two of what may fail, and one of the rest', () => {
  expect(sizeOf({ ...crowd, viewers: 1000 }, UNIT_COSTS)).toMatchObject({
    ...{ nodes: 2, busShards: 1, databaseShards: 1 },
  });
});
