import { Child } from '../lib/child.ts';
import { costOf } from '../lib/process-cost.ts';
import type { Heard } from '../load/audience.ts';
import type { Contender } from './contenders.ts';

/** A stream of events and who listens. */
export interface Stream {
  readonly subscribers: number;
  readonly images: number;
  /** Events a second, all images together. */
  readonly rate: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** What came of it. */
export interface FanOut extends Heard {
  readonly contender: string;
  readonly stream: Stream;
  /** Server CPU in seconds while the stream lasted. */
  readonly cpu: number;
  /** CPU of those who listened, in seconds. */
  readonly loadCpu: number;
  readonly deliveriesPerCpuSecond: number;
  readonly deliveriesPerSecond: number;
  readonly bytesPerDelivery: number;
  /** Growth of the server's resident memory by connection, in bytes. */
  readonly memoryPerConnection: number;
  /** Deliveries there should have been. */
  readonly expected: number;
}

/** Events a second with which a server warms up. */
const WARM_UP_RATE = 200;

/** Lets a server tell a stream to an audience on the other core. */
export async function fanOut(contender: Contender, stream: Stream): Promise<FanOut> {
  const { subscribers, images, rate, seconds, bytes } = stream;
  await using server = contender.start();
  const { port, pid = server.pid } = await server.hear<{ port: number; pid?: number }>();
  const empty = costOf(pid).rss;
  await using audience = Child.bun('load/audience-process.ts', 'load', [contender.dialect]);
  await audience.ask({ fill: { port, count: subscribers, images } }, 300_000);
  // A short stream first: what is compiled on the way is not what is measured.
  const full = costOf(pid).rss;
  const warmUp = { rate: Math.min(rate, WARM_UP_RATE), seconds: 0.5, bytes, images };
  const warm = deliveriesOf(warmUp, subscribers);
  await server.ask({ plan: warmUp });
  await audience.ask({ heard: warm });
  await audience.ask({ begin: true });
  const [before, loadBefore] = [costOf(pid).cpu, audience.cost.cpu];
  const start = performance.now();
  await server.ask({ plan: { rate, seconds, bytes, images } }, seconds * 10_000 + 60_000);
  const expected = deliveriesOf(stream, subscribers);
  const { heard } = await audience.ask<{ heard: Heard }>({ heard: warm + expected }, 120_000);
  const took = (performance.now() - start) / 1000;
  const cpu = costOf(pid).cpu - before;
  return {
    ...heard,
    contender: contender.name,
    stream,
    cpu,
    loadCpu: audience.cost.cpu - loadBefore,
    expected,
    deliveriesPerSecond: heard.deliveries / took,
    deliveriesPerCpuSecond: heard.deliveries / cpu,
    bytesPerDelivery: heard.bytes / heard.deliveries,
    memoryPerConnection: (full - empty) / subscribers,
  };
}

/** How many deliveries a stream makes: its events go to the images in turn, and so do the subscribers. */
function deliveriesOf(
  { rate, seconds, images }: Pick<Stream, 'rate' | 'seconds' | 'images'>,
  subscribers: number,
): number {
  const events = Math.round(rate * seconds);
  let deliveries = 0;
  for (let image = 0; image < images; image++)
    deliveries += share(events, images, image) * share(subscribers, images, image);
  return deliveries;
}

/** How many of `all`, dealt out in turn to `places`, one place gets. */
function share(all: number, places: number, place: number): number {
  return Math.floor(all / places) + (place < all % places ? 1 : 0);
}
