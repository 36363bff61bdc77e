import { expect, test } from 'bun:test';
import { redirectServer } from './redirect.ts';

async function location(to: number, path: string, host: string): Promise<[number, string | null]> {
  const server = redirectServer({ host: '127.0.0.1', port: 0, to });
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    redirect: 'manual',
    headers: { host },
  });
  await server.stop(true);
  return [answer.status, answer.headers.get('location')];
}

test('plain http is sent on to the same address under https', async () => {
  expect(await location(443, '/js/a.js?x=1', 'chat.test')).toEqual([308, 'https://chat.test/js/a.js?x=1']);
  expect(await location(443, '/', 'chat.test:80')).toEqual([308, 'https://chat.test/']);
  expect(await location(8443, '/a', 'chat.test:8080')).toEqual([308, 'https://chat.test:8443/a']);
  expect(await location(8443, '/a', '[::1]:8080')).toEqual([308, 'https://[::1]:8443/a']);
});

test.each(['chat.test/evil', 'evil.test@chat.test', 'chat.test:8080:1', '', 'a b', 'x'.repeat(300)])(
  'a made-up host leads nowhere: %p',
  async (host) => {
    expect(await location(443, '/', host)).toEqual([400, null]);
  },
);
