import { afterEach, describe, expect, test } from 'bun:test';
import type { Fanout, Socket } from '../ports/fanout.ts';

/** One connection seen from both ends: the server's socket, and what arrived at the client. */
export interface FanoutClient {
  readonly socket: Socket;
  readonly frames: readonly string[];
  readonly closed: { readonly code: number; readonly reason: string } | undefined;
}

/** A fan-out with a way to open connections on it. */
export interface FanoutWorld {
  readonly fanout: Fanout;
  connect(): Promise<FanoutClient>;
  /** Resolves when everything sent so far has arrived. */
  arrived(): Promise<void>;
  close(): Promise<void>;
}

/** What every fan-out owes the hub. */
export function fanoutContract(name: string, make: () => Promise<FanoutWorld>): void {
  describe(`fan-out: ${name}`, () => {
    const opened: FanoutWorld[] = [];
    const open = async (): Promise<FanoutWorld> => {
      const world = await make();
      opened.push(world);
      return world;
    };
    afterEach(async () => {
      for (const world of opened.splice(0)) await world.close();
    });

    test('O3: a published frame reaches everyone on the topic, and nobody else, as the same bytes', async () => {
      const { fanout, connect, arrived } = await open();
      const [ada, bob, eve] = [await connect(), await connect(), await connect()];
      ada.socket.join('image/1');
      bob.socket.join('image/1');
      eve.socket.join('image/2');
      fanout.publish('image/1', '{"t":"events","text":"ğ 🎈"}');
      await arrived();
      expect([ada.frames, bob.frames, eve.frames]).toEqual([
        ['{"t":"events","text":"ğ 🎈"}'],
        ['{"t":"events","text":"ğ 🎈"}'],
        [],
      ]);
    });

    test('R2: joining takes effect at once, and sent and published frames keep their order', async () => {
      const { fanout, connect, arrived } = await open();
      const ada = await connect();
      fanout.publish('image/1', 'before');
      ada.socket.send('snapshot');
      ada.socket.join('image/1');
      fanout.publish('image/1', 'first');
      ada.socket.send('ack');
      fanout.publish('image/1', 'second');
      await arrived();
      expect(ada.frames).toEqual(['snapshot', 'first', 'ack', 'second']);
    });

    test('nothing arrives after leaving', async () => {
      const { fanout, connect, arrived } = await open();
      const ada = await connect();
      ada.socket.join('image/1');
      ada.socket.leave('image/1');
      fanout.publish('image/1', 'late');
      await arrived();
      expect(ada.frames).toEqual([]);
    });

    test('M1: it counts who is on a topic', async () => {
      const { fanout, connect, arrived } = await open();
      const [ada, bob] = [await connect(), await connect()];
      expect(fanout.count('image/1')).toBe(0);
      ada.socket.join('image/1');
      ada.socket.join('image/1');
      bob.socket.join('image/1');
      expect(fanout.count('image/1')).toBe(2);
      bob.socket.close(4000, 'bye');
      await arrived();
      expect(fanout.count('image/1')).toBe(1);
    });

    test('W5: a close says its code and reason, and later frames are dropped', async () => {
      const { connect, arrived } = await open();
      const ada = await connect();
      ada.socket.send('last');
      ada.socket.close(4000, 'the server is restarting');
      ada.socket.send('too late');
      await arrived();
      expect(ada.closed).toEqual({ code: 4000, reason: 'the server is restarting' });
      expect(ada.frames).toEqual(['last']);
    });
  });
}
