/**
 * No server at all: shakes hands and writes frames that were encoded before, many at a time, to every socket. What an audience hears from it is the
 * most an audience can hear.
 */
import { listen, publish, say } from '../lib/stdio.mjs';

/** Events in one write: far fewer system calls for each delivery than any server makes. */
const EVENTS_A_WRITE = 20;

interface Line {
  /** What the system did not take yet. */
  rest: Buffer[];
}

const lines = new Set<Bun.Socket<Line>>();
const server = Bun.listen<Line>({
  hostname: '0.0.0.0',
  port: 0,
  socket: {
    open: (socket) => {
      socket.data = { rest: [] };
    },
    data: (socket, bytes) => {
      if (!bytes.toString().startsWith('GET ')) return;
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      lines.add(socket);
    },
    drain: (socket) => {
      const { rest } = socket.data;
      socket.data.rest = [];
      for (const bytes of rest) write(socket, bytes);
    },
    close: (socket) => void lines.delete(socket),
  },
});
say({ port: server.port });
let waiting: Buffer[] = [];
listen(({ plan }) => {
  publish(
    plan,
    (_, event) => {
      waiting.push(frameOf(JSON.stringify(event)));
      if (waiting.length >= EVENTS_A_WRITE) flush();
    },
    () => {
      flush();
      say({ done: true });
    },
  );
});

function flush(): void {
  const bytes = Buffer.concat(waiting);
  waiting = [];
  for (const socket of lines) write(socket, bytes);
}

function write(socket: Bun.Socket<Line>, bytes: Buffer): void {
  const { rest } = socket.data;
  const written = rest.length > 0 ? 0 : Math.max(0, socket.write(bytes));
  if (written < bytes.length) rest.push(bytes.subarray(written));
}

/** A text frame as servers send it (RFC 6455 §5.2). */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126 ? [0x81, payload.length] : [0x81, 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
}
