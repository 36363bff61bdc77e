import { settle } from '../testing/fake-clock.ts';
import { type FanoutClient, fanoutContract } from '../testing/fanout-contract.ts';
import { MemoryFanout } from './fanout.ts';

fanoutContract('memory', async () => {
  const fanout = new MemoryFanout();
  const connect = async (): Promise<FanoutClient> => {
    const frames: string[] = [];
    const client = { frames, closed: undefined as FanoutClient['closed'] };
    const socket = fanout.socket({
      receive: (frame) => frames.push(frame),
      closed: (code, reason) => {
        client.closed = { code, reason };
      },
    });
    return Object.assign(client, { socket });
  };
  return { fanout, connect, arrived: settle, close: async () => undefined };
});
