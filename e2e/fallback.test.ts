import { expect, test } from 'bun:test';
import { Cluster } from './support/cluster.ts';
import { fastEnough } from './support/fast-enough.ts';
import { type FilterProxy, startFilterProxy } from './support/filter-proxy.ts';
import { show } from './support/page-life.ts';
import { type Stage, scenario, withBrowser } from './support/scenario.ts';
import type { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';
import { logOf } from './support/wire-client.ts';

const LIMIT = 120_000;
const STREAM = 'POST /v1/stream';

withBrowser();

interface Scene {
  readonly server: ServerProcess;
  readonly filter: FilterProxy;
  readonly ada: Visitor;
  readonly ben: Visitor;
}

/** Ada beside the server, Ben in a network that lets no socket through. */
async function filtered(stage: Stage, urlId: string, play: (scene: Scene) => Promise<void>): Promise<void> {
  const server = await stage.server();
  const filter = await startFilterProxy(server.port);
  try {
    filter.letSockets(false);
    const [ada, ben] = await Promise.all([stage.visitor('Ada'), stage.visitor('Ben')]);
    await ada.open(stage.page(server.origin, urlId));
    await ben.page.goto(stage.page(filter.origin, urlId));
    await ben.overlay.waitFor();
    await play({ server, filter, ada, ben });
  } finally {
    await filter.close();
  }
}

/** How many live connections the server holds, on either carrier; of several servers, all of them. */
async function connections(server: ServerProcess): Promise<number> {
  const origins = server instanceof Cluster ? server.nodes.map(({ origin }) => origin) : [server.origin];
  const counts = await Promise.all(
    origins.map(async (origin) => {
      const text = await (await fetch(`${origin}/metrics`)).text();
      return Number(/^imagechat_connections (\d+)$/m.exec(text)?.[1]);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function streamsOf({ requests }: Visitor): number {
  return requests.filter((request) => request === STREAM).length;
}

test(
  'W11: where no socket passes, one sees at once what others say and is heard; when sockets pass again it returns to one, and nothing is there twice',
  scenario((stage) =>
    filtered(stage, 'filtered', async ({ server, filter, ada, ben }) => {
      await ada.starts(20, 20, 'From Ada');
      await ben.marker('From Ada').waitFor();
      expect(filter.refused).toBeGreaterThanOrEqual(2);
      expect(streamsOf(ben)).toBeGreaterThan(0);

      await ben.openMarker('From Ada');
      await ben.reads('From Ada');
      const twins = await ben.countsTwins('Answer of Ada');
      await ada.say('Answer of Ada');
      await ben.reads('Answer of Ada');
      await ben.say('Answer of Ben');
      await ada.reads('Answer of Ben');
      await until('no pending sign', async () => (await ben.comments()).every(({ pending }) => !pending));
      expect(await ben.status()).toBe('');

      const streams = streamsOf(ben);
      filter.letSockets(true);
      // Looking at the page again is one of the moments at which a socket is tried.
      await show(ben.page, true);
      await ben.isLive();
      expect(await ben.status()).toBe('');
      await until('one connection each', async () => (await connections(server)) === 2);
      expect(streamsOf(ben)).toBeLessThanOrEqual(streams + 1);
      const from = ben.frames.length;
      await ben.say('Over the socket');
      await ada.reads('Over the socket');
      expect(ben.submittedSince(from)).toHaveLength(1);
      const texts = ['From Ada', 'Answer of Ada', 'Answer of Ben', 'Over the socket'];
      for (const one of [ada, ben]) expect((await one.comments()).map(({ text }) => text)).toEqual(texts);
      expect((await twins()).comments).toBe(1);
      expect(await logOf(server.port, 'filtered')).toHaveLength(4);
    }),
  ),
  LIMIT,
);

test(
  'W11: a hidden tab does not stream; looked at again, it catches up',
  scenario((stage) =>
    filtered(stage, 'hidden', async ({ server, ada, ben }) => {
      await ada.starts(20, 20, 'Before');
      await ben.marker('Before').waitFor();
      await fastEnough(2000, async (at) => {
        const meanwhile = `Meanwhile ${at}.`;
        await show(ben.page, false);
        await until('Ben’s stream to end', async () => (await connections(server)) === 1);
        await ada.closeWindow();
        await ada.starts(90 - 7 * at, 70, meanwhile);
        expect(await ben.marker(meanwhile).count()).toBe(0);
        const start = performance.now();
        await show(ben.page, true);
        await ben.marker(meanwhile).waitFor();
        return performance.now() - start;
      });
      expect(await ben.status()).toBe('');
    }),
  ),
  LIMIT,
);

test(
  'W11: a server that restarts is found again over the stream, from the cursor on',
  scenario((stage) =>
    filtered(stage, 'restart', async ({ server, ada, ben }) => {
      await ada.starts(20, 20, 'Before');
      await ben.marker('Before').waitFor();
      const { lines } = ada;
      await server.kill();
      await server.restart();
      await ada.isLive(lines);
      await ada.closeWindow();
      await ada.starts(70, 70, 'Afterwards');
      await ben.marker('Afterwards').waitFor({ timeout: 60_000 });
      await ben.marker('Before').waitFor();
    }),
  ),
  LIMIT,
);
