import type { Log } from '@imagechat/core/ports/log';
import { StartupError } from '../startup-error.ts';
import { within } from '../within.ts';
import { RedisBus, type RedisBusParts } from './redis-bus.ts';

/** How long a bus may take to be there when a process starts, in ms. */
const PATIENCE_MS = 8000;

/** Connects to the bus. Throws StartupError when that cannot be; the address is not repeated, since it may hold a password. */
export async function openBus(parts: RedisBusParts): Promise<RedisBus> {
  let trouble = 'it does not answer';
  let isOpen = false;
  // Until it is open its troubles are one sentence for the operator, and not lines of a log.
  const log: Log = (level, event, fields) => {
    if (isOpen) parts.log(level, event, fields);
    else if (typeof fields?.error === 'string') trouble = fields.error;
  };
  const bus = new RedisBus({ ...parts, log });
  await within(PATIENCE_MS, bus.arrived, () => undefined);
  isOpen = true;
  if (!bus.counts.away) return bus;
  await bus.close();
  throw new StartupError(
    `The bus of BUS_URL cannot be used: ${trouble}. Check that it runs and is Redis 7 or Valkey, and its user and password.`,
  );
}
