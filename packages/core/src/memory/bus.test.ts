import { busContract } from '../testing/bus-contract.ts';
import { settle } from '../testing/fake-clock.ts';
import { MemoryExchange } from './bus.ts';

busContract('memory', async () => {
  const exchange = new MemoryExchange();
  return { here: exchange.bus(), there: exchange.bus(), arrived: settle };
});
