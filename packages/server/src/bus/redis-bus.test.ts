import { afterAll, expect, test } from 'bun:test';
import type { ImageMessage } from '@imagechat/core/ports/bus';
import { busContract } from '@imagechat/core/testing/bus-contract';
import { Redis } from 'ioredis';
import { startTestCluster, startTestRedis } from '../testing/redis-server.ts';
import { until } from '../testing/until.ts';
import { RedisBus } from './redis-bus.ts';

const SECRET = 'the secret that every process reads from the database';
const image = { tenantId: 'demo', urlId: 'picture' };
const message: ImageMessage = { image, epoch: 'e1', events: [] };

let nodes = 0;

function busOn({ url }: { url: string }, secret = SECRET, mostWaiting?: number): RedisBus {
  const bound = mostWaiting === undefined ? {} : { mostWaiting };
  return new RedisBus({ url, secret, node: `node-${++nodes}`, log: () => undefined, ...bound });
}

/** A bus with what it heard, what became of it, and when. */
function listening(bus: RedisBus) {
  const heard: string[] = [];
  bus.listen({
    onMessage: (one) => heard.push('epoch' in one ? one.epoch : 'revoked'),
    onAway: () => heard.push('away'),
    onBack: () => heard.push('back'),
  });
  return heard;
}

async function ready(...buses: readonly RedisBus[]): Promise<void> {
  await until(() => buses.every(({ counts }) => !counts.away));
}

const shared = await startTestRedis();
afterAll(() => shared[Symbol.asyncDispose]());
busContract('redis', async () => {
  const [here, there] = [busOn(shared), busOn(shared)];
  await ready(here, there);
  return {
    here,
    there,
    arrived: async () => {
      await here.settle();
      await there.settle();
    },
  };
});

test('D1, R4: a Redis that dies takes the bus away; when it is back all is subscribed to again, and told', async () => {
  await using redis = await startTestRedis();
  const [here, there] = [busOn(redis), busOn(redis)];
  const heard = listening(there);
  await ready(here, there);
  expect(await there.subscribe(image)).toBe(true);
  await redis.kill();
  await until(() => here.counts.away && there.counts.away);
  here.publish({ ...message, epoch: 'lost' });
  expect(await there.subscribe({ ...image, urlId: 'another' })).toBe(false);
  await redis.start();
  await ready(here, there);
  await until(() => {
    here.publish({ ...message, epoch: 'after' });
    here.publish({ ...message, image: { ...image, urlId: 'another' }, epoch: 'another' });
    return heard.includes('another');
  });
  expect(heard.filter((word) => word !== 'after' && word !== 'another').slice(0, 4)).toEqual([
    'away',
    'back',
    'away',
    'back',
  ]);
  expect(heard).toContain('after');
  expect(heard).not.toContain('lost');
  await Promise.all([here.close(), there.close()]);
});

test('R4: who could not say something says afterwards that all should look', async () => {
  await using redis = await startTestRedis();
  const [here, there] = [busOn(redis, SECRET, 10), busOn(redis)];
  const heard = listening(there);
  await ready(here, there);
  await there.subscribe(image);
  // Larger than all that may wait: it is dropped, and the others are told to look.
  here.publish(message);
  expect(here.counts.dropped).toBe(1);
  await until(() => heard.length > 2);
  expect(heard).toEqual(['away', 'back', 'back']);
  await Promise.all([here.close(), there.close()]);
});

test('a stranger at the same Redis cannot speak, and is counted; another installation is not even heard', async () => {
  await using redis = await startTestRedis();
  const [here, foreign] = [busOn(redis), busOn(redis, 'another installation')];
  const heard = listening(here);
  const foreignHeard = listening(foreign);
  await ready(here, foreign);
  await Promise.all([here.subscribe(image), foreign.subscribe(image)]);
  foreign.publish(message);
  const stranger = new Redis(redis.url);
  const channels = (await stranger.call('PUBSUB', 'SHARDCHANNELS')) as string[];
  for (const each of channels) await stranger.spublish(each, JSON.stringify({ from: 'x', ...message }));
  await until(() => here.counts.strange === 2 && foreign.counts.strange === 2);
  expect(heard).toEqual(['away', 'back']);
  expect(foreignHeard).toEqual(['away', 'back']);
  stranger.disconnect();
  await Promise.all([here.close(), foreign.close()]);
});

test('a process hears only images that someone there is watching', async () => {
  await using redis = await startTestRedis();
  const [here, there] = [busOn(redis), busOn(redis)];
  listening(there);
  await ready(here, there);
  await there.subscribe(image);
  for (let at = 0; at < 100; at++)
    here.publish({ ...message, image: { ...image, urlId: `unwatched ${at}` } });
  here.publish(message);
  await until(() => there.counts.heard === 1);
  expect(here.counts.published).toBe(101);
  await Promise.all([here.close(), there.close()]);
});

test('R2: on a cluster, images live on different shards and each is heard', async () => {
  await using cluster = await startTestCluster();
  const [here, there] = [busOn(cluster), busOn(cluster)];
  const heard = listening(there);
  await ready(here, there);
  const images = Array.from({ length: 20 }, (_, at) => ({ ...image, urlId: `picture ${at}` }));
  expect(await Promise.all(images.map((each) => there.subscribe(each)))).toEqual(images.map(() => true));
  // A bus may lose, and a cluster that has just been made does: what counts is that every shard's messages find their way.
  const all = images.map(({ urlId }) => urlId);
  await until(async () => {
    const missing = images.filter(({ urlId }) => !heard.includes(urlId));
    for (const each of missing) here.publish({ ...message, image: each, epoch: each.urlId });
    await here.settle();
    await there.settle();
    return missing.length === 0;
  });
  expect(new Set(heard.filter((word) => all.includes(word))).size).toBe(all.length);
  await Promise.all([here.close(), there.close()]);
}, 60_000);
