import { uploadUsesContract } from '@imagechat/core/testing/upload-uses-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

uploadUsesContract('SQLite', inProcessStorage);
