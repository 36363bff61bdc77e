import type { Engine } from '../storage/engine.ts';
import { DEMO_TENANT, seedDemo } from './seed.ts';

/**
 * Makes the demo's tenant and conversations on the first start. The tenant comes last: should this be cut off, the next start does it again; and processes that
 * do it at once do it once, for its ids are always the same (O2).
 * @param now server time in ms
 */
export async function openDemo(engine: Pick<Engine, 'past' | 'tenants'>, now: number): Promise<void> {
  const { tenants } = engine;
  if (await tenants.find(DEMO_TENANT)) return;
  const { submitAt, close } = await engine.past();
  try {
    await seedDemo(submitAt, now);
  } finally {
    close();
  }
  // Whether answers are shown as such is up to each page; the demo's tenant keeps no page from it.
  const settings = { replyDepth: 3 };
  await tenants.add({ id: DEMO_TENANT, name: 'Demo', domains: [], createdAt: now, settings });
}
