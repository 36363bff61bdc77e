/** Our hub behind its real sockets, with events handed to it by the bus, so that storage is not in it; as the peers are fed. */
import { Hub } from '@imagechat/core/hub';
import { MemoryStorage } from '@imagechat/core/memory/storage';
import type { Bus, BusListener } from '@imagechat/core/ports/bus';
import { decide } from '@imagechat/core/rules/decide';
import { UsageMeter } from '@imagechat/core/usage-meter';
import type { FullEvent } from '@imagechat/protocol/catalog';
import { decodeFrame } from '@imagechat/protocol/schemas/decode';
import { BunFanout } from '@imagechat/server/live/bun-fanout';
import type { LiveData } from '@imagechat/server/live/bun-socket';
import { liveChannel } from '@imagechat/server/live/live-channel';
import { systemClock } from '@imagechat/server/system-clock';
import { listen, publish, say } from '../lib/stdio.mjs';

/** The bus of a process whose neighbours do all the talking. */
class Neighbours implements Bus {
  #listener: BusListener | undefined;

  listen(listener: BusListener): void {
    this.#listener = listener;
  }

  async subscribe(): Promise<boolean> {
    return true;
  }

  unsubscribe(): void {
    // Whoever leaves is heard no more by the hub itself.
  }

  publish(): void {
    // Nobody else listens.
  }

  async close(): Promise<void> {
    this.#listener = undefined;
  }

  say(urlId: string, event: FullEvent): void {
    this.#listener?.onMessage({ image: { tenantId: 'demo', urlId }, epoch: EPOCH, events: [event] });
  }
}

const EPOCH = 'bench';
const bus = new Neighbours();
const fanout = new BunFanout();
const unlimited = { take: () => 0 };
const hub = new Hub({
  storage: new MemoryStorage({ epoch: EPOCH, decide, clock: systemClock }),
  bus,
  fanout,
  identity: {
    forget: () => undefined,
    identify: async ({ tenantId }) => ({
      ...{ ok: true, expiresAt: Number.POSITIVE_INFINITY },
      actor: { tenantId, id: '', name: '', kind: 'visitor', groupIds: [], verified: false },
    }),
  },
  clock: systemClock,
  limiter: unlimited,
  meter: new UsageMeter(systemClock, Buffer.byteLength),
  log: () => undefined,
  decodeFrame,
  random: Math.random,
});
const live = liveChannel({ hub, limiter: unlimited, random: Math.random, draining: () => false });
const server = Bun.serve<LiveData>({
  hostname: '127.0.0.1',
  port: 0,
  websocket: live.websocket,
  fetch: (request, self) =>
    live.upgrade(request, self, { origin: null, ownOrigin: 'http://127.0.0.1', address: '127.0.0.1' }),
});
fanout.add(server);
say({ port: server.port });
listen(({ plan }) => {
  publish(
    plan,
    (image, event) => bus.say(`image-${image}`, event as unknown as FullEvent),
    () => say({ done: true }),
  );
});
