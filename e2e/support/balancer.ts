import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

/** A port that hands each connection to one of several servers, one after the other. Ends with the scope (`await using`). */
export interface Balancer extends AsyncDisposable {
  readonly port: number;
}

/** A load balancer as small as they get: no sticky visitors, no look at what passes. A server that takes no connection is passed over. */
export async function startBalancer(targets: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let next = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    keep(open, client);
    void dial(targets, next++).then((target) => {
      if (!target) {
        client.resetAndDestroy();
        return;
      }
      keep(open, target);
      client.pipe(target).pipe(client);
      client.on('close', () => target.destroy());
      target.on('close', () => client.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the balancer has no port');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function keep(open: Set<Socket>, socket: Socket): void {
  open.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => open.delete(socket));
}

/** The first of the servers, beginning with the one whose turn it is, that takes a connection. */
async function dial(targets: readonly number[], turn: number): Promise<Socket | undefined> {
  for (let at = 0; at < targets.length; at++) {
    const port = targets[(turn + at) % targets.length] ?? 0;
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    if (connected) return socket;
  }
  return undefined;
}
