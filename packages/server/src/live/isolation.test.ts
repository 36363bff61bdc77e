import { expect, test } from 'bun:test';
import { create } from '@imagechat/core/testing/builders';
import { startTestServer } from '../testing/start-test-server.ts';

test('W10: two tenants with the same urlId, ids and broadcastIds never meet', async () => {
  await using server = await startTestServer();
  using acme = await server.join('Ada', 'acme');
  using other = await server.join('Ben', 'other');
  const [ofAcme, ofOther] = [await acme.watches('picture'), await other.watches('picture')];
  expect(ofAcme.i).not.toBe(ofOther.i);

  const operation = create();
  expect((await acme.submits(ofAcme.i, operation)).seq).toBe(1);
  await acme.next('events');
  await other.isAlive();
  expect((await server.storage.snapshot({ tenantId: 'other', urlId: 'picture' })).cursor.seq).toBe(0);

  // The very same operation is a new one in the other tenant.
  expect((await other.submits(ofOther.i, operation)).seq).toBe(1);
  expect((await other.next('events')).e).toEqual([expect.objectContaining({ name: 'Ben' })]);
  await acme.isAlive();
});

test('W10: the number of another tenant’s image names nothing on one’s own connection', async () => {
  await using server = await startTestServer();
  using acme = await server.join('Ada', 'acme');
  using other = await server.join('Ben', 'other');
  const { i } = await acme.watches('picture');
  const operation = create();
  await acme.submits(i, operation);
  other.says({ t: 'submit', i, operation: create() });
  expect((await other.next('refused')).error.code).toBe('not-subscribed');
  other.says({ t: 'thread', ref: 9, i, id: operation.id });
  expect(await other.next('refused')).toMatchObject({ ref: 9, error: { code: 'not-subscribed' } });
  other.says({ t: 'unsubscribe', i });
  await other.isAlive();
  await acme.submits(i, create());
});

test('W10: a token cannot change the tenant of a connection', async () => {
  await using server = await startTestServer();
  using other = await server.join('Ben', 'other');
  const { token } = await server.session('Ada', 'acme');
  other.says({ t: 'identify', ref: 3, token });
  expect(await other.next('refused')).toMatchObject({ ref: 3, error: { code: 'invalid-token' } });
});
