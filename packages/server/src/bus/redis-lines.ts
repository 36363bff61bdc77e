import type { Log } from '@imagechat/core/ports/log';
import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** A connection that works just now. Everything rejects once it does not. */
export interface RedisLine {
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  publish(channel: string, text: string): Promise<unknown>;
  /** Runs a Lua script; its keys lie in one slot. */
  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  /** Resolves behind everything that was asked before on this line. */
  ping(): Promise<unknown>;
}

/** What is told about the two lines. */
export interface RedisEvents {
  onMessage(channel: string, text: string): void;
  /** The line that hears is there, with nothing subscribed to yet. */
  onHearing(line: RedisLine): void;
  onDeaf(): void;
  onSpeaking(): void;
}

/** Two connections, so that a crowd of messages coming in does not hold up those going out; both come back by themselves. */
export interface RedisLines {
  readonly hearing: RedisLine | undefined;
  readonly speaking: RedisLine | undefined;
  close(): Promise<void>;
}

/** Nothing heard for so long, with pings sent, means that a line is dead: ms. */
const DEAD_MS = 8000;

const OPTIONS = {
  // Whoever waits for the bus waits for nothing: what cannot be said now is not said, and heads are compared instead (D1).
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // The bus subscribes anew by itself, since it must know when all is subscribed to again.
  autoResubscribe: false,
  connectTimeout: 5000,
  socketTimeout: DEAD_MS,
  keepAlive: 10_000,
  retryStrategy: (times: number) => Math.min(1000, 50 * 2 ** Math.min(times, 5)) * (0.5 + Math.random() / 2),
} satisfies RedisOptions;

/** Connects to a Redis server or, with `?cluster=true`, to a cluster through one of its nodes. */
export function openRedisLines(url: string, log: Log, events: RedisEvents): RedisLines {
  let hearing: RedisLine | undefined;
  let speaking: RedisLine | undefined;
  const ear = connect(url);
  const mouth = connect(url);
  ear.on('smessage', (channel: string, text: string) => events.onMessage(channel, text));
  ear.on('ready', () => {
    hearing = lineOf(ear);
    events.onHearing(hearing);
  });
  ear.on('close', () => {
    hearing = undefined;
    events.onDeaf();
  });
  mouth.on('ready', () => {
    speaking = lineOf(mouth);
    events.onSpeaking();
  });
  mouth.on('close', () => {
    speaking = undefined;
  });
  for (const client of [ear, mouth])
    client.on(
      'error',
      once((error) => log('warn', 'bus-error', { error })),
    );
  return {
    get hearing() {
      return hearing;
    },
    get speaking() {
      return speaking;
    },
    async close() {
      hearing = undefined;
      speaking = undefined;
      ear.disconnect();
      mouth.disconnect();
    },
  };
}

function connect(url: string): Redis | Cluster {
  const address = new URL(url);
  if (address.searchParams.get('cluster') !== 'true') return new Redis(url, OPTIONS);
  const { protocol, hostname, port, username, password } = address;
  const node = { host: hostname, port: Number(port || 6379) };
  const { retryStrategy, ...redisOptions } = OPTIONS;
  return new Cluster([node], {
    ...{ shardedSubscribers: true, enableOfflineQueue: false, clusterRetryStrategy: retryStrategy },
    redisOptions: {
      ...redisOptions,
      ...(username ? { username: decodeURIComponent(username) } : {}),
      ...(password ? { password: decodeURIComponent(password) } : {}),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
    },
  });
}

function lineOf(client: Redis | Cluster): RedisLine {
  return {
    subscribe: (channel) => client.ssubscribe(channel),
    unsubscribe: (channel) => client.sunsubscribe(channel),
    publish: (channel, text) => client.spublish(channel, text),
    run: (script, keys, args) => client.eval(script, keys.length, ...keys, ...args),
    ping: () => client.ping(),
  };
}

/** Tells the same trouble once until another comes: a server that is away is not a line of the log a second. */
function once(tell: (error: string) => void): (error: unknown) => void {
  let last = '';
  return (error) => {
    const text = error instanceof Error ? error.message : String(error);
    if (text !== last) tell(text);
    last = text;
  };
}
