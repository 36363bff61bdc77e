import { expect, test } from 'bun:test';
import { create } from '@imagechat/core/testing/builders';
import { startTestServer } from '../testing/start-test-server.ts';

test.each(['memory', 'sqlite'] as const)(
  'O3, B1: what one says the others see at once, from the same bytes (%s)',
  async (storage) => {
    await using server = await startTestServer({ storage });
    using ada = await server.join('Ada');
    using ben = await server.join('Ben');
    const { i } = await ada.watches('picture');
    expect((await ben.watches('picture')).i).toBe(i);
    const operation = create({ x: 12.5, y: 80.3333 });
    const ack = await ada.submits(i, operation);
    const seen = await ben.next('events');
    expect(await ada.next('events')).toEqual(seen);
    expect(seen.e).toEqual([
      expect.objectContaining({ seq: ack.seq, at: ack.at, broadcastId: operation.broadcastId, x: 12.5 }),
    ]);
  },
);

test('R1: who comes back with a cursor gets exactly what was missed', async () => {
  await using server = await startTestServer();
  using ada = await server.join('Ada');
  const { i } = await ada.watches('picture');
  const { epoch, seq } = await ada.submits(i, create());
  const missed = create();
  await ada.submits(i, missed);
  using ben = await server.join('Ben');
  expect(await ben.watches('picture', { epoch, seq })).toMatchObject({
    seq: 2,
    events: [{ seq: 2, broadcastId: missed.broadcastId }],
  });
});

test('O2: an operation tried on both ways counts once', async () => {
  await using server = await startTestServer();
  using ada = await server.connect();
  const { token } = await server.session('Ada');
  await ada.hello('demo', token);
  const { i } = await ada.watches('picture');
  const operation = create();
  const { broadcastId, epoch, seq, at } = await ada.submits(i, operation);
  const body = { urlId: 'picture', operation };
  const again = await server.post('/v1/tenants/demo/operations', body, { authorization: `Bearer ${token}` });
  expect(await again.json()).toEqual({ broadcastId, epoch, seq, at });
  expect((await server.storage.snapshot({ tenantId: 'demo', urlId: 'picture' })).conversations).toHaveLength(
    1,
  );
});

test('a server that stops says so, takes nobody in and asks everyone to move', async () => {
  await using server = await startTestServer();
  using ada = await server.join('Ada');
  const { i } = await ada.watches('picture');
  await ada.submits(i, create());
  server.composition.drain();
  const ready = await server.fetch('/readyz');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ ready: false, reasons: ['The server is stopping.'] });
  expect(server.connect()).rejects.toThrow();
  await server.composition.hub.close();
  expect(await ada.closed).toEqual({ code: 4000, reason: 'the server is restarting' });
});

test('W1: an address for WebSockets tells others so', async () => {
  await using server = await startTestServer();
  const plain = await server.fetch('/v1/live');
  expect(plain.status).toBe(426);
  expect(plain.headers.get('upgrade')).toBe('websocket');
  expect(await plain.json()).toMatchObject({ error: { code: 'invalid-input', retry: false } });
});

test('T1: a connection that is gone leaves nothing behind', async () => {
  await using server = await startTestServer();
  using ben = await server.join('Ben');
  const ada = await server.join('Ada');
  await ada.watches('picture');
  expect(server.composition.hub.stats()).toMatchObject({ sessions: 2, watchedImages: 1 });
  ada[Symbol.dispose]();
  await ada.closed;
  // The server may hear of it a moment later than Ada does.
  while (server.composition.hub.stats().sessions > 1) await ben.isAlive();
  expect(server.composition.hub.stats()).toMatchObject({ sessions: 1, watchedImages: 0 });
});
