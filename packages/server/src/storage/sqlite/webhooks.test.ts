import { webhooksContract } from '@imagechat/core/testing/webhooks-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

webhooksContract('SQLite', async () => {
  const { close, reader, storage, writer } = await inProcessStorage();
  const [read, write] = [reader.webhooks, writer.webhooks];
  return {
    storage,
    webhooks: {
      list: async (tenantId) => read.list(tenantId),
      put: async (tenantId, webhook) => write.put(tenantId, webhook),
      remove: async (tenantId, id) => write.remove(tenantId, id),
      hooked: async () => read.hooked(),
      claim: async (now, until, most) => write.claim(now, until, most),
      events: async (lane, most) => read.events(lane, most),
      advance: async (lane, seq) => write.advance(lane, seq),
      postpone: async (lane, tries, nextAt) => write.postpone(lane, tries, nextAt),
      note: async (tenantId, webhookId, delivery) => write.note(tenantId, webhookId, delivery),
      deliveries: async (tenantId, webhookId, most) => read.deliveries(tenantId, webhookId, most),
    },
    close,
  };
});
