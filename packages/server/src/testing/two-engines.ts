import { startTestPostgres } from './postgres-server.ts';
import { startTestRedis } from './redis-server.ts';
import { wsConnect } from './ws-dialogue.ts';

/** A Postgres and a Redis of a test file's own; whoever starts them ends them. */
export async function startTwoEngines() {
  const [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  return {
    postgres,
    redis,
    /** A database of a test's own, and the bus, as a server is told of them. */
    async engines(): Promise<{ DATABASE_URL: string; BUS_URL: string }> {
      return { DATABASE_URL: await postgres.database(), BUS_URL: redis.url };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await postgres[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
    },
  };
}

/** Somebody with a name on the demo of the server at `origin`, live. */
export async function connected(origin: string, name: string) {
  const body = JSON.stringify({ tenantId: 'demo', name });
  const response = await fetch(`${origin}/v1/session`, { method: 'POST', body });
  const { token } = (await response.json()) as { token: string };
  const socket = await wsConnect(`${origin.replace('http', 'ws')}/v1/live`);
  await socket.hello('demo', token);
  return socket;
}
