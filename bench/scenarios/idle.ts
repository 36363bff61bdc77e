import { Child } from '../lib/child.ts';
import { FullServer } from '../lib/full-server.ts';
import { type Scenario, bySize } from '../lib/scenario.ts';
import type { Row } from '../lib/table.ts';

/** Crowds that say nothing: what a connection costs in memory, and what all of them cost while nothing happens. */
export const idle: Scenario = {
  name: 'idle',
  async run(size) {
    const { count, images, seconds } = bySize(size, {
      smoke: { count: 50, images: [1], seconds: 0.5 },
      quick: { count: 3000, images: [1], seconds: 5 },
      document: { count: 15_000, images: [1], seconds: 20 },
      full: { count: 15_000, images: [1, 1000], seconds: 60 },
    });
    const all: (Row & { kB: number })[] = [];
    for (const many of images) all.push(await measure(count, many, seconds));
    const rows = all.map(({ kB, ...row }) => ({ ...row, 'kB a connection': kB }));
    const reached = { idleMemory: all[0]?.kB ?? Number.NaN };
    return { tables: [{ title: `${count} idle connections`, rows }], reached, data: all, wrong: [] };
  },
};

async function measure(count: number, images: number, seconds: number): Promise<Row & { kB: number }> {
  await using server = await FullServer.start();
  await using audience = Child.bun('load/audience-process.ts', 'load', ['hub']);
  // Some first: what is compiled and allocated once is not what a connection costs. With 200 instead of 2,000 the heap's first growth came to half a kB a connection.
  await audience.ask({ fill: { port: server.port, count: Math.min(count, 2000), images } });
  const empty = server.cost.rss;
  await using crowd = Child.bun('load/audience-process.ts', 'load', ['hub']);
  await crowd.ask({ fill: { port: server.port, count, images } }, 180_000);
  const full = server.cost;
  await Bun.sleep(seconds * 1000);
  const after = server.cost;
  return {
    images,
    'server CPU, ms a second': ((after.cpu - full.cpu) * 1000) / seconds,
    'wake-ups a second': (after.switches - full.switches) / seconds,
    kB: (Math.max(full.rss, after.rss) - empty) / count / 1000,
  };
}
