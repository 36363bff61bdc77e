import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Socket, connect } from 'node:net';
import { create } from '@imagechat/core/testing/builders';
import { type TestServer, startTestServer } from '@imagechat/server/testing/start-test-server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': btoa('0123456789abcdef'),
};

/** Sends bytes as they are and tells all that came back until the other end closed. */
async function raw(bytes: string | Uint8Array, port = server.port): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (data) => {
    heard += data.toString('latin1');
  });
  socket.on('error', () => undefined);
  socket.on('close', () => resolve(heard));
  socket.write(bytes);
  return promise;
}

/** The status of a request written by hand, with these lines in its head. */
async function statusOf(request: string, ...lines: string[]): Promise<number> {
  const head = [request, ...lines, 'Connection: close', '', ''].join('\r\n');
  return Number((await raw(head)).split(' ', 2)[1]);
}

/** The server answers as ever, and nothing went wrong in it. */
async function expectWell(): Promise<void> {
  expect((await server.fetch('/healthz')).status).toBe(200);
  expect(server.logged.filter((line) => line.startsWith('error'))).toEqual([]);
}

describe('forged origins', () => {
  const foreign = [
    'https://notexample.com',
    'https://example.com.evil.test',
    'https://example.com@evil.test',
    'https://evil.test/example.com',
    'https://evil.test#example.com',
    'https://example.com%2eevil.test',
    'https://example.com:443.evil.test',
    'https://xn--xample-9ua.com',
    'https://examp1e.com',
    'https://example.co',
    'https://com',
    'https://*.com',
    'http://localhost.evil.test',
    'http://127.0.0.1.evil.test',
    'chrome-extension://example.com',
    'file://',
    'null',
    'NULL',
    'example.com',
    'https://example.com, https://evil.test',
    ' ',
  ];

  test.each(foreign)('W10: %p opens neither a connection nor a session nor an image', async (origin) => {
    const { token } = await server.session('Ada', 'acme', 'https://example.com');
    using socket = await server.connect(origin);
    // A page that got hold of a good token all the same: nothing a browser adds by itself opens anything.
    socket.says({ t: 'hello', v: 1, tenantId: 'acme', token });
    expect((await socket.next('refused')).error.code).toBe('domain-unauthorized');
    expect((await socket.closed).code).toBe(4501);
    const headers = { origin, authorization: `Bearer ${token}` };
    for (const answer of [
      await server.fetch('/v1/tenants/acme/snapshot?urlId=picture', { headers }),
      await server.fetch('/comment-image-chats/acme?urlId=picture', { headers }),
      await server.post('/v1/session', { tenantId: 'acme' }, { origin }),
    ]) {
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('"domain-unauthorized"');
    }
  });

  test.each(['https://EXAMPLE.com', 'https://www.example.com:8443', 'https://example.com.'])(
    'W10: %p is the tenant’s, however it is written',
    async (origin) => {
      using socket = await server.connect(origin);
      await socket.hello('acme');
    },
  );
});

describe('forged addresses', () => {
  /** How many of these handshakes, each with its own X-Forwarded-For, a server with so many proxies lets pass. */
  async function passed(proxies: number, forwarded: readonly string[]): Promise<number> {
    await using strict = await startTestServer({ proxies, limits: { session: 6 } });
    const asked = forwarded.map((each) =>
      strict.post('/v1/session', { tenantId: 'demo' }, { 'x-forwarded-for': each }),
    );
    return (await Promise.all(asked)).filter(({ status }) => status === 200).length;
  }

  test('F1: without proxies of one’s own nobody chooses the address one is counted under', async () => {
    expect(await passed(0, ['1.1.1.1', '2.2.2.2', '2001:db8::1', 'garbage', ''])).toBe(1);
  });

  test('F1: behind one proxy only what it wrote counts', async () => {
    expect(await passed(1, ['9.9.9.1, 1.1.1.1', '9.9.9.2, 1.1.1.1', '9.9.9.3,1.1.1.1'])).toBe(1);
    expect(await passed(1, ['1.1.1.1', '2.2.2.2', '3.3.3.3:99'])).toBe(3);
    expect(await passed(1, ['2001:db8::1', '2001:db8::2', '[2001:db8::3]:9', '2001:db8:0:1::1'])).toBe(2);
    // What is no address is all one.
    expect(await passed(1, ['unknown', '_x', 'a'.repeat(5000), '999.1.1.1'])).toBe(1);
  });
});

