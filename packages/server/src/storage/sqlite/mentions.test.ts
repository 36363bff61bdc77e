import { mentionsContract } from '@imagechat/core/testing/mentions-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

mentionsContract('SQLite', async () => {
  const world = await inProcessStorage();
  return { ...world, people: { signIn: async (signIn) => world.writer.people.signIn(signIn) } };
});
