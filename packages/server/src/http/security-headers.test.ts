import { afterAll, expect, test } from 'bun:test';
import { startTestServer } from '../testing/start-test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

/** Asks the composition as if it had been reached under this origin. */
async function headersOf(path: string, ownOrigin = 'https://chat.example.com'): Promise<Headers> {
  const from = { origin: null, ownOrigin, address: '10.0.0.1' };
  const answer = await server.composition.app.request(path, {}, from);
  await answer.body?.cancel();
  return answer.headers;
}

const PATHS = [
  '/',
  '/nowhere',
  '/healthz',
  '/readyz',
  '/metrics',
  '/demo/demo.js',
  '/js/nothing.js',
  '/v1/nothing',
];

test.each(PATHS)(
  '%s says what a browser may do with it: no frames, no guessing of types, no telling where one was',
  async (path) => {
    const headers = await headersOf(path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toMatch(/^(?:no-referrer|same-origin)$/);
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  },
);

test('over plain http, and where people try things out, nothing is promised about https', async () => {
  for (const origin of [
    'http://chat.example.com',
    'https://localhost:8787',
    'https://127.0.0.1',
    'https://[::1]:8787',
  ]) {
    expect((await headersOf('/', origin)).get('strict-transport-security')).toBeNull();
  }
  expect(
    (await headersOf('/', 'https://localhost.example.com')).get('strict-transport-security'),
  ).not.toBeNull();
});

test('a handshake that is refused cannot be taken for a page', async () => {
  const answer = await server.fetch('/v1/live');
  expect([answer.status, answer.headers.get('x-content-type-options')]).toEqual([426, 'nosniff']);
  expect(answer.headers.get('content-type')).toStartWith('application/json');
});