describe('crooked requests', () => {
  test.each([
    ['GET /..%2f..%2fetc/passwd HTTP/1.1', 404],
    ['GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1', 404],
    ['GET /js/..%5c..%5csecret.js HTTP/1.1', 404],
    ['GET /js/embed-image-chat.min.js%00.html HTTP/1.1', 404],
    ['GET /demo/%ff%fe HTTP/1.1', 404],
    ['GET //evil.test/%2f.. HTTP/1.1', 404],
    ['GET /v1/tenants/acme%2f..%2fother/snapshot?urlId=a HTTP/1.1', 404],
    ['GET /v1/tenants/acme/snapshot?urlId=%ff HTTP/1.1', 200],
    ['GET /v1/tenants/acme/snapshot?urlId=%00 HTTP/1.1', 400],
    ['GET /v1/tenants/__proto__/snapshot?urlId=a HTTP/1.1', 404],
    ['GET /v1/tenants/acme/threads/..%2f..?urlId=a HTTP/1.1', 400],
    ['TRACE / HTTP/1.1', 404],
    ['GET /healthz HTTP/9.9', 505],
  ])('%s is answered with %p, and breaks nothing', async (request, status) => {
    expect(await statusOf(request, 'Host: localhost')).toBe(status);
    await expectWell();
  });

  test('a doubled header counts as one that is wrong, and a doubled length is not read', async () => {
    const snapshot = 'GET /v1/tenants/acme/snapshot?urlId=a HTTP/1.1';
    const { token } = await server.session('Ada', 'acme');
    expect(await statusOf(snapshot, 'Host: a', `Authorization: Bearer ${token}`)).toBe(200);
    const twice = [`Authorization: Bearer ${token}`, 'Authorization: Bearer broken'];
    expect(await statusOf(snapshot, 'Host: a', ...twice)).toBe(401);
    const origins = ['Origin: https://example.com', 'Origin: https://evil.test'];
    expect(await statusOf(snapshot, 'Host: a', ...origins)).toBe(403);
    const lengths = ['Content-Length: 2', 'Content-Length: 30'];
    expect(await statusOf('POST /v1/session HTTP/1.1', 'Host: a', ...lengths)).toBe(400);
    expect(
      await statusOf(
        'POST /v1/session HTTP/1.1',
        'Host: a',
        'Content-Length: 3',
        'Transfer-Encoding: chunked',
      ),
    ).toBe(400);
    await expectWell();
  });

  test('a head that does not end is cut off, and much that claims to come is not waited for', async () => {
    const long = await raw(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(200_000)}`);
    expect(long).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
    const claims = `POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: ${2 ** 40}\r\nConnection: close\r\n\r\n{`;
    expect(await raw(claims)).toMatch(/^HTTP\/1\.1 (?:400|413) /);
    await expectWell();
  });

  test('names that are a prototype’s are names like others, and nothing is polluted', async () => {
    const { token } = await server.session('Ada');
    const bodies = [
      '{"tenantId":"demo","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      '{"tenantId":"demo","sso":{"__proto__":{"userDataJSONBase64":"x"},"constructor":1}}',
      '{"tenantId":"demo","simpleSSO":{"username":"__proto__","__proto__":{"isAdmin":true}}}',
      '{"tenantId":"__proto__"}',
      '{"tenantId":"constructor"}',
    ];
    for (const body of bodies)
      expect((await server.fetch('/v1/session', { method: 'POST', body })).status).toBeLessThan(500);
    using socket = await server.connect();
    await socket.hello('demo', token);
    for (const urlId of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const { i, conversations } = await socket.watches(urlId);
      expect(conversations).toEqual([]);
      const made = create({ id: urlId });
      expect(await socket.submits(i, made)).toMatchObject({ seq: 1 });
      await socket.hears('events');
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    await expectWell();
  });

  test('W2: text that is no UTF-8 ends its connection and nobody else’s', async () => {
    using other = await server.join('Ben');
    const head = Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}`);
    const hello = Buffer.from(['GET /v1/live HTTP/1.1', 'Host: a', ...head, '', ''].join('\r\n'));
    // A masked text frame with two bytes that never occur in UTF-8.
    const frame = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]);
    expect(await raw(Buffer.concat([hello, frame]))).toStartWith('HTTP/1.1 101 ');
    await other.isAlive();
    await expectWell();
  });
});

describe('slow and many', () => {
  test('slow heads and bodies are cut off, dripping or not, while everybody else is served', async () => {
    const slow = [
      '',
      'GET / HTTP/1.1\r\nHost: a\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nX: ',
      'POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{',
    ];
    const drips = new Set<Socket>();
    const ended = Array.from({ length: 400 }, (_, n) => {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(slow[n % slow.length] || ' ');
      if (n % 2 === 0) drips.add(socket);
      socket.on('error', () => undefined);
      return new Promise<void>((resolve) => socket.on('close', () => resolve()));
    });
    const timer = setInterval(() => {
      for (const socket of drips) if (socket.writable) socket.write('a');
    }, 1000);
    expect((await server.fetch('/healthz')).status).toBe(200);
    using ada = await server.join('Ada');
    await ada.isAlive();
    await Promise.all(ended);
    clearInterval(timer);
    await ada.isAlive();
    await expectWell();
  }, 90_000);

  test('F1: 5,000 handshakes at once from one address: few are let in, all others told when to come back, memory stays', async () => {
    await using strict = await startTestServer({ limits: { handshake: 60 } });
    using first = await strict.connect();
    await first.hello();
    const before = process.memoryUsage.rss();
    const statuses = new Map<number, number>();
    let left = 5000;
    const knock = async (): Promise<void> => {
      while (left-- > 0) {
        const answer = await strict.fetch('/v1/live', { headers: UPGRADE });
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        await answer.body?.cancel();
      }
    };
    // What the burst lets in is taken by connections that stay, so that everything after it is refused.
    const guests = await Promise.all(Array.from({ length: 9 }, () => strict.connect()));
    await Promise.all(Array.from({ length: 100 }, knock));
    expect(statuses.get(429) ?? 0).toBeGreaterThan(4900);
    await first.isAlive();
    for (const guest of guests) guest[Symbol.dispose]();
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 * 1024);
    expect(strict.logged.filter((line) => line.startsWith('error'))).toEqual([]);
  }, 90_000);
});
