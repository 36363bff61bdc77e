import { expect, test } from 'bun:test';
import { addressFault, sendPost } from './send-post.ts';

/** A server of somebody else's on this machine that keeps what it is asked. */
function receiver(answer: () => Response) {
  const asked: { body: string; headers: Record<string, string> }[] = [];
  const server = Bun.serve({
    ...{ port: 0, hostname: '127.0.0.1' },
    async fetch(request) {
      asked.push({ body: await request.text(), headers: Object.fromEntries(request.headers) });
      return answer();
    },
  });
  return {
    asked,
    url: `http://hooks.example:${server.port}/in?a=1`,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

const here = async () => [{ address: '127.0.0.1', family: 4 }];
const sending = (url: string) => ({ url, body: '{"ü":1}', headers: { 'x-signed': 'yes' } });

test('what is sent arrives at what the name resolved to, under its own name, and the answer is told', async () => {
  await using there = receiver(() => new Response('thanks', { status: 201 }));
  const sent = await sendPost(sending(there.url), { toPrivate: true, resolve: here });
  expect(sent).toEqual({ ok: true, status: 201, answer: 'thanks' });
  expect(there.asked).toMatchObject([{ body: '{"ü":1}', headers: { 'x-signed': 'yes' } }]);
  expect(there.asked[0]?.headers.host).toStartWith('hooks.example:');
});

test('nobody is asked whose name leads to this machine or its networks, wholly or in part', async () => {
  await using there = receiver(() => new Response('no'));
  const url = there.url.replace('http:', 'https:');
  for (const addresses of [
    ['127.0.0.1'],
    ['::1'],
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['93.184.215.14', '127.0.0.1'],
  ]) {
    const resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const sent = await sendPost(sending(url), { toPrivate: false, resolve });
    expect(sent).toMatchObject({ ok: false, why: expect.stringContaining('not asked') });
  }
  expect(there.asked).toEqual([]);
});

test('addresses in figures, plain http, passwords and other schemes are refused before anything is resolved', () => {
  const settings = { toPrivate: false };
  for (const url of [
    ...[
      'http://hooks.example/',
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://2130706433/',
      'https://0x7f.1/',
    ],
    ...['https://a:b@hooks.example/', 'ftp://hooks.example/', 'nothing', 'https://169.254.169.254/latest'],
  ])
    expect([url, addressFault(url, settings)]).toEqual([url, expect.any(String)]);
  expect(addressFault('https://hooks.example:8443/in', settings)).toBeUndefined();
  expect(addressFault('http://127.0.0.1:1/', { toPrivate: true })).toBeUndefined();
});

test('a redirect is an answer like any other, and a long answer is cut', async () => {
  await using other = receiver(() => new Response('caught'));
  await using there = receiver(
    () => new Response('x'.repeat(100_000), { status: 307, headers: { location: other.url } }),
  );
  const sent = await sendPost(sending(there.url), { toPrivate: true, resolve: here });
  expect(sent).toEqual({ ok: true, status: 307, answer: 'x'.repeat(2000) });
  expect(other.asked).toEqual([]);
});

test('what cannot be reached is told in words', async () => {
  const sent = await sendPost(sending('http://hooks.example:1/'), { toPrivate: true, resolve: here });
  expect(sent).toMatchObject({ ok: false, why: expect.any(String) });
  const gone = await sendPost(sending('http://hooks.example/'), { toPrivate: true, resolve: async () => [] });
  expect(gone).toEqual({ ok: false, why: 'hooks.example has no address.' });
});
