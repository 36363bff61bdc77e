import { judgesContract } from '../testing/judges-contract.ts';
import { MemoryJudges } from './judges.ts';

judgesContract('memory', async () => ({ judges: new MemoryJudges(), close: async () => undefined }));
