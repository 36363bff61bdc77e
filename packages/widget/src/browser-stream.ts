import type { ClientSocket, Environment, SocketEvents } from '@imagechat/client/api';
import {
  type StreamEnvironment,
  type StreamEvents,
  StreamSocket,
} from '@imagechat/client/stream/stream-socket';

/** What the file with the stream carrier exports; pages whose network lets sockets through never load it. */
export interface StreamModule {
  openStream: typeof openStream;
}

/** Opens the other carrier to the server at `apiHost`. */
export function openStream(apiHost: string, environment: Environment, events: SocketEvents): ClientSocket {
  const world: StreamEnvironment = {
    ...environment,
    postStream(body, heard) {
      const abort = new AbortController();
      void read(`${apiHost}/v1/stream`, JSON.stringify(body), heard, abort.signal);
      return () => abort.abort();
    },
    visible: () => !document.hidden,
    onVisible(changed) {
      document.addEventListener('visibilitychange', changed);
      return () => document.removeEventListener('visibilitychange', changed);
    },
  };
  return new StreamSocket(world, events);
}

async function read(address: string, body: string, heard: StreamEvents, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'application/json' },
      body,
      signal,
    });
    if (!response.ok || !response.body) {
      heard.ended(await response.json());
      return;
    }
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      heard.text(decoder.decode(value, { stream: true }));
    }
  } catch {
    // No line, cut, or let go of; who let go does not listen any more.
  }
  heard.ended();
}
