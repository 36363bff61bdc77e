import { judgesContract } from '@imagechat/core/testing/judges-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

judgesContract('SQLite', async () => {
  const { close, reader, writer } = await inProcessStorage();
  const [read, write] = [reader.judges, writer.judges];
  return {
    judges: {
      find: async (tenantId) => read.find(tenantId),
      put: async (tenantId, judge) => write.put(tenantId, judge),
      remove: async (tenantId) => write.remove(tenantId),
      active: async () => read.active(),
      note: async (tenantId, verdict) => write.note(tenantId, verdict),
      verdicts: async (tenantId, most) => read.verdicts(tenantId, most),
    },
    close,
  };
});
