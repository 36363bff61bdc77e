import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMIT_SETTINGS } from '@imagechat/server/limits/limit-settings';
import { buildIfStale } from '../../scripts/build.ts';
import { root } from '../../scripts/lib/repo.ts';
import { lastingPort } from './lasting-port.ts';
import { until } from './until.ts';

/** What a test decides about a server; everything else is as a person would start it. */
export interface ServerOptions {
  /** A folder of its own when absent, which is removed afterwards. */
  readonly dataDir?: string;
  /** Any free one when absent. */
  readonly port?: number;
  /** Address to listen on; loopback when absent. */
  readonly host?: string;
  /** Added to the environment, or taking a variable's place. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | number | null;
}

/** Several visitors of one test share an address, so what is limited by address must not get in the way. */
const WIDE_LIMITS = Object.fromEntries(
  Object.values(LIMIT_SETTINGS).map(({ variable }) => [variable, '1000000000']),
);

/** What a process needs of ours; the rest of our environment could configure it by accident. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot'];

/**
 * A real server in a process of its own, started from its source as `imagechat start` does.
 * Its port stays the same through `kill` and `restart`.
 */
export class ServerProcess implements AsyncDisposable {
  readonly dataDir: string;
  readonly #ownsData: boolean;
  readonly #options: ServerOptions;
  readonly #port: number;
  #child: Bun.Subprocess<'ignore', 'pipe', 'pipe'> | undefined;
  #output = '';

  protected constructor(options: ServerOptions, port: number) {
    this.#options = options;
    this.#port = port;
    this.#ownsData = options.dataDir === undefined;
    this.dataDir = options.dataDir ?? temporaryFolder();
  }

  /**
   * Starts a server and waits until it is ready.
   * @throws with all it printed when it ends or is not ready within a minute
   */
  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const server = new ServerProcess(options, options.port ?? (await lastingPort()));
    await server.restart();
    return server;
  }

  /** Where it listens. */
  get port(): number {
    return this.#port;
  }

  /** Its address as `http://host:port`, under which its own pages may use it. */
  get origin(): string {
    return this.originAt(this.#host);
  }

  /** What commands beside it need to find its data. */
  get place(): Readonly<Record<string, string>> {
    return { DATA_DIR: this.dataDir, ...this.#options.env };
  }

  /** Everything it has printed, of every life. */
  get output(): string {
    return this.#output;
  }

  /** Its address under another name of this machine. */
  originAt(host: string): string {
    return `http://${host}:${this.#port}`;
  }

  /** Starts it on the same port and the same data; resolves when `/readyz` says so. */
  async restart(): Promise<void> {
    const { env = {}, host } = this.#options;
    const child = Bun.spawn([process.execPath, 'packages/server/src/main.ts', 'start'], {
      cwd: root,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      env: {
        ...inherited(),
        ...WIDE_LIMITS,
        LOG_LEVEL: 'info',
        PORT: String(this.#port),
        HOST: host ?? '127.0.0.1',
        DATA_DIR: this.dataDir,
        ...env,
      },
    });
    this.#child = child;
    void this.#collect(child.stdout);
    void this.#collect(child.stderr);
    await this.#told(
      'the server to be ready',
      until(
        '/readyz',
        async () => {
          if (child.exitCode !== null) return 'ended';
          return (await fetch(`${this.origin}/readyz`)).ok ? 'ready' : undefined;
        },
        { timeout: 60_000, every: 30 },
      ).then((state) => {
        if (state === 'ended') throw new Error(`it ended with code ${child.exitCode}`);
      }),
    );
  }

  /** Ends it with a signal and waits for its end; SIGKILL leaves it no time for anything. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' = 'SIGKILL'): Promise<Ending> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return { code: null, signal: null };
    child.kill(signal);
    await this.#told(
      `an end after ${signal}`,
      until(`the end`, () => child.exitCode !== null || child.signalCode !== null, { timeout: 30_000 }),
    ).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    });
    return { code: child.exitCode, signal: child.signalCode };
  }

  /** Ends it as a person would and removes its data if it was its own. */
  async stop(): Promise<void> {
    try {
      await this.kill('SIGTERM');
    } finally {
      if (this.#ownsData) rmSync(this.dataDir, { recursive: true, force: true });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #host(): string {
    const { host = '127.0.0.1' } = this.#options;
    return host === '0.0.0.0' ? '127.0.0.1' : host;
  }

  async #collect(from: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of from as unknown as AsyncIterable<Uint8Array>) {
      this.#output += decoder.decode(bytes, { stream: true });
    }
  }

  async #told<Value>(what: string, promise: Promise<Value>): Promise<Value> {
    try {
      return await promise;
    } catch (error) {
      throw new Error(`no sign of ${what}; it printed:\n${this.#output}`, { cause: error });
    }
  }
}

/** A new empty folder; whoever asks for one removes it. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'imagechat-e2e-'));
}

/** The part of our own environment that a process under test gets. */
export function inherited(): Record<string, string> {
  return Object.fromEntries(
    INHERITED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

let built: Promise<void> | undefined;

/** Builds what the server serves, once per run, unless it is built already. */
export function widgetBuilt(): Promise<void> {
  if (process.env.NOBUILD) return Promise.resolve();
  built ??= buildIfStale(() => undefined).then((results) => {
    for (const { name, state, output } of results) {
      if (state === 'failed' || state === 'missing') throw new Error(`The ${name} is not built:\n${output}`);
    }
  });
  return built;
}
