import { Child } from '../lib/child.ts';
import { FullServer } from '../lib/full-server.ts';
import { type Report, type Scenario, bySize } from '../lib/scenario.ts';
import { seedImage } from '../lib/seed.ts';
import type { Row } from '../lib/table.ts';
import { tokenFor } from '../load/session.ts';

/** Conversations that are on the image when the crowd comes. */
const CONVERSATIONS = 100;

/** Events that those who come back have missed. */
const MISSED = 50;

/** Connections opened at a time by the crowd; it has no other pace of its own. */
interface Back {
  readonly tookMs: number;
  readonly resets: number;
  readonly wrong: readonly string[];
}

/** How a crowd came back once; bytes, seconds. */
export interface Return extends Back {
  readonly missed: number;
  readonly cpu: number;
  readonly peak: number;
  readonly asked: number;
  readonly jitterMs: number;
}

/** Everyone is cut off at once and comes back, with and without having missed something. */
export const storm: Scenario = {
  name: 'storm',
  async run(size) {
    const { count, jitterMs } = bySize(size, {
      smoke: { count: 50, jitterMs: 50 },
      quick: { count: 3000, jitterMs: 1000 },
      document: { count: 15_000, jitterMs: 1000 },
      full: { count: 15_000, jitterMs: 1000 },
    });
    await using server = await FullServer.start((dataDir) => seedImage(dataDir, 'image-0', CONVERSATIONS));
    await using load = Child.bun('load/storm-process.ts', 'load');
    await load.ask({ fill: { port: server.port, count } }, 180_000);
    const token = await tokenFor(server.port, 'Ada');
    const all: Return[] = [];
    let seq = CONVERSATIONS;
    for (const missed of [0, MISSED]) {
      await load.ask({ cut: true });
      for (let n = 0; n < missed; n++) await create(server.port, token, n);
      seq += missed;
      const [cpu, asked] = [server.cost.cpu, await server.asked()];
      const { back } = await load.ask<{ back: Back }>({ back: { jitterMs, seq } }, 150_000);
      const spent = { cpu: server.cost.cpu - cpu, asked: (await server.asked()) - asked };
      all.push({ ...back, ...spent, missed, peak: server.peak, jitterMs });
    }
    return reportOf(count, all);
  },
};

function reportOf(count: number, all: readonly Return[]): Report {
  const rows = all.map(
    ({ asked, cpu, jitterMs, missed, peak, resets, tookMs }): Row => ({
      'events missed': missed,
      'all current after, s': tookMs / 1000,
      'beyond the jitter, s': Math.max(0, tookMs - jitterMs) / 1000,
      'server CPU, s': cpu,
      'CPU each, ms': (cpu * 1000) / count,
      'memory peak, MB': peak / 1e6,
      'questions to storage': asked,
      'sent everything anew': resets,
    }),
  );
  return {
    tables: [{ title: `${count} subscribers cut at once and back`, rows }],
    reached: { stormSeconds: Math.max(...all.map((one) => Math.max(0, one.tookMs - one.jitterMs) / 1000)) },
    data: all,
    wrong: all.flatMap(({ wrong }) => wrong),
  };
}

async function create(port: number, token: string, n: number): Promise<void> {
  const comment = { id: crypto.randomUUID(), text: 'Written while everyone was away.' };
  const operation = {
    ...{ type: 'create-conversation', broadcastId: crypto.randomUUID(), id: crypto.randomUUID() },
    ...{ x: n, y: n, comment },
  };
  const answer = await fetch(`http://127.0.0.1:${port}/v1/tenants/demo/operations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ urlId: 'image-0', operation }),
  });
  if (!answer.ok) throw new Error(`an operation was refused: ${await answer.text()}`);
}
