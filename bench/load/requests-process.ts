/** Asks one address for the same thing over and over on connections that stay open: `{ask: {port, path, connections, seconds}}`. */
import { listen, now, say } from '../lib/stdio.mjs';

interface Ask {
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  readonly seconds: number;
}

listen(async ({ ask }: { ask: Ask }) => say(await run(ask)));

async function run({ connections, path, port, seconds }: Ask): Promise<Record<string, number>> {
  const start = now();
  const end = start + seconds * 1000;
  const answers = await Promise.all(
    Array.from({ length: connections }, () => askUntil(end, port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)),
  );
  const requests = answers.reduce((sum, each) => sum + each.count, 0);
  return { requests, seconds: (now() - start) / 1000, bytes: answers[0]?.bytes ?? 0 };
}

/** Asks again as soon as the answer is whole. */
async function askUntil(
  end: number,
  port: number,
  request: string,
): Promise<{ count: number; bytes: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ count: number; bytes: number }>();
  let [count, missing, bytes, head] = [0, 0, 0, ''];
  await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      open: (socket) => void socket.write(request),
      data(socket, data) {
        if (missing === 0) {
          // A head may come in pieces, its last one with the beginning of the body.
          head += data.toString('latin1');
          const end = head.indexOf('\r\n\r\n') + 4;
          if (end < 4) return;
          if (!head.startsWith('HTTP/1.1 200')) reject(new Error(head));
          bytes = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
          missing = bytes - (head.length - end);
          head = '';
        } else missing -= data.length;
        if (missing > 0) return;
        count++;
        if (now() < end) socket.write(request);
        else {
          resolve({ count, bytes });
          socket.end();
        }
      },
      close: () => reject(new Error('a connection was closed')),
      connectError: (_, error) => reject(error),
    },
  });
  return await promise;
}
