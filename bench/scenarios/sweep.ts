import { type Scenario, type Size, bySize } from '../lib/scenario.ts';
import type { Row } from '../lib/table.ts';
import { CONTENDERS, type Contender, installed } from './contenders.ts';
import { type FanOut, type Stream, fanOut } from './fan-out.ts';

/** Deliveries a second beyond which a kind of server is not asked for more: it has long been saturated. */
const MOST_DELIVERIES = { node: 400_000, native: 4_000_000 };

/** Fan-out over numbers of viewers and rates, until a server is saturated: for the plots. */
export const sweep: Scenario = {
  name: 'sweep',
  async run(size) {
    const { viewers, rates, seconds } = bySize(size, {
      smoke: { viewers: [1, 10], rates: [50], seconds: 0.2 },
      quick: { viewers: [1, 50, 500], rates: [1000], seconds: 0.5 },
      document: { viewers: [50, 500, 5000], rates: [10, 100, 1000, 4000], seconds: 0.6 },
      full: { viewers: [1, 50, 500, 5000, 15_000], rates: [1, 10, 100, 1000, 4000, 8000], seconds: 2 },
    });
    const all: FanOut[] = [];
    for (const [contender, stream] of planOf(size, viewers, rates, seconds))
      all.push(await fanOut(contender, stream));
    const wrong = all.flatMap((one) => one.wrong.map((what) => `${one.contender}: ${what}`));
    return { tables: [{ title: 'Fan-out', rows: all.map(rowOf) }], reached: {}, data: all, wrong };
  },
};

/** Every contender with every stream that is worth it, on one image and spread over many. */
function planOf(
  size: Size,
  viewers: readonly number[],
  rates: readonly number[],
  seconds: number,
): (readonly [Contender, Stream])[] {
  const { bunPublish, ours, socketIo } = CONTENDERS;
  const contenders = bySize(size, {
    smoke: [ours],
    quick: [ours],
    document: [ours, socketIo, bunPublish],
    full: installed(),
  });
  const streams = viewers.flatMap((subscribers) =>
    rates.flatMap((rate) =>
      (size === 'full' && subscribers >= 50 ? [1, 50] : [1]).map((images): Stream => {
        return { subscribers, images, rate, seconds, bytes: 300 };
      }),
    ),
  );
  return streams
    .flatMap((stream) => contenders.map((contender) => [contender, stream] as const))
    .filter(([contender, stream]) => isWorthIt(contender, stream));
}

function isWorthIt({ name }: Contender, { images, rate, subscribers }: Stream): boolean {
  const isNode = name === CONTENDERS.socketIo.name || name === CONTENDERS.ws.name;
  return (rate * subscribers) / images <= (isNode ? MOST_DELIVERIES.node : MOST_DELIVERIES.native);
}

function rowOf({ contender, stream, latency, ...one }: FanOut): Row {
  return {
    server: contender,
    viewers: stream.subscribers,
    images: stream.images,
    'events/s': stream.rate,
    'deliveries/s': one.deliveriesPerSecond,
    'per CPU-second': one.deliveriesPerCpuSecond,
    'p50 ms': latency.p50,
    'p99 ms': latency.p99,
    'p99.9 ms': latency.p999,
    'bytes a delivery': one.bytesPerDelivery,
    'kB a connection': one.memoryPerConnection / 1000,
  };
}
