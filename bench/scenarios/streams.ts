import { type Report, type Scenario, type Size, type Table, bySize } from '../lib/scenario.ts';
import { type Row, median } from '../lib/table.ts';
import { CONTENDERS, type Contender, SOCKET_WRITER, installed } from './contenders.ts';
import { type FanOut, type Stream, fanOut } from './fan-out.ts';

const STREAM: Stream = { subscribers: 500, images: 1, rate: 2000, seconds: 3, bytes: 300 };
const QUIET: Stream = { ...STREAM, rate: 4, seconds: 10 };

/** What is published to bare sockets so that the audience, not the writer, is what cannot keep up. */
const FLOOD: Stream = { ...STREAM, rate: 20_000, seconds: 2 };

/** Ours and what a user would pick instead, on a busy stream and on single events. */
export const streams: Scenario = {
  name: 'streams',
  async run(size) {
    const { rounds, stream, quiet } = planOf(size);
    // The bars are about two peers; the others are there for whoever reads the document.
    const { bunPublish, ours, socketIo } = CONTENDERS;
    const all = size === 'document' || size === 'full' ? installed() : [ours, socketIo, bunPublish];
    const busy = await inTurn(all, stream, rounds);
    const single = await inTurn(all, quiet, rounds);
    return reportOf(busy, single);
  },
};

/** How much the load itself can take, so that it is known not to be what is measured. */
export const generator: Scenario = {
  name: 'generator',
  async run(size) {
    const flood = bySize(size, {
      smoke: { ...FLOOD, subscribers: 20, rate: 1000, seconds: 0.2 },
      quick: { ...FLOOD, seconds: 0.5 },
      full: FLOOD,
    });
    const limit = await fanOut(SOCKET_WRITER, flood);
    const rows = [
      {
        'written by': limit.contender,
        'deliveries a second': limit.deliveriesPerSecond,
        'deliveries per CPU-second of the load': limit.deliveries / limit.loadCpu,
        'CPU the load took, of what the writer took': limit.loadCpu / limit.cpu,
      },
    ];
    const title = `The load’s own limit: ${flood.subscribers} connections, ${flood.rate} events/s`;
    return { tables: [{ title, rows }], reached: {}, data: limit, wrong: limit.wrong };
  },
};

function planOf(size: Size): { rounds: number; stream: Stream; quiet: Stream } {
  return bySize(size, {
    smoke: {
      rounds: 1,
      stream: { ...STREAM, subscribers: 20, rate: 100, seconds: 0.2 },
      quiet: { ...QUIET, subscribers: 20, rate: 10, seconds: 0.2 },
    },
    quick: { rounds: 1, stream: { ...STREAM, seconds: 1 }, quiet: { ...QUIET, rate: 8, seconds: 4 } },
    document: { rounds: 3, stream: { ...STREAM, seconds: 1.5 }, quiet: { ...QUIET, rate: 10, seconds: 2 } },
    full: { rounds: 3, stream: STREAM, quiet: QUIET },
  });
}

/** Every contender in turn, so many rounds: what the machine does meanwhile falls on all of them. */
export async function inTurn(
  contenders: readonly Contender[],
  stream: Stream,
  rounds: number,
): Promise<FanOut[]> {
  const all: FanOut[] = [];
  for (let round = 0; round < rounds; round++)
    for (const contender of contenders) all.push(await fanOut(contender, stream));
  return all;
}

function reportOf(busy: readonly FanOut[], single: readonly FanOut[]): Report {
  const { bunPublish, ours, socketIo } = CONTENDERS;
  const perCpu = ({ name }: Contender): number => medianOf(busy, name, (one) => one.deliveriesPerCpuSecond);
  const quietP50 = ({ name }: Contender): number => medianOf(single, name, ({ latency }) => latency.p50);
  return {
    tables: [tableOf(titleOf(busy), busy), tableOf(`${titleOf(single)}: one event after quiet`, single)],
    reached: {
      streamAgainstSocketIo: perCpu(ours) / perCpu(socketIo),
      streamAgainstPublish: perCpu(ours) / perCpu(bunPublish),
      streamP99: medianOf(busy, ours.name, ({ latency }) => latency.p99),
      quietAgainstPublish: quietP50(ours) / quietP50(bunPublish),
    },
    data: { busy, single },
    wrong: [...busy, ...single].flatMap(({ contender, wrong }) =>
      wrong.map((what) => `${contender}: ${what}`),
    ),
  };
}

function titleOf([first]: readonly FanOut[]): string {
  const { bytes = 0, rate = 0, subscribers = 0 } = first?.stream ?? {};
  return `${subscribers} viewers, ${rate} events a second of ${bytes} bytes`;
}

function tableOf(title: string, all: readonly FanOut[]): Table {
  const ours = medianOf(all, CONTENDERS.ours.name, (one) => one.deliveriesPerCpuSecond);
  const names = [...new Set(all.map(({ contender }) => contender))];
  const rows = names.map((name): Row => {
    const of = (read: (one: FanOut) => number): number => medianOf(all, name, read);
    const each = of((one) => one.deliveriesPerCpuSecond);
    return {
      server: name,
      'deliveries per CPU-second': each,
      'ours is': `${(ours / each).toPrecision(3)}×`,
      'p50 ms': of(({ latency }) => latency.p50),
      'p99 ms': of(({ latency }) => latency.p99),
      'p99.9 ms': of(({ latency }) => latency.p999),
      'bytes a delivery': of((one) => one.bytesPerDelivery),
    };
  });
  return { title, rows };
}

function medianOf(all: readonly FanOut[], name: string, read: (one: FanOut) => number): number {
  return median(all.filter(({ contender }) => contender === name).map(read));
}
