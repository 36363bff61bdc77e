import { STATUS } from '@imagechat/server/http/refusal-response';
import { CORPUS } from './corpus.ts';
import { NO_BROWSER, RenewedServer } from './in-process-server.ts';
import type { Mutator } from './mutator.ts';
import { type Target, must, target } from './target.ts';

/** A request as plain data. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const RENEWED_EVERY = 3000;

/** In a header's place for a good token. */
const GOOD = 'GOOD';

/** The whole HTTP side, without a port. */
export function requests(share: number): Target {
  const servers = new RenewedServer(RENEWED_EVERY);
  return target({
    name: 'HTTP requests',
    share,
    make,
    run: async (asked: Asked) => {
      const server = await servers.use();
      const request = requestOf(asked, server.token);
      if (!request) return ['no request'];
      const from = { ...NO_BROWSER, origin: request.headers.get('origin') };
      const response = await server.composition.app.fetch(request, from);
      const { status } = response;
      const text = await textOf(response);
      must(status < 500, () => `${status}: ${text}`);
      const isRefusal = request.url.startsWith('http://localhost/v1/') && status >= 400;
      if (isRefusal && request.method !== 'HEAD') mustBeRefusal(status, text);
      server.mustBeWell();
      return [`${status}`];
    },
    close: () => servers.close(),
  });
}

/** Undefined for what no HTTP client can send. */
function requestOf({ method, path, headers, body }: Asked, token: string): Request | undefined {
  try {
    const entries = Object.entries(headers).map(
      ([name, value]) => [name, value.replace(GOOD, token)] as const,
    );
    return new Request(`http://localhost${path}`, {
      method,
      headers: Object.fromEntries(entries),
      ...(body === undefined ? {} : { body }),
    });
  } catch {
    return undefined;
  }
}

/** Streams have no end of their own; what they say at once is enough. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return await response.text();
  await response.body?.cancel();
  return '';
}

/** Over HTTP every refusal is told alike (F1). */
function mustBeRefusal(status: number, text: string): void {
  const { error } = JSON.parse(text) as { error?: { code?: keyof typeof STATUS; message?: string } };
  must(
    error?.code !== undefined && Object.hasOwn(STATUS, error.code),
    () => `${status} without a code: ${text}`,
  );
}

function make(mutator: Mutator): Asked {
  const { random } = mutator;
  const kind = random.weighted({ session: 3, operation: 4, snapshot: 3, thread: 3, stream: 2, other: 1 });
  const headers = headersFrom(mutator);
  const tenant = maybe(mutator, 'demo', CORPUS.texts.tenants);
  const posts = (path: string): Asked => {
    const body = mutator.jsonText(random.pick(CORPUS.bodies));
    return { method: 'POST', path, headers, body };
  };
  switch (kind) {
    case 'session':
      return posts(
        random.oneOf(
          '/v1/session',
          '/v1/session',
          `/v1/tenants/${tenant}/bans`,
          `/v1/tenants/${tenant}/sign-outs`,
        ),
      );
    case 'operation':
      return posts(`/v1/tenants/${tenant}/operations`);
    case 'stream': {
      const subscribe = random.pick(CORPUS.framesUp);
      const hello = { v: 1, tenantId: 'demo' };
      return { ...posts('/v1/stream'), body: mutator.jsonText({ hello, subscribe: [subscribe] }) };
    }
    case 'snapshot':
      return { method: 'GET', path: `/v1/tenants/${tenant}/snapshot?${queryFrom(mutator)}`, headers };
    case 'thread': {
      const id = maybe(mutator, '0199d3a5-2222-7c3d-8e5f-60718293a4b5', CORPUS.texts.tenants);
      return { method: 'GET', path: `/v1/tenants/${tenant}/threads/${id}?${queryFrom(mutator)}`, headers };
    }
    case 'other': {
      const method = random.oneOf('GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'BREW');
      const path = random.oneOf(
        '/',
        '/demo',
        '/readyz',
        '/metrics',
        '/js/x.js',
        '/v1',
        '/v1/live',
        '/v1/session',
      );
      return { method, path: random.chance(0.5) ? mutator.text(path) : path, headers };
    }
  }
}

function maybe(mutator: Mutator, usual: string, others: readonly string[]): string {
  const { random } = mutator;
  if (random.chance(0.6)) return usual;
  const other = random.pick([usual, ...others]) ?? usual;
  return random.chance(0.5) ? other : mutator.text(other);
}

function queryFrom(mutator: Mutator): string {
  const { random } = mutator;
  const urlId = encodeIfWellFormed(maybe(mutator, 'a', CORPUS.texts.pages));
  const before = random.chance(0.5) ? `&before=${maybe(mutator, '5', CORPUS.texts.befores)}` : '';
  const query = `urlId=${urlId}${before}`;
  return random.chance(0.2) ? mutator.text(query) : query;
}

function encodeIfWellFormed(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

function headersFrom(mutator: Mutator): Record<string, string> {
  const { random } = mutator;
  const { origins, etags, tokens } = CORPUS.texts;
  return {
    ...(random.chance(0.6) ? { authorization: maybe(mutator, `Bearer ${GOOD}`, tokens) } : {}),
    ...(random.chance(0.3) ? { origin: maybe(mutator, 'http://localhost:3000', origins) } : {}),
    ...(random.chance(0.3) ? { 'if-none-match': maybe(mutator, '"test-epoch.0"', etags) } : {}),
    ...(random.chance(0.1) ? { 'content-type': mutator.noise(20) } : {}),
    ...(random.chance(0.1) ? { 'x-forwarded-for': maybe(mutator, '10.0.0.1', CORPUS.texts.addresses) } : {}),
  };
}
