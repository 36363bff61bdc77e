import { Child } from '../lib/child.ts';
import { FullServer } from '../lib/full-server.ts';
import type { Latency } from '../lib/histogram.ts';
import { type Scenario, bySize } from '../lib/scenario.ts';
import { type Row, median } from '../lib/table.ts';

interface Created {
  readonly seen: Latency;
  readonly ack: Latency;
  readonly echo: Latency;
  readonly wrong: readonly string[];
}

/** Creations at one rate: latencies in ms, and the server's CPU for each in ms. */
export interface Creation extends Created {
  readonly rate: number;
  readonly cpuMs: number;
}

/** From an author's press to every other viewer's screen, on disk in between: the whole server, one image. */
export const createToSeen: Scenario = {
  name: 'create-to-seen',
  async run(size) {
    const { viewers, rates, rounds, seconds } = bySize(size, {
      smoke: { viewers: 10, rates: [50], rounds: 1, seconds: 0.4 },
      quick: { viewers: 500, rates: [1, 100, 1000], rounds: 1, seconds: 3 },
      document: { viewers: 500, rates: [1, 10, 100, 1000], rounds: 3, seconds: 3 },
      full: { viewers: 500, rates: [1, 10, 100, 1000], rounds: 3, seconds: 8 },
    });
    const all: Creation[] = [];
    for (let round = 0; round < rounds; round++) {
      await using server = await FullServer.start();
      await using load = Child.bun('load/creation-process.ts', 'load');
      await load.ask({ fill: { port: server.port, viewers, authors: 10 } });
      // What is compiled on the way is not what is measured.
      await load.ask({ create: { rate: 50, seconds: Math.min(1, seconds) } });
      for (const rate of rates) {
        const before = server.cost.cpu;
        const { created } = await load.ask<{ created: Created }>({ create: { rate, seconds } }, 120_000);
        const cpuMs = ((server.cost.cpu - before) * 1000) / created.ack.count;
        all.push({ ...created, rate, cpuMs });
      }
    }
    const rows = rates.map((rate) => rowOf(rate, all));
    const atHundred = all.filter(({ rate }) => rate === 100);
    const reached =
      atHundred.length > 0
        ? {
            seenP50: median(atHundred.map(({ seen }) => seen.p50)),
            seenP99: median(atHundred.map(({ seen }) => seen.p99)),
          }
        : {};
    const title = `Create → seen, ${viewers} viewers, ms`;
    return { tables: [{ title, rows }], reached, data: all, wrong: all.flatMap(({ wrong }) => wrong) };
  },
};

/** The stages follow from what can be seen from outside: an `alive` goes the same way without storage, an ack the same way without fan-out. */
function rowOf(rate: number, all: readonly Creation[]): Row {
  const of = (read: (one: Creation) => number): number =>
    median(all.filter((one) => one.rate === rate).map(read));
  return {
    'creations/s': rate,
    'seen p50': of(({ seen }) => seen.p50),
    'seen p99': of(({ seen }) => seen.p99),
    'seen p99.9': of(({ seen }) => seen.p999),
    'socket and decode p50': of(({ echo }) => echo.p50),
    'commit p50': of(({ ack, echo }) => ack.p50 - echo.p50),
    'fan-out p50': of(({ ack, seen }) => seen.p50 - ack.p50),
    'ack p99': of(({ ack }) => ack.p99),
    'server CPU each': of(({ cpuMs }) => cpuMs),
  };
}
