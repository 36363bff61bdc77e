import { afterAll, beforeAll, expect } from 'bun:test';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { Cluster, beginEngines, endEngines } from './cluster.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { type ServerOptions, ServerProcess, widgetBuilt } from './server-process.ts';
import { Site } from './site.ts';
import { Visitor } from './visitor.ts';
import { WireClient, type WireOptions } from './wire-client.ts';

/** What a scenario may call on; all of it is gone when the scenario is over. */
export interface Stage {
  /** Starts a server of its own. */
  server(options?: ServerOptions): Promise<ServerProcess>;
  /** A line to a server that can be cut, held or delayed. */
  proxy(server: ServerProcess): Promise<FaultProxy>;
  /** Somebody with a browser of their own: storage, cookies and caches are nobody else's. */
  visitor(name: string, options?: BrowserContextOptions): Promise<Visitor>;
  /** Another tab of the same browser: the same person. */
  tab(of: Visitor): Promise<Visitor>;
  /** The address of a page on somebody's own site, whose picture talks through the chat server at `chat`, an origin. */
  page(chat: string, urlId: string): string;
  /** Somebody who speaks the protocol without a browser. */
  wire(options: WireOptions): Promise<WireClient>;
}

interface Play {
  readonly endings: (() => Promise<unknown>)[];
  readonly servers: ServerProcess[];
  readonly visitors: Visitor[];
}

/** Flags for pages that load from this machine only. */
const ARGS = ['--no-proxy-server'];

let browser: Promise<Browser> | undefined;
let site: Site | undefined;

/**
 * Wraps a test: gives it a stage and clears the stage afterwards. It fails, too, when a page threw or complained. When
 * it fails it says what every server printed and what every visitor saw.
 */
export function scenario(play: (stage: Stage) => Promise<void>): () => Promise<void> {
  return async () => {
    const state: Play = { endings: [], servers: [], visitors: [] };
    let failed = true;
    try {
      await play(stageOf(state));
      for (const { name, complaints } of state.visitors)
        expect({ name, complaints }).toEqual({ name, complaints: [] });
      failed = false;
    } catch (error) {
      await tell(state);
      throw error;
    } finally {
      await clear(state, failed);
    }
  };
}

/**
 * Keeps one browser and one site for the tests of a file and closes them after the last; call it once in every file whose scenarios
 * have visitors.
 */
export function withBrowser(): void {
  // Outside of any test: what a test that ran out of time started is ended with it.
  if (nodes() > 1)
    beforeAll(async () => {
      await widgetBuilt();
      await beginEngines();
    });
  afterAll(async () => {
    const running = browser;
    browser = undefined;
    await (await running)?.close();
    site?.[Symbol.dispose]();
    site = undefined;
    await endEngines();
  });
}

function stageOf(state: Play): Stage {
  const keep = <Thing>(thing: Thing, end: (thing: Thing) => Promise<unknown>): Thing => {
    state.endings.push(() => end(thing));
    return thing;
  };
  return {
    async server(options) {
      const server = keep(await startServer(options), (it) => it.stop());
      state.servers.push(server);
      return server;
    },
    proxy: async (server) => keep(await startFaultProxy({ targetPort: server.port }), (it) => it.close()),
    async visitor(name, options) {
      await widgetBuilt();
      browser ??= launchChromium({ args: ARGS });
      const context = await (await browser).newContext({ locale: 'en-US', ...options });
      const visitor = keep(await Visitor.in(context, name), (it) => it.leave());
      state.visitors.push(visitor);
      return visitor;
    },
    async tab(of) {
      const tab = await of.tab();
      state.visitors.push(tab);
      return tab;
    },
    page(chat, urlId) {
      site ??= new Site();
      return site.address(chat, urlId);
    },
    wire: async (options) => keep(await WireClient.open(options), (it) => it.close()),
  };
}

/** One server, or with E2E_NODES in the environment so many behind a balancer, where the test does not bring a data folder. */
function startServer(options?: ServerOptions): Promise<ServerProcess> {
  if (nodes() > 1 && options?.dataDir === undefined) return Cluster.of(nodes(), options);
  return ServerProcess.start(options);
}

function nodes(): number {
  return Number(process.env.E2E_NODES ?? 1);
}

async function tell({ servers, visitors }: Play): Promise<void> {
  for (const { output } of servers) console.error(`-- a server printed:\n${output}`);
  for (const visitor of visitors) console.error(`-- ${visitor.name} saw:\n${await visitor.report()}`);
}

/** Ends everything, the latest first; what goes wrong then fails a test that had passed. */
async function clear({ endings }: Play, failed: boolean): Promise<void> {
  const troubles: unknown[] = [];
  for (const end of endings.reverse()) await end().catch((error: unknown) => troubles.push(error));
  if (troubles.length > 0 && !failed) throw new AggregateError(troubles, 'the stage could not be cleared');
}
