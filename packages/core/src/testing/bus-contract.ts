import { afterEach, describe, expect, test } from 'bun:test';
import type { ImageKey } from '@imagechat/protocol/ids';
import type { Bus, BusMessage } from '../ports/bus.ts';

/** Two ends of one bus, as two processes hold them, and how to let what was published arrive. */
export interface BusPair {
  readonly here: Bus;
  readonly there: Bus;
  /** Resolves when everything published so far has arrived. */
  arrived(): Promise<void>;
}

const picture: ImageKey = { tenantId: 'demo', urlId: 'picture' };

function message(image: ImageKey, ...seqs: number[]): BusMessage {
  const event = (seq: number) =>
    ({
      seq,
      type: 'deleted-image-chat',
      broadcastId: `b${seq}`,
      at: 1,
      by: 'ada',
      name: 'Ada',
      id: 'c',
    }) as const;
  return { image, epoch: 'e1', events: seqs.map(event) };
}

/** Collects what a bus hears. */
function ear(bus: Bus): BusMessage[] {
  const heard: BusMessage[] = [];
  bus.listen({ onMessage: (one) => heard.push(one), onAway: () => undefined, onBack: () => undefined });
  return heard;
}

/** What every bus owes its hubs when nothing is broken; losing is allowed, so this runs on a healthy one. */
export function busContract(name: string, make: () => Promise<BusPair>): void {
  describe(`bus: ${name}`, () => {
    const opened: BusPair[] = [];
    const open = async (): Promise<BusPair & { heardHere: BusMessage[]; heardThere: BusMessage[] }> => {
      const pair = await make();
      opened.push(pair);
      return { ...pair, heardHere: ear(pair.here), heardThere: ear(pair.there) };
    };
    afterEach(async () => {
      for (const { here, there } of opened.splice(0)) await Promise.all([here.close(), there.close()]);
    });

    test('R2: what is published after a confirmed subscribe arrives, whole and in order', async () => {
      const { here, there, heardThere, arrived } = await open();
      expect(await there.subscribe(picture)).toBe(true);
      here.publish(message(picture, 1, 2));
      here.publish(message(picture, 3));
      await arrived();
      expect(heardThere).toEqual([message(picture, 1, 2), message(picture, 3)]);
    });

    test('P1: who is here is told to those who watch the image, that a process lives to all, and none hears itself', async () => {
      const { here, there, heardHere, heardThere, arrived } = await open();
      await there.subscribe(picture);
      await here.subscribe(picture);
      const presence = { node: 'one', viewers: 2, people: [{ id: 'ada', name: 'Ada' }], asks: true };
      const words: BusMessage[] = [
        { image: picture, presence },
        { image: picture, head: { epoch: 'e1', seq: 7 } },
        { node: 'one' },
      ];
      for (const word of words) here.publish(word);
      here.publish({ image: { tenantId: 'demo', urlId: 'another' }, presence });
      await arrived();
      expect(heardThere).toEqual(words);
      expect(heardHere).toEqual([]);
    });

    test('R4: a word to look is heard as the bus being back, by all others', async () => {
      const { here, there, arrived } = await make();
      const heard: string[] = [];
      for (const [name, bus] of [
        ['here', here],
        ['there', there],
      ] as const)
        bus.listen({
          onMessage: () => heard.push(`${name} message`),
          onAway: () => undefined,
          onBack: () => heard.push(name),
        });
      here.publish({ look: true });
      await arrived();
      expect(heard).toEqual(['there']);
      await Promise.all([here.close(), there.close()]);
    });

    test('word of changed rights reaches every other process, whatever it subscribed to', async () => {
      const { here, there, heardHere, heardThere, arrived } = await open();
      const word = { revoked: { tenantId: 'demo', actorId: 'ada' } };
      here.publish(word);
      there.publish({ revoked: { tenantId: 'demo' } });
      await arrived();
      expect(heardThere).toEqual([word]);
      expect(heardHere).toEqual([{ revoked: { tenantId: 'demo' } }]);
    });

    test('a publisher does not hear itself', async () => {
      const { here, heardHere, arrived } = await open();
      await here.subscribe(picture);
      here.publish(message(picture, 1));
      await arrived();
      expect(heardHere).toEqual([]);
    });

    test('only subscribed images are heard, and none after unsubscribing', async () => {
      const { here, there, heardThere, arrived } = await open();
      await there.subscribe(picture);
      here.publish(message({ tenantId: 'demo', urlId: 'other' }, 1));
      await arrived();
      there.unsubscribe(picture);
      here.publish(message(picture, 1));
      await arrived();
      expect(heardThere).toEqual([]);
    });

    test('the same urlId of another tenant is another image', async () => {
      const { here, there, heardThere, arrived } = await open();
      await there.subscribe(picture);
      here.publish(message({ ...picture, tenantId: 'other' }, 1));
      await arrived();
      expect(heardThere).toEqual([]);
    });

    test('subscribing again after unsubscribing hears again', async () => {
      const { here, there, heardThere, arrived } = await open();
      await there.subscribe(picture);
      there.unsubscribe(picture);
      await there.subscribe(picture);
      here.publish(message(picture, 1));
      await arrived();
      expect(heardThere).toEqual([message(picture, 1)]);
    });
  });
}
