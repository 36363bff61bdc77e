import { Child } from '../lib/child.ts';
import { FullServer } from '../lib/full-server.ts';
import type { Latency } from '../lib/histogram.ts';
import { type Scenario, type Table, bySize } from '../lib/scenario.ts';
import { type Row, median } from '../lib/table.ts';
import { CONTENDERS } from './contenders.ts';
import { fanOut } from './fan-out.ts';

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
    const floor = size === 'smoke' ? [] : [await floorOf(viewers, seconds)];
    const atHundred = all.filter(({ rate }) => rate === BAR_RATE);
    const reached =
      atHundred.length > 0
        ? {
            seenP50: median(atHundred.map(({ seen }) => seen.p50)),
            seenP99: median(atHundred.map(({ seen }) => seen.p99)),
          }
        : {};
    const title = `Create → seen, ${viewers} viewers, ms`;
    const tables = [{ title, rows }, ...floor];
    return { tables, reached, data: all, wrong: all.flatMap(({ wrong }) => wrong) };
  },
};

/** Creations a second to which the bars belong. */
const BAR_RATE = 100;

/** What the runtime and the engine take alone at the same pace: nothing that is built on them can be faster. */
async function floorOf(viewers: number, seconds: number): Promise<Table> {
  await using engine = Child.bun('servers/paced-commit.ts', 'server');
  const { took } = await engine.ask<{ took: Latency }>({ paced: { rate: BAR_RATE, seconds } }, 60_000);
  const stream = { subscribers: viewers, images: 1, rate: BAR_RATE, seconds, bytes: 300 };
  const publish = await fanOut(CONTENDERS.bunPublish, stream);
  const rows = [
    { what: 'the raw engine: one row, one durable commit', 'p50 ms': took.p50, 'p99 ms': took.p99 },
    {
      what: `Bun’s publish of one event to ${viewers} viewers`,
      'p50 ms': publish.latency.p50,
      'p99 ms': publish.latency.p99,
    },
  ];
  return { title: `The floor: what the parts alone take, ${BAR_RATE} a second`, rows };
}

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
