import { expect, test } from 'bun:test';
import { create } from '@imagechat/core/testing/builders';
import { utcDay } from '@imagechat/core/utc-day';
import { startTestServer } from '../testing/start-test-server.ts';

test('M1 what a server hands out and lets create is on the bill when it has stopped', async () => {
  const server = await startTestServer();
  using ada = await server.join('Ada');
  using bob = await server.join('Bob');
  const { i } = await ada.watches('picture');
  await bob.watches('picture');
  await ada.submits(i, create());
  await Promise.all([ada.next('events'), bob.next('events')]);
  await server[Symbol.asyncDispose]();

  const [usage, ...others] = await server.usage.read('demo', '0', utcDay(Date.now()));
  expect(others).toEqual([]);
  expect(usage).toMatchObject({
    site: '',
    pubSubMessageCount: 2,
    connectionPeak: 2,
    conversationCreateCount: 1,
    commentCreateCount: 1,
  });
  expect(usage?.pubSubBandwidth).toBeGreaterThan(400);
});

test('M1 the pulse saves while the server runs', async () => {
  await using server = await startTestServer({ settings: { pulseMs: 5 } });
  using ada = await server.join('Ada');
  await ada.watches('picture');
  const saved = () => server.usage.read('demo', '0', '9');
  while ((await saved()).length === 0) await new Promise(setImmediate);
  expect(await saved()).toMatchObject([{ connectionPeak: 1 }]);
});
