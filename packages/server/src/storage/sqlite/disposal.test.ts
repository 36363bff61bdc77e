import { disposalContract } from '@imagechat/core/testing/disposal-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

disposalContract('SQLite', async () => {
  const world = await inProcessStorage();
  const { writer } = world;
  return { ...world, disposer: { dispose: async (before, most) => writer.dispose(before, most) } };
});
