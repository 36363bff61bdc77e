import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/repo.ts';
import { Child } from '../lib/child.ts';
import { FullServer } from '../lib/full-server.ts';
import { type Scenario, bySize } from '../lib/scenario.ts';
import { seedImage } from '../lib/seed.ts';
import { type Row, median } from '../lib/table.ts';

/** A file the server serves like any of its own, for as long as it is measured. */
const FILE = 'bench-snapshot.json';

interface Asked {
  readonly what: 'snapshot' | 'file';
  readonly requests: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly cpu: number;
}

/** Reading a whole image again and again against a static file of the same bytes, from the same server. */
export const snapshot: Scenario = {
  name: 'snapshot',
  async run(size) {
    const { conversations, rounds, seconds } = bySize(size, {
      smoke: { conversations: 20, rounds: 1, seconds: 0.2 },
      quick: { conversations: 1000, rounds: 1, seconds: 1.5 },
      document: { conversations: 1000, rounds: 3, seconds: 2 },
      full: { conversations: 1000, rounds: 5, seconds: 3 },
    });
    await using server = await FullServer.start((dataDir) => seedImage(dataDir, 'image-0', conversations));
    const path = '/v1/tenants/demo/snapshot?urlId=image-0';
    const copy = join(root, 'packages/widget/dist', FILE);
    const all: Asked[] = [];
    try {
      await Bun.write(copy, await fetch(`http://127.0.0.1:${server.port}${path}`));
      await using load = Child.bun('load/requests-process.ts', 'load');
      const ways = { snapshot: path, file: `/js/${FILE}` } as const;
      const ask = async (what: Asked['what'], ms: number): Promise<Asked> => {
        const before = server.cost.cpu;
        const plan = { port: server.port, path: ways[what], connections: 8, seconds: ms / 1000 };
        const answer = await load.ask<Pick<Asked, 'requests' | 'seconds' | 'bytes'>>({ ask: plan });
        return { ...answer, what, cpu: server.cost.cpu - before };
      };
      for (const what of ['snapshot', 'file'] as const) await ask(what, 200);
      for (let round = 0; round < rounds; round++)
        for (const what of ['snapshot', 'file'] as const) all.push(await ask(what, seconds * 1000));
    } finally {
      rmSync(copy, { force: true });
    }
    const rate = (what: Asked['what']): number =>
      median(all.filter((one) => one.what === what).map(({ requests, seconds: took }) => requests / took));
    const rows = (['snapshot', 'file'] as const).map((what): Row => {
      const mine = all.filter((one) => one.what === what);
      return {
        what,
        bytes: mine[0]?.bytes ?? 0,
        'requests/s': rate(what),
        'server CPU each, ms': median(mine.map(({ cpu, requests }) => (cpu * 1000) / requests)),
      };
    });
    const reached = { snapshotAgainstFile: rate('snapshot') / rate('file') };
    const title = `A snapshot of ${conversations} conversations`;
    return { tables: [{ title, rows }], reached, data: all, wrong: [] };
  },
};
