import { expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { create } from '@imagechat/core/testing/builders';
import type { MadeWebhook, ToldDelivery, ToldWebhook } from '@imagechat/protocol/dashboard-webhooks';
import { ownerOf } from '../testing/dashboard-browser.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { until } from '../testing/until.ts';

const told = async <Value>(answer: Promise<Response>): Promise<Value> =>
  (await (await answer).json()) as Value;

test('a webhook is made, tried, told of what happens, changed and taken away; its secret is told once', async () => {
  await using server = await startTestServer({ storage: 'sqlite', toPrivate: true });
  const owner = await ownerOf(server);
  const asked: { body: string; headers: Headers }[] = [];
  const receiver = Bun.serve({
    ...{ port: 0, hostname: '127.0.0.1' },
    async fetch(request) {
      asked.push({ body: await request.text(), headers: request.headers });
      return asked.length <= 2 ? new Response('Not now', { status: 503 }) : new Response('Thanks');
    },
  });
  const url = `http://127.0.0.1:${receiver.port}/in`;
  const hooks = '/tenants/studio/webhooks';
  const made = await told<MadeWebhook>(owner.post(hooks, { url, events: ['new-image-chat'] }));
  const { id } = made.webhook;
  expect(made.secret).toMatch(/^icw_[\w-]{43}$/);
  const listed = await (await owner.get(hooks)).text();
  expect(listed).not.toContain(made.secret);
  expect(await told<ToldDelivery>(owner.post(`${hooks}/${id}/test`))).toMatchObject({
    ...{ type: 'test', outcome: 'given-up', status: 503, answer: 'Not now' },
  });
  const token = await server.tokenOf({ id: 'studio:1', name: 'Ada', tenantId: 'studio' });
  const said = { urlId: 'sofa', operation: create() };
  await server.post('/v1/tenants/studio/operations', said, { authorization: `Bearer ${token}` });
  await until(() => asked.length === 2);
  const deliveries = async () =>
    (await told<{ deliveries: ToldDelivery[] }>(owner.get(`${hooks}/${id}/deliveries`))).deliveries;
  await until(async () => (await deliveries()).length === 2);
  const [waiting] = await deliveries();
  expect(waiting).toMatchObject({ urlId: 'sofa', seq: 1, outcome: 'waiting', tries: 1, status: 503 });
  expect(waiting?.nextAt).toBeGreaterThan(waiting?.at ?? 0);
  const { payload } = await told<{ payload: string }>(owner.get(`${hooks}/${id}/deliveries/${waiting?.id}`));
  expect(asked[1]?.body).toBe(payload);
  const at = asked[1]?.headers.get('x-imagechat-timestamp');
  const signature = createHmac('sha256', made.secret).update(`${at}.${payload}`).digest('hex');
  expect(asked[1]?.headers.get('x-imagechat-signature')).toBe(`sha256=${signature}`);
  const renewed = await told<MadeWebhook>(owner.post(`${hooks}/${id}/secret`));
  expect(renewed.secret).not.toBe(made.secret);
  expect((await owner.ask('PUT', `${hooks}/${id}`, { url: 'nothing' })).status).toBe(400);
  expect(await told<ToldWebhook>(owner.ask('PUT', `${hooks}/${id}`, { active: false }))).toMatchObject({
    ...{ id, url, active: false },
  });
  expect((await owner.ask('DELETE', `${hooks}/${id}`, { confirm: url })).status).toBe(400);
  expect((await owner.ask('DELETE', `${hooks}/${id}`, { confirm: id })).status).toBe(200);
  expect((await owner.get(`${hooks}/${id}/deliveries`)).status).toBe(404);
  const acts = await server.foundations.audit.read('studio', 9);
  expect(acts.map(({ action }) => action).slice(0, 4)).toEqual([
    ...['remove-webhook', 'change-webhook', 'renew-webhook-secret', 'add-webhook'],
  ]);
  await receiver.stop(true);
});

test('where the server does not allow it, no webhook is made that leads into its own networks', async () => {
  await using server = await startTestServer();
  const owner = await ownerOf(server);
  for (const url of [
    'http://hooks.example/',
    'https://localhost:1/',
    'https://10.0.0.1/',
    'https://[::1]/',
  ]) {
    const answer = await owner.post('/tenants/studio/webhooks', { url, events: ['new-image-chat'] });
    // A name is resolved when it is asked: there it is refused.
    expect([url, answer.status]).toEqual([url, url.includes('localhost') ? 200 : 400]);
    if (!answer.ok) continue;
    const { webhook } = (await answer.json()) as MadeWebhook;
    const delivery = await told<ToldDelivery>(owner.post(`/tenants/studio/webhooks/${webhook.id}/test`));
    expect(delivery).toMatchObject({ outcome: 'given-up', status: null });
    expect(delivery.answer).toContain('not asked');
  }
});
