import type { ClientSocket, Environment, SocketEvents } from '@imagechat/client/api';
import type { Http } from '@imagechat/client/exchange';
import { calmly } from './calmly.ts';
import { loadStream } from './chunks.ts';
import type { KeyValueStore } from './safe-storage.ts';

/** One server, one tenant: what a page's connection is for. Hosts are origins without a trailing slash. */
export interface Server {
  readonly apiHost: string;
  readonly wsHost: string;
  readonly tenantId: string;
  /** JSON of who the page says is there, '' for nobody. */
  readonly login: string;
}

/** Names a server, tenant and visitor among all that a page may talk to. */
export function serverKey({ apiHost, wsHost, tenantId, login }: Server): string {
  return `${apiHost} ${wsHost} ${tenantId} ${login}`;
}

/** The world outside as a browser gives it. */
export function browserEnvironment(server: Server, storage: KeyValueStore): Environment {
  const tokenKey = `imagechat:token:${server.apiHost}:${server.tenantId}`;
  const environment: Environment = {
    now: () => Date.now(),
    random: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
    openSocket: (events) => openSocket(`${server.wsHost}/v1/live`, paced(events)),
    openStream: (events) => openStream(server.apiHost, environment, paced(events)),
    http: httpTo(server.apiHost),
    after(ms, task) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    online: () => navigator.onLine,
    tokens: { load: () => storage.get(tokenKey), save: (token) => storage.set(tokenKey, token) },
  };
  return environment;
}

/**
 * Lets frames that only tell what others did wait for one another while many come: to read and apply each by itself would cost a page more than
 * painting its picture does. All others, as answers to what one asked, pass at once with whatever waits before them.
 */
function paced(events: SocketEvents): SocketEvents {
  let held: string[] = [];
  const pass = (): void => {
    const all = held;
    held = [];
    for (const frame of all) events.received(frame);
  };
  const soon = calmly(pass);
  return {
    ...events,
    received(frame) {
      held.push(frame);
      (frame.startsWith('{"t":"events"') ? soon : pass)();
    },
    closed(code) {
      pass();
      events.closed(code);
    },
  };
}

/** The other carrier comes in a file of its own, which most pages never need. */
function openStream(apiHost: string, environment: Environment, events: SocketEvents): ClientSocket {
  let socket: ClientSocket | undefined;
  let over = false;
  loadStream().then(
    (module) => {
      if (!over) socket = module.openStream(apiHost, environment, events);
    },
    () => events.closed(1006),
  );
  return {
    send: (frame, wanted) => socket?.send(frame, wanted),
    close(code, reason) {
      over = true;
      socket?.close(code, reason);
    },
  };
}

function openSocket(address: string, events: SocketEvents): ClientSocket {
  let socket: WebSocket;
  try {
    socket = new WebSocket(address);
  } catch {
    // An https page may not open ws://; that is a line which never comes up.
    setTimeout(() => events.closed(1006));
    return { send: () => undefined, close: () => undefined };
  }
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }) => events.received(String(data));
  socket.onclose = ({ code }) => events.closed(code);
  return {
    send: (frame) => socket.send(frame),
    close: (code, reason) => socket.close(code, reason),
  };
}

function httpTo(origin: string): Http {
  return async ({ method, path, token, body }) => {
    const response = await fetch(origin + path, {
      method,
      credentials: 'omit',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined
        ? {}
        : { body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  };
}
