/** `npm run bench:profile`: profiles of the main thread on the three hottest paths, written to `docs/performance/`. Loopback only; under a minute. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/lib/repo.ts';
import { Child } from './lib/child.ts';
import { type CpuProfile, hotSpots } from './lib/profile.ts';
import { seedImage } from './lib/seed.ts';
import { tableText } from './lib/table.ts';

/** Functions that are told of each path. */
const MOST = 25;

const folder = mkdtempSync(join(tmpdir(), 'imagechat-profile-'));
try {
  await profiled('fan-out', 'servers/hub.ts', async (server, port) => {
    await using load = Child.bun('load/audience-process.ts', 'load', ['hub']);
    await load.ask({ fill: { port, count: 500, images: 1 } }, 60_000);
    await server.ask({ plan: { rate: 2000, seconds: 4, bytes: 300, images: 1 } }, 60_000);
  });
  await profiled('create', 'servers/full.ts', async (_, port) => {
    await using load = Child.bun('load/creation-process.ts', 'load');
    await load.ask({ fill: { port, viewers: 100, authors: 10 } }, 60_000);
    await load.ask({ create: { rate: 500, seconds: 5 } }, 60_000);
  });
  await profiled('storm', 'servers/full.ts', async (_, port) => {
    await using load = Child.bun('load/storm-process.ts', 'load');
    await load.ask({ fill: { port, count: 3000 } }, 120_000);
    await load.ask({ cut: true });
    await load.ask({ back: { jitterMs: 1000, seq: 100 } }, 120_000);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs a server under the profiler while `work` asks things of it, and writes down where its main thread's time went. */
async function profiled(
  name: string,
  server: string,
  work: (server: Child, port: number) => Promise<void>,
): Promise<void> {
  const data = join(folder, `${name}-data`);
  await seedImage(data, 'image-0', name === 'storm' ? 100 : 1);
  const profiler = ['--cpu-prof', '--cpu-prof-dir', join(folder, name)];
  {
    await using child = new Child([process.execPath, ...profiler, `bench/${server}`, data], 'server');
    const { port } = await child.hear<{ port: number }>();
    await work(child, port);
  }
  // A thread each; the main one's is the longest.
  const files = readdirSync(join(folder, name)).map((file) => Bun.file(join(folder, name, file)));
  const [longest] = files.toSorted((a, b) => b.size - a.size);
  if (!longest) throw new Error(`no profile of ${name} was written`);
  const spots = hotSpots((await longest.json()) as CpuProfile, MOST);
  const rows = spots.map(({ share, where }) => ({ 'of the time': `${(share * 100).toFixed(1)} %`, where }));
  await Bun.write(join(root, `docs/performance/profile-${name}.txt`), `${tableText(rows)}\n`);
  console.log(`${name}\n\n${tableText(rows.slice(0, 10))}\n`);
}
