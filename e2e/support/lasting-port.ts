import { createServer } from 'node:net';

/** Systems give outgoing connections ports from 32,768 on (Linux) or 49,152 on (IANA); these are below. */
const LOWEST = 16_000;
const COUNT = 16_000;
const TRIES = 50;

/**
 * A free port that is still free after its server has died. One that the system chose would not be: a client that
 * dials it meanwhile may be given that very port as its own end, and then the server cannot come back.
 * @throws when none of 50 is free
 */
export async function lastingPort(): Promise<number> {
  for (let at = 0; at < TRIES; at++) {
    const port = LOWEST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${TRIES} ports is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}
