import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer } from '../testing/start-test-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'imagechat-widget-'));
const dist = join(folder, 'dist');
const SCRIPT = `console.log(${JSON.stringify('x'.repeat(5000))});`;
await Bun.write(join(folder, 'secret.js'), 'outside');
await Bun.write(join(dist, 'embed-image-chat.min.js'), SCRIPT);
await Bun.write(join(dist, 'chunks/list-panel-a1b2c3d4.js'), SCRIPT);
await Bun.write(join(dist, '.built-from'), 'hidden');
await Bun.write(join(dist, '.hidden.js'), 'hidden');
await Bun.write(join(dist, 'notes.txt'), 'no type we serve');
const server = await startTestServer({ widgetFolder: dist });
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const EMBED = '/js/embed-image-chat.min.js';

test('the embed script is short-lived in caches and fit for pages anywhere', async () => {
  const response = await server.fetch(EMBED);
  expect(await response.text()).toBe(SCRIPT);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    sourcemap: 'embed-image-chat.min.js.map',
  });
});

test('chunks with a hash in their name never change', async () => {
  const response = await server.fetch('/js/chunks/list-panel-a1b2c3d4.js');
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test('who has it gets a 304, and a changed file at once', async () => {
  const etag = (await server.fetch(EMBED)).headers.get('etag') ?? '';
  const again = () => server.fetch(EMBED, { headers: { 'if-none-match': etag } });
  const same = await again();
  expect([same.status, await same.text()]).toEqual([304, '']);
  await Bun.write(join(dist, 'embed-image-chat.min.js'), `${SCRIPT}\n`);
  const changed = await again();
  expect(changed.status).toBe(200);
  expect(changed.headers.get('etag')).not.toBe(etag);
  await Bun.write(join(dist, 'embed-image-chat.min.js'), SCRIPT);
});

test('text is compressed for who accepts it', async () => {
  const size = async (accept: string) => {
    const response = await fetch(`${server.origin}${EMBED}`, {
      headers: { 'accept-encoding': accept },
      decompress: false,
    } as RequestInit);
    return [response.headers.get('content-encoding'), (await response.bytes()).byteLength < 1000];
  };
  expect(await size('gzip, deflate, br')).toEqual(['gzip', true]);
  expect(await size('br;q=1.0, gzip;q=0.8')).toEqual(['gzip', true]);
  expect(await size('gzip;q=0, br')).toEqual([null, false]);
  expect(await size('identity')).toEqual([null, false]);
});

test.each([
  '/js/../secret.js',
  '/js/..%2fsecret.js',
  '/js/%2e%2e/secret.js',
  '/js/%2e%2e%2fsecret.js',
  '/js/..\\secret.js',
  '/js/..%5csecret.js',
  '/js//secret.js',
  '/js/./embed-image-chat.min.js/../../secret.js',
  `/js/${dist}/embed-image-chat.min.js`,
  '/js/.built-from',
  '/js/.hidden.js',
  '/js/notes.txt',
  '/js/chunks',
  '/js/chunks/',
  '/js/',
  '/js/embed-image-chat.min.js%00',
  '/js/embed-image-chat.min.js/',
  '/demo/../../package.json',
  '/demo/pictures/..%2f..%2fconversations.ts',
  '/demo/conversations.ts',
])('nothing outside the folder, and nothing hidden: %s', async (path) => {
  // A plain request line: fetch would tidy the path up before it is sent.
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = '';
  await Bun.connect({
    hostname: '127.0.0.1',
    port: server.port,
    socket: {
      open: (socket) =>
        void socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
      data: (_socket, bytes) => {
        heard += bytes.toString();
      },
      close: () => resolve(heard),
    },
  });
  const answer = await promise;
  expect(answer).toMatch(/^HTTP\/1\.1 (404|400) /);
  expect(answer).not.toContain('outside');
  expect(answer).not.toContain('hidden');
});
