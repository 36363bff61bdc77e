import { readFileSync } from 'node:fs';
import { add, create, submission } from '@imagechat/core/testing/builders';
import { openBus } from '@imagechat/server/bus/open-bus';
import type { RedisBus } from '@imagechat/server/bus/redis-bus';
import { openPostgres } from '@imagechat/server/storage/postgres/open';
import { startTestPostgres } from '@imagechat/server/testing/postgres-server';
import { startTestRedis } from '@imagechat/server/testing/redis-server';
import { costOf } from '../lib/process-cost.ts';
import { type Scenario, bySize } from '../lib/scenario.ts';
import { creation, submitAll } from '../lib/seed.ts';
import type { Row } from '../lib/table.ts';

const quiet = (): void => undefined;
const IMAGE = { tenantId: 'demo', urlId: 'image-0' };

/** What one of each thing costs the engines between processes: what docs/SCALING.md reckons with. CPU in ms. */
export const units: Scenario = {
  name: 'units',
  async run(size) {
    const { messages, operations, images } = bySize(size, {
      smoke: { messages: 200, operations: 200, images: 100 },
      quick: { messages: 10_000, operations: 5000, images: 5000 },
      full: { messages: 50_000, operations: 20_000, images: 10_000 },
    });
    const bus = await busCosts(messages);
    const database = await databaseCosts(operations, images);
    const rows = Object.entries({ ...bus, ...database }).map(
      ([what, ms]): Row => ({ 'CPU of one core': what, ms }),
    );
    return { tables: [{ title: 'Unit costs', rows }], reached: {}, data: { bus, database }, wrong: [] };
  },
};

interface Spent {
  readonly redis: number;
  readonly own: number;
}

async function busCosts(messages: number): Promise<Record<string, number>> {
  await using redis = await startTestRedis();
  const pid = redis.pid ?? 0;
  const spentWith = async (listeners: number): Promise<Spent> => {
    const open = (): Promise<RedisBus> =>
      openBus({ url: redis.url, node: crypto.randomUUID(), secret: 'of the bench', log: quiet });
    const buses = await Promise.all(Array.from({ length: listeners + 1 }, open));
    const [speaker, ...others] = buses;
    let heard = 0;
    for (const other of others) {
      other.listen({ onMessage: () => void heard++, onAway: quiet, onBack: quiet });
      await other.subscribe(IMAGE);
    }
    const event = { ...eventLike(), seq: 1 } as never;
    const [before, own] = [costOf(pid).cpu, process.cpuUsage()];
    for (let sent = 0; sent < messages; sent++) {
      speaker?.publish({ image: IMAGE, epoch: 'e1', events: [event] });
      if (sent % 200 === 199) await speaker?.settle();
    }
    await Promise.all(buses.map((bus) => bus.settle()));
    while (heard < messages * listeners) await new Promise(setImmediate);
    const { user, system } = process.cpuUsage(own);
    const spent = { redis: costOf(pid).cpu - before, own: (user + system) / 1e6 };
    await Promise.all(buses.map((bus) => bus.close()));
    return spent;
  };
  await spentWith(2);
  const [two, ten] = [await spentWith(2), await spentWith(10)];
  const each = (from: number, to: number): number => ((to - from) / 8 / messages) * 1000;
  const hand = each(two.redis, ten.redis);
  return {
    'Redis handing a message to a process': hand,
    'Redis taking a message': (two.redis / messages) * 1000 - 2 * hand,
    'a process hearing a message: unsealing and reading it': each(two.own, ten.own),
  };
}

/** About what goes over the bus for a new marker. */
function eventLike(): object {
  const { x, y, id, broadcastId, comment } = create();
  const stamp = { broadcastId, at: Date.now(), by: 'anon:0123456789abcdef', name: 'Ada' };
  return { type: 'new-image-chat', ...stamp, id, x, y, comment };
}

async function databaseCosts(operations: number, images: number): Promise<Record<string, number>> {
  await using postgres = await startTestPostgres(['-c', 'synchronous_commit=on']);
  const url = await postgres.database();
  const storage = await openPostgres({ url, log: quiet, now: Date.now });
  const cpu = (): number => cpuOfAll(postgres.pid ?? 0);
  const start = create();
  await storage.submit([submission(start)]);
  const before = cpu();
  for (let at = 0; at < operations; at += 100)
    await storage.submit(Array.from({ length: 100 }, () => submission(add(start.id))));
  const each = ((cpu() - before) / operations) * 1000;
  await submitAll(
    storage,
    Array.from({ length: images }, (_, n) => creation(`image-${n}`, n)),
  );
  const keys = Array.from({ length: images }, (_, n) => ({ tenantId: 'demo', urlId: `image-${n}` }));
  await storage.heads(keys);
  const [rounds, between] = [5, cpu()];
  for (let round = 0; round < rounds; round++) await storage.heads(keys);
  const head = ((cpu() - between) / rounds / images) * 1000;
  await storage.close();
  return { 'Postgres writing an operation, in groups of 100': each, 'Postgres comparing one head': head };
}

/** CPU in seconds of a process and of those that it started. */
function cpuOfAll(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [pid, ...children.map(Number)].reduce((sum, each) => sum + costOf(each).cpu, 0);
}
