/** The whole server as `imagechat start` runs it, with its data in the folder named first or in the engines that its environment names; what it asks of storage is counted: `{asked}`. */
import { readConfig } from '@imagechat/server/config';
import { LIMIT_SETTINGS } from '@imagechat/server/limits/limit-settings';
import { startServer } from '@imagechat/server/start-server';
import { listen, say } from '../lib/stdio.mjs';

/** All of a benchmark comes from one address, so limits must not get in the way. */
const WIDE_LIMITS = Object.fromEntries(
  Object.values(LIMIT_SETTINGS).map(({ variable }) => [variable, '1000000000']),
);

/** Everything asked of SQLite goes to its two workers as a message. */
let asked = 0;
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (this: Worker, ...message: unknown[]): void {
  asked++;
  Reflect.apply(post, this, message);
};

const [dataDir = ''] = process.argv.slice(2);
const { DATABASE_URL, BUS_URL } = process.env;
const engines = DATABASE_URL && BUS_URL ? { DATABASE_URL, BUS_URL } : {};
const config = readConfig({ ...WIDE_LIMITS, ...engines, DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: '0' });
const server = await startServer(config, (level, message, details) => {
  if (level === 'error') console.error(message, details);
});
say({ port: server.port });
listen(
  () => say({ asked }),
  () => server.stop(),
);
