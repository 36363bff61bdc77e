import type { TestPostgres } from '@imagechat/server/testing/postgres-server';
import type { TestRedis } from '@imagechat/server/testing/redis-server';
import type { Random } from '@imagechat/simulation/random';
import type { FaultProxy } from '../support/fault-proxy.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** One server with the lines on which it reaches its engines. */
export interface TriedNode {
  readonly server: ServerProcess;
  readonly toPostgres: FaultProxy;
  readonly toRedis: FaultProxy;
}

/** What can be broken. */
export interface BreakableParts {
  readonly nodes: readonly TriedNode[];
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  /** The lines of the people. */
  readonly lines: FaultProxy;
  readonly random: Random;
}

/** Something that breaks, and how it is mended. */
export interface Trouble {
  readonly name: string;
  strike(): Promise<unknown> | unknown;
  mend(): Promise<unknown> | unknown;
}

/** The trouble that costs a part of the bill. */
export const NODE_KILLED = 'a node killed';

/** Every way in which several servers and their engines part, once each, in an order by chance. */
export function troublesOf({ nodes, postgres, redis, lines, random }: BreakableParts): readonly Trouble[] {
  const node = nodes[random.between(0, nodes.length - 1)];
  if (!node) throw new Error('at least one node');
  const split = (name: string, line: FaultProxy): Trouble[] => [
    {
      name: `a node split from ${name}, silently`,
      strike: () => line.blackHole(true),
      mend: () => line.blackHole(false),
    },
    {
      name: `a node split from ${name}, with resets`,
      strike: () => line.cut(),
      mend: () => line.restore(),
    },
  ];
  const all: Trouble[] = [
    { name: 'Redis killed', strike: () => redis.kill(), mend: () => redis.start() },
    { name: 'Postgres killed', strike: () => postgres.kill(), mend: () => postgres.start() },
    { name: NODE_KILLED, strike: () => node.server.kill('SIGKILL'), mend: () => node.server.restart() },
    { name: 'all lines of people reset', strike: () => lines.resetAll(), mend: () => undefined },
    ...split('Postgres', node.toPostgres),
    ...split('Redis', node.toRedis),
  ];
  const order = all.map((trouble) => ({ trouble, at: random.share() })).sort((a, b) => a.at - b.at);
  return order.map(({ trouble }) => trouble);
}
