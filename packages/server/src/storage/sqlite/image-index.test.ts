import { imageIndexContract } from '@imagechat/core/testing/image-index-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

imageIndexContract('SQLite', () => inProcessStorage());
