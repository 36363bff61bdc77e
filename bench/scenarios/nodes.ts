import { startTestPostgres } from '@imagechat/server/testing/postgres-server';
import { startTestRedis } from '@imagechat/server/testing/redis-server';
import { Child } from '../lib/child.ts';
import { FullServer } from '../lib/full-server.ts';
import { type Scenario, bySize } from '../lib/scenario.ts';
import { type Row, median } from '../lib/table.ts';

/** How much one scenario does. */
interface Amount {
  readonly viewers: number;
  readonly rate: number;
  readonly seconds: number;
  readonly rounds: number;
  /** Images that are watched and talked about on the other server. */
  readonly elsewhere: readonly number[];
}

/** The same load on so many servers: what all of them took. */
interface Shared {
  readonly servers: number;
  readonly deliveries: number;
  readonly cpu: number;
}

/** What a server took while so many images were watched on the other one. */
interface Apart {
  readonly images: number;
  readonly cpu: number;
  readonly seconds: number;
}

/** Where the engines of one measurement are. */
type Place = Readonly<Record<string, string>>;

/** The same load on one server and on two which share Postgres and Redis, each on a core of its own; and what a server costs while others work. */
export const nodes: Scenario = {
  name: 'nodes',
  async run(size) {
    const amount = bySize<Amount>(size, {
      smoke: { viewers: 10, rate: 30, seconds: 0.3, rounds: 1, elsewhere: [2] },
      quick: { viewers: 500, rate: 100, seconds: 2, rounds: 1, elsewhere: [10, 200] },
      document: { viewers: 500, rate: 100, seconds: 5, rounds: 3, elsewhere: [10, 100, 1000] },
      full: { viewers: 500, rate: 100, seconds: 10, rounds: 5, elsewhere: [10, 100, 1000] },
    });
    await using postgres = await startTestPostgres(['-c', 'synchronous_commit=on']);
    await using redis = await startTestRedis();
    const place = async (): Promise<Place> => ({
      DATABASE_URL: await postgres.database(),
      BUS_URL: redis.url,
    });
    const [shared, apart, wrong]: [Shared[], Apart[], string[]] = [[], [], []];
    for (let round = 0; round < amount.rounds; round++) {
      for (const servers of [1, 2]) shared.push(await sharedBy(servers, await place(), amount, wrong));
      for (const images of amount.elsewhere) apart.push(await besides(images, await place(), amount, wrong));
    }
    return {
      tables: [
        {
          title: `The same load on one and on two servers: ${amount.viewers} viewers of an image, ${amount.rate} creations a second`,
          rows: sharedRows(shared),
        },
        {
          title: 'What a server takes while images are watched and talked about on another',
          rows: apartRows(apart),
        },
      ],
      reached: {},
      data: { shared, apart },
      wrong,
    };
  },
};

/** Viewers and authors in equal parts on all servers. */
async function sharedBy(
  count: number,
  place: Place,
  { viewers, rate, seconds }: Amount,
  wrong: string[],
): Promise<Shared> {
  await using stack = new AsyncDisposableStack();
  const servers: FullServer[] = [];
  for (const core of (['server', 'load'] as const).slice(0, count))
    servers.push(stack.use(await FullServer.start(undefined, place, core)));
  const load = stack.use(Child.bun('load/creation-process.ts', 'both'));
  for (const { port } of servers)
    await load.ask({ fill: { port, viewers: viewers / count, authors: 10 / count } }, 60_000);
  // What is compiled on the way is not what is measured.
  await load.ask({ create: { rate, seconds: Math.min(1, seconds) } }, 60_000);
  const before = cpuOf(servers);
  const { created } = await load.ask<{ created: { deliveries: number; wrong: string[] } }>(
    { create: { rate, seconds } },
    60_000,
  );
  wrong.push(...created.wrong);
  return { servers: count, deliveries: created.deliveries, cpu: cpuOf(servers) - before };
}

/** A quiet picture on one server, and so many busy ones on the other. */
async function besides(
  images: number,
  place: Place,
  { rate, seconds }: Amount,
  wrong: string[],
): Promise<Apart> {
  await using stack = new AsyncDisposableStack();
  const quiet = stack.use(await FullServer.start(undefined, place, 'server'));
  const busy = stack.use(await FullServer.start(undefined, place, 'load'));
  const here = stack.use(Child.bun('load/creation-process.ts', 'both'));
  const there = stack.use(Child.bun('load/creation-process.ts', 'both'));
  await here.ask({ fill: { port: quiet.port, viewers: 20, authors: 1 } }, 60_000);
  await there.ask({ fill: { port: busy.port, viewers: images, authors: images, images, first: 1 } }, 60_000);
  await here.ask({ create: { rate: 10, seconds: Math.min(1, seconds) } }, 60_000);
  const [before, since] = [quiet.cost.cpu, performance.now()];
  const all = await Promise.all([
    here.ask<{ created: { wrong: string[] } }>({ create: { rate: 10, seconds } }, 60_000),
    there.ask<{ created: { wrong: string[] } }>({ create: { rate, seconds } }, 60_000),
  ]);
  wrong.push(...all.flatMap(({ created }) => created.wrong));
  return { images, cpu: quiet.cost.cpu - before, seconds: (performance.now() - since) / 1000 };
}

function cpuOf(servers: readonly FullServer[]): number {
  return servers.reduce((sum, { cost }) => sum + cost.cpu, 0);
}

function sharedRows(all: readonly Shared[]): Row[] {
  const perSecond = (count: number): number =>
    median(all.filter(({ servers }) => servers === count).map(({ deliveries, cpu }) => deliveries / cpu));
  return [1, 2].map((count) => ({
    servers: count,
    'deliveries per CPU-second of all servers': perSecond(count),
    'of what one server does': `${(perSecond(count) / perSecond(1)).toPrecision(3)}×`,
  }));
}

function apartRows(all: readonly Apart[]): Row[] {
  return [...new Set(all.map(({ images }) => images))].map((images) => ({
    'images busy elsewhere': images,
    'CPU of this server, ms a second': median(
      all.filter((one) => one.images === images).map(({ cpu, seconds }) => (cpu / seconds) * 1000),
    ),
  }));
}
