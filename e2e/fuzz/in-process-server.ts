import { type TestServer, startTestServer } from '@imagechat/server/testing/start-test-server';
import { must } from './target.ts';

/** A whole server in this process, with a named visitor's token. */
export interface InProcessServer extends Pick<TestServer, 'composition' | 'port' | 'origin' | 'fetch'> {
  readonly token: string;
  /** Throws when the server has logged a warning or an error since the last time. */
  mustBeWell(): void;
}

/** Where requests come from when nothing else is said: no browser. */
export const NO_BROWSER = { origin: null, ownOrigin: 'http://localhost', address: '127.0.0.1' };

/** A server that is put together anew after so many uses, so that what it holds stays bounded. */
export class RenewedServer {
  readonly #every: number;
  #uses = 0;
  #server: TestServer | undefined;
  #known: InProcessServer | undefined;

  constructor(every: number) {
    this.#every = every;
  }

  async use(): Promise<InProcessServer> {
    if (this.#uses++ % this.#every === 0) await this.close();
    this.#known ??= await this.#start();
    return this.#known;
  }

  async close(): Promise<void> {
    this.#known = undefined;
    await this.#server?.[Symbol.asyncDispose]();
    this.#server = undefined;
  }

  async #start(): Promise<InProcessServer> {
    const server = await startTestServer();
    this.#server = server;
    const { token } = await server.session('Ada');
    let read = server.logged.length;
    return {
      composition: server.composition,
      port: server.port,
      origin: server.origin,
      fetch: server.fetch,
      token,
      mustBeWell: () => {
        const said = server.logged.slice(read).filter((line) => /^(warn|error)/.test(line));
        read = server.logged.length;
        must(said.length === 0, () => `the server logs ${said.join('; ')}`);
      },
    };
  }
}
