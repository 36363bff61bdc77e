import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { KEPT_SEEDS } from './kept-seeds.ts';
import { NO_TROUBLES } from './temper.ts';
import { World, type WorldOptions } from './world.ts';

// Dozens of worlds each: seconds on a machine that is busy with other things.
setDefaultTimeout(60_000);

const run = (options: WorldOptions) => new World(options).run();

/** Nothing goes wrong in it by itself. */
const CALM = {
  slowStorage: 0,
  failedCommit: 0,
  lostCommit: 0,
  failedRead: 0,
  lostMessage: 0,
  doubledMessage: 0,
  lateMessage: 0,
  lostRequest: 0,
  lostAnswer: 0,
  tooFast: 0,
};

test('O1, O2, O3, O4, R1, R3, S1: what happens in the first worlds breaks no rule', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { breaches, trace } = await run({ seed });
    expect(breaches, trace.join('\n')).toEqual([]);
  }
});

test('R2, R3: three hubs behind a bus that loses half of everything', async () => {
  const rates = { ...CALM, lostMessage: 0.5, lateMessage: 0.5, doubledMessage: 0.3 };
  for (let seed = 1; seed <= 15; seed++) {
    const { breaches, trace } = await run({ seed, temper: { hubs: 3, pages: 5, rates, trouble: 0 } });
    expect(breaches, trace.join('\n')).toEqual([]);
  }
});

test('O2: commits whose answer is lost, and processes killed between commit and publish', async () => {
  const rates = { ...CALM, lostCommit: 0.4, slowStorage: 0.3, lostAnswer: 0.3 };
  for (let seed = 1; seed <= 15; seed++) {
    const { breaches, trace } = await run({ seed, temper: { rates, trouble: 0.3, hostile: 0.4 } });
    expect(breaches, trace.join('\n')).toEqual([]);
  }
});

test('A1: two tenants with the same urlIds never hear of each other', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const { breaches, trace } = await run({ seed, temper: { tenants: 2, pages: 4, images: 1 } });
    expect(breaches, trace.join('\n')).toEqual([]);
  }
});

test('a world without faults accepts nearly everything, so the rules are held against something', async () => {
  const temper = { rates: CALM, trouble: 0, hostile: 0, steps: 200, latency: 20, tokenMs: 43_200_000 };
  let all = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const { breaches, events, trace } = await run({ seed, temper });
    expect(breaches, trace.join('\n')).toEqual([]);
    all += events;
  }
  expect(all).toBeGreaterThan(600);
});

describe('kept seeds', () => {
  for (const { seed, found } of KEPT_SEEDS) {
    test(`${seed} (${found})`, async () => {
      const { breaches, trace } = await run({ seed });
      expect(breaches, trace.join('\n')).toEqual([]);
    });
  }
});

test('the same seed is the same world, frame by frame, also beside another one', async () => {
  const options = { seed: 7, frames: true };
  const [first, other, again] = await Promise.all([run(options), run({ seed: 8 }), run(options)]);
  expect(again.trace).toEqual(first.trace);
  expect(other.trace).not.toEqual(first.trace);
  expect((await run(options)).trace).toEqual(first.trace);
});

test('W11: pages behind a filter that lets no socket pass, now and then', async () => {
  const troubles = { ...NO_TROUBLES, noSockets: 4, hide: 1, cut: 1, kill: 1 };
  const temper = { streams: true, trouble: 0.3, troubles, steps: 200 };
  let told = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const { breaches, trace } = await run({ seed, temper, frames: true });
    expect(breaches, trace.join('\n')).toEqual([]);
    told += trace.filter((line) => / stream#\d+ <- \{"t":"(events|subscribed)"/.test(line)).length;
  }
  expect(told).toBeGreaterThan(20);
});

test('E1: a copy is put back, again and again', async () => {
  const troubles = { ...NO_TROUBLES, restore: 2, cut: 1 };
  for (let seed = 1; seed <= 15; seed++) {
    const { breaches, trace } = await run({ seed, temper: { trouble: 0.2, troubles } });
    expect(breaches, trace.join('\n')).toEqual([]);
  }
});

test('R4, T1: clocks of servers and pages jump, and a bus loses what comes last', async () => {
  const troubles = { ...NO_TROUBLES, serverClock: 4, pageClock: 2 };
  const rates = { ...CALM, lostMessage: 0.7 };
  for (let seed = 1; seed <= 10; seed++) {
    const { breaches, trace } = await run({ seed, temper: { hubs: 3, trouble: 0.3, troubles, rates } });
    expect(breaches, trace.join('\n')).toEqual([]);
  }
});

test('L1, R1: logs are cut under everybody’s feet', async () => {
  const troubles = { ...NO_TROUBLES, cutLogs: 4, cut: 3, kill: 1 };
  for (let seed = 1; seed <= 15; seed++) {
    const { breaches, trace } = await run({ seed, temper: { trouble: 0.3, troubles } });
    expect(breaches, trace.join('\n')).toEqual([]);
  }
});
