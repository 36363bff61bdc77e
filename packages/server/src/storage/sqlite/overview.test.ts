import { overviewContract } from '@imagechat/core/testing/overview-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

overviewContract('SQLite', () => inProcessStorage());
