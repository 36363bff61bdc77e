import { expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { MemoryStorage } from '@imagechat/core/memory/storage';
import type { Webhook } from '@imagechat/core/ports/webhooks';
import { decide } from '@imagechat/core/rules/decide';
import { actor, add, create, freshId } from '@imagechat/core/testing/builders';
import type { Operation } from '@imagechat/protocol/catalog';
import type { Sending, Sent } from './send-post.ts';
import { PATIENCE, WebhookCourier } from './webhook-courier.ts';

const HOOK: Webhook = {
  ...{ id: 'h', url: 'https://hooks.example/', secret: 'icw_secret', active: true, createdAt: 0 },
  events: ['new-image-chat', 'image-chat-updated'],
};

/** A tenant `demo` with one webhook, a clock that is set, and somebody who answers as told. */
async function world(webhook: Partial<Webhook> = {}) {
  const time = { now: 1_000_000 };
  const clock = { now: () => time.now };
  const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
  const sent: Sending[] = [];
  const answers: Sent[] = [];
  const courier = new WebhookCourier({
    webhooks: storage.webhooks,
    async send(sending) {
      sent.push(sending);
      return answers.shift() ?? { ok: true, status: 204, answer: '' };
    },
    ...{ epoch: 'e1', now: clock.now, log: () => undefined },
  });
  await storage.webhooks.put('demo', { ...HOOK, ...webhook });
  await courier.follow();
  const says = (operation: Operation, urlId = 'sofa') =>
    storage.submit([{ image: { tenantId: 'demo', urlId }, actor: actor(), site: '', operation }]);
  const told = () =>
    sent.splice(0).map(({ body }) => JSON.parse(body) as { urlId: string; event: { seq: number } });
  const log = async () =>
    (await storage.webhooks.deliveries('demo', 'h', 99)).map(({ nextAt, outcome, seq, tries }) => [
      ...[seq, outcome, tries, nextAt === null ? null : nextAt - time.now],
    ]);
  return { time, storage, sent, answers, courier, says, told, log };
}

const no = (status: number): Sent => ({ ok: true, status, answer: 'no' });
const nobody: Sent = { ok: false, why: 'Nobody there.' };

test('what happens is told in its order, signed over time and body, and written down', async () => {
  const { courier, log, says, sent } = await world();
  const start = create();
  await says(start);
  await says(add(start.id));
  await courier.pulse();
  expect(sent.map(({ url }) => url)).toEqual([HOOK.url, HOOK.url]);
  const [first] = sent;
  const { body = '', headers = {} } = first ?? {};
  const signature = createHmac('sha256', HOOK.secret).update(`1000000.${body}`).digest('hex');
  expect(headers).toMatchObject({
    'x-imagechat-event': 'new-image-chat',
    'x-imagechat-timestamp': '1000000',
    'x-imagechat-signature': `sha256=${signature}`,
  });
  const message = JSON.parse(body) as { id: string };
  expect(message).toMatchObject({
    ...{ type: 'new-image-chat', tenantId: 'demo', urlId: 'sofa', epoch: 'e1' },
    event: { seq: 1, id: start.id, comment: { text: 'Look here' } },
  });
  expect(headers['x-imagechat-delivery']).toBe(message.id);
  expect(await log()).toEqual([
    [2, 'delivered', 1, null],
    [1, 'delivered', 1, null],
  ]);
  await courier.pulse();
  expect(sent).toHaveLength(2);
});

test('one that fails is tried again with more and more patience; its image waits for it, others do not', async () => {
  const { answers, courier, log, says, time, told } = await world();
  const start = create();
  answers.push(no(500), { ok: true, status: 200, answer: '' }, nobody);
  await says(start);
  await courier.pulse();
  await says(add(start.id));
  await says(create(), 'chair');
  await courier.pulse();
  expect(told().map(({ event, urlId }) => [urlId, event.seq])).toEqual([
    ['sofa', 1],
    ['chair', 1],
  ]);
  expect(await log()).toContainEqual([1, 'waiting', 1, PATIENCE[0] ?? 0]);
  time.now += PATIENCE[0] ?? 0;
  await courier.pulse();
  expect(await log()).toContainEqual([1, 'waiting', 2, PATIENCE[1] ?? 0]);
  time.now += (PATIENCE[1] ?? 0) - 1;
  await courier.pulse();
  expect(told()).toHaveLength(1);
  time.now += 1;
  await courier.pulse();
  expect(told().map(({ event, urlId }) => [urlId, event.seq])).toEqual([
    ['sofa', 1],
    ['sofa', 2],
  ]);
  expect(await log()).toContainEqual([1, 'delivered', 3, null]);
});

test('after a day and more an event is given up, and the next one is told', async () => {
  const { answers, courier, log, says, time, told } = await world();
  const start = create();
  await says(start);
  await says(add(start.id));
  for (const wait of [0, ...PATIENCE]) {
    time.now += wait;
    answers.push(no(410));
    await courier.pulse();
  }
  expect(told()).toHaveLength(PATIENCE.length + 2);
  expect(await log()).toEqual([
    [2, 'delivered', 1, null],
    [1, 'given-up', PATIENCE.length + 1, null],
  ]);
});

test('only what is wanted is told, nothing while it is off, and what the log lost is told of as lost', async () => {
  const { courier, log, says, storage, told } = await world({ events: ['deleted-image-chat'] });
  const start = create();
  await says(start);
  await says(add(start.id));
  await says({ type: 'delete-conversation', broadcastId: freshId(), id: start.id });
  await courier.pulse();
  expect(told().map(({ event }) => event.seq)).toEqual([3]);
  await storage.webhooks.put('demo', { ...HOOK, active: false });
  await courier.follow();
  await says(create());
  await courier.pulse();
  expect(told()).toEqual([]);
  await storage.webhooks.put('demo', HOOK);
  await courier.follow();
  await says(create());
  await says(create());
  await storage.trim({ sinceMs: 0, events: 1 }, 100);
  await courier.pulse();
  expect(told().map(({ event }) => event.seq)).toEqual([6]);
  expect(await log()).toContainEqual([5, 'lost', 0, null]);
});

test('words that are taken out of the log while they wait are not told any more', async () => {
  const { answers, courier, says, time, told } = await world();
  const start = create();
  answers.push(nobody);
  await says(start);
  await courier.pulse();
  await says({ type: 'delete-conversation', broadcastId: freshId(), id: start.id });
  time.now += PATIENCE[0] ?? 0;
  await courier.pulse();
  const [, again] = told();
  expect(JSON.stringify(again)).not.toContain('Look here');
});

test('what this process wrote is told at once, and a test is sent once, whatever comes of it', async () => {
  const { answers, courier, says, sent, storage } = await world();
  const asked = create();
  await says(asked);
  const image = { tenantId: 'demo', urlId: 'sofa' };
  courier.wrote([{ image, actor: actor(), site: '', operation: asked }]);
  await courier.pulse();
  expect(sent).toHaveLength(1);
  answers.push(no(404));
  const delivery = await courier.test('demo', HOOK);
  expect(delivery).toMatchObject({
    type: 'test',
    outcome: 'given-up',
    status: 404,
    answer: 'no',
    nextAt: null,
  });
  expect((await storage.webhooks.deliveries('demo', 'h', 9)).map(({ type }) => type)).toContain('test');
});
