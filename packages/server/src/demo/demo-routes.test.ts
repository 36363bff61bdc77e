import { afterAll, expect, test } from 'bun:test';
import { startTestServer } from '../testing/start-test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

test('the page keeps to a strict policy: nothing foreign, nothing inline, no frames', async () => {
  const page = await server.fetch('/');
  const html = await page.text();
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain(
    `connect-src 'self' ws://127.0.0.1:${server.port} wss://127.0.0.1:${server.port};`,
  );
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  // Over plain http browsers would only complain about it.
  expect(page.headers.get('cross-origin-opener-policy')).toBeNull();
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(html).not.toMatch(/\son\w+=|\sstyle=|<style|<script(?![^>]*\ssrc=)|javascript:/i);
  expect(page.headers.get('cache-control')).toBe('no-cache');
});

test('everything the page names is there', async () => {
  const html = await (await server.fetch('/')).text();
  const paths = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(6);
  for (const path of paths.filter((each) => !each.startsWith('/js/'))) {
    const response = await server.fetch(path);
    expect([path, response.status]).toEqual([path, 200]);
    expect(response.headers.get('etag')).not.toBeNull();
    await response.body?.cancel();
  }
});

test('addresses of the network are told only on this very machine', async () => {
  const ask = async (host: string, address: string) => {
    const from = { origin: null, ownOrigin: `http://${host}`, address };
    return (await server.composition.app.request('/demo/addresses.json', {}, from)).json();
  };
  const told = { addresses: ['http://192.0.2.7:8787'] };
  expect(await ask('localhost:8787', '127.0.0.1')).toEqual(told);
  expect(await ask('127.0.0.1:8787', '127.0.0.1')).toEqual(told);
  expect(await ask('chat.example.com', '127.0.0.1')).toEqual({ addresses: [] });
  expect(await ask('localhost:8787', '203.0.113.9')).toEqual({ addresses: [] });
});

test('a host that would break out of the policy is left out of it', async () => {
  const from = { origin: null, ownOrigin: "http://a;script-src-elem'*", address: '127.0.0.1' };
  const page = await server.composition.app.request('/', {}, from);
  expect(page.headers.get('content-security-policy')).not.toContain('script-src-elem');
});
