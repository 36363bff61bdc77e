import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child, type Core } from './child.ts';
import type { Cost } from './process-cost.ts';

/** The whole server in a process of its own on the servers' core, with a data folder that goes with it. */
export class FullServer implements AsyncDisposable {
  readonly port: number;
  readonly #child: Child;
  readonly #folder: string;

  private constructor(child: Child, folder: string, port: number) {
    this.#child = child;
    this.#folder = folder;
    this.port = port;
  }

  /** Starts it; `prepare` may first put data into its folder. `place` says where else its data are, and `core` where it runs. */
  static async start(
    prepare: (dataDir: string) => Promise<void> = async () => undefined,
    place: Readonly<Record<string, string>> = {},
    core: Core = 'server',
  ): Promise<FullServer> {
    const folder = mkdtempSync(join(tmpdir(), 'imagechat-bench-'));
    try {
      await prepare(folder);
      const child = Child.bun('servers/full.ts', core, [folder], place);
      const { port } = await child.hear<{ port: number }>();
      return new FullServer(child, folder, port);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get cost(): Cost {
    return this.#child.cost;
  }

  /** Resident memory at its highest, in bytes. */
  get peak(): number {
    return this.#child.peak;
  }

  /** How many messages its main thread has sent to storage's workers so far: every question and every group is one. */
  async asked(): Promise<number> {
    return (await this.#child.ask<{ asked: number }>({ ask: true })).asked;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
