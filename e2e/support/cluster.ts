import { type TestPostgres, startTestPostgres } from '@imagechat/server/testing/postgres-server';
import { type TestRedis, startTestRedis } from '@imagechat/server/testing/redis-server';
import { type Balancer, startBalancer } from './balancer.ts';
import { type Ending, type ServerOptions, ServerProcess } from './server-process.ts';

/** One Postgres and one Redis for all tests of a process; every cluster has a database of its own. */
let engines: Promise<{ readonly postgres: TestPostgres; readonly redis: TestRedis }> | undefined;

/** Several servers on one Postgres and one Redis, behind a balancer: to a test the same as one server. */
export class Cluster extends ServerProcess {
  /** The servers, each with its own port. */
  readonly nodes: readonly ServerProcess[];
  readonly #balancer: Balancer;
  readonly #place: Readonly<Record<string, string>>;

  private constructor(
    options: ServerOptions,
    parts: { nodes: readonly ServerProcess[]; balancer: Balancer; place: Readonly<Record<string, string>> },
  ) {
    super(options, parts.balancer.port);
    this.nodes = parts.nodes;
    this.#balancer = parts.balancer;
    this.#place = parts.place;
  }

  /** Starts so many servers, at once and on an empty database. */
  static async of(count: number, options: ServerOptions = {}): Promise<Cluster> {
    const { postgres, redis } = await startedEngines();
    const place = { DATABASE_URL: await postgres.database(), BUS_URL: redis.url };
    const env = { ...options.env, ...place };
    const nodes = await Promise.all(
      Array.from({ length: count }, () => ServerProcess.start({ ...options, env })),
    );
    const balancer = await startBalancer(nodes.map(({ port }) => port));
    return new Cluster(options, { nodes, balancer, place });
  }

  override get place(): Readonly<Record<string, string>> {
    return this.#place;
  }

  override get output(): string {
    return this.nodes.map(({ output }) => output).join('\n-- another server:\n');
  }

  override async restart(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.restart()));
  }

  /** All of them; how the first one ended stands for all. */
  override async kill(signal?: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<Ending> {
    const endings = await Promise.all(this.nodes.map((node) => node.kill(signal)));
    return endings[0] ?? { code: null, signal: null };
  }

  override async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.#balancer[Symbol.asyncDispose]();
  }
}

/** Starts what {@link Cluster} needs, unless it is there; a cluster does so by itself. */
export async function beginEngines(): Promise<void> {
  await startedEngines();
}

/** Ends what {@link Cluster} needed; to be called after the last test of a process. */
export async function endEngines(): Promise<void> {
  const started = engines;
  engines = undefined;
  if (!started) return;
  const { postgres, redis } = await started;
  await Promise.all([postgres[Symbol.asyncDispose](), redis[Symbol.asyncDispose]()]);
}

function startedEngines(): NonNullable<typeof engines> {
  engines ??= Promise.all([startTestPostgres(), startTestRedis()]).then(([postgres, redis]) => ({
    postgres,
    redis,
  }));
  return engines;
}
