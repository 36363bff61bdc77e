import { afterAll, expect, test } from 'bun:test';
import { startTestServer } from './testing/start-test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

/** Sends a request as it is written, without a client that would tidy it up. */
async function raw(request: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = '';
  await Bun.connect({
    hostname: '127.0.0.1',
    port: server.port,
    socket: {
      open: (socket) => void socket.write(`${request}\r\n\r\n`),
      data: (_socket, bytes) => {
        heard += bytes.toString();
      },
      close: () => resolve(heard),
    },
  });
  return promise;
}

test('a health check in HTTP/1.0, which names no host, is answered', async () => {
  const answer = await raw('GET /healthz HTTP/1.0');
  expect(answer).toStartWith('HTTP/1.1 200 OK');
  expect(answer).toEndWith('{"alive":true}');
});

test.each([
  ['Host: a b', 200],
  ['Host: ', 200],
  ['Host: %%%', 200],
  ['Host: [::', 200],
  ['Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3', 400],
])('a crooked head breaks nothing: %p', async (head, status) => {
  expect(await raw(`GET /healthz HTTP/1.1\r\n${head}\r\nConnection: close`)).toStartWith(
    `HTTP/1.1 ${status} `,
  );
  expect(server.logged).toEqual([]);
});
