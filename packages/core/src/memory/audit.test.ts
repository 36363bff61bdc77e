import { auditContract } from '../testing/audit-contract.ts';
import { MemoryAudit } from './audit.ts';

auditContract('memory', async () => ({ audit: new MemoryAudit(), close: async () => undefined }));
