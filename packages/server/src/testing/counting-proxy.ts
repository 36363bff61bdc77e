/** A TCP proxy that counts the bytes that pass, both ways. Ends with the scope (`using`). */
export interface CountingProxy extends Disposable {
  readonly port: number;
  /** Bytes from the client, and to it, since the last call of `restart`. */
  readonly up: number;
  readonly down: number;
  restart(): void;
}

interface Ends {
  server?: Bun.Socket<Ends>;
  client?: Bun.Socket<Ends>;
  /** What the client said before the server was there. */
  early: Uint8Array[];
}

/** Opens one in front of a port of 127.0.0.1. Meant for small exchanges: it does not mind back-pressure. */
export function countingProxy(target: number): CountingProxy {
  let up = 0;
  let down = 0;
  const listener = Bun.listen<Ends>({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      async open(client) {
        client.data = { client, early: [] };
        const server = await Bun.connect<Ends>({
          hostname: '127.0.0.1',
          port: target,
          data: client.data,
          socket: {
            data(_server, bytes) {
              down += bytes.byteLength;
              client.write(bytes);
            },
            close: () => void client.end(),
          },
        });
        client.data.server = server;
        for (const bytes of client.data.early.splice(0)) server.write(bytes);
      },
      data(client, bytes) {
        up += bytes.byteLength;
        if (client.data.server) client.data.server.write(bytes);
        else client.data.early.push(new Uint8Array(bytes));
      },
      close: (client) => void client.data.server?.end(),
    },
  });
  return {
    port: listener.port,
    get up() {
      return up;
    },
    get down() {
      return down;
    },
    restart() {
      up = 0;
      down = 0;
    },
    [Symbol.dispose]: () => listener.stop(true),
  };
}
