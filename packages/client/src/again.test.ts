import { expect, test } from 'bun:test';
import { type Operation, factOf } from '@imagechat/protocol/catalog';
import { Dialogue, conversation } from './testing/dialogue.ts';

const OPERATIONS = '/v1/tenants/demo/operations';

/** What an operation becomes when the server accepts it from Ann. */
function event(operation: Operation, seq: number) {
  const { broadcastId } = operation;
  return factOf(operation, { seq, broadcastId, at: 1000 + seq, by: 'ann', name: 'Ann' });
}

/** An answer that was given up after 10 s, on a line that is back. */
async function timedOut() {
  const it = new Dialogue();
  it.environment.fixedByte = 255;
  const image = it.watch(conversation('c1'));
  const first = image.addComment('c1', 'One');
  const sent = it.expectsSubmit('add-comment');
  it.socket.cut();
  (await it.expectsRequest('POST', OPERATIONS)).fails();
  await it.environment.advance(10_000);
  expect(await first.result).toMatchObject({ ok: false, refusal: { code: 'timed-out', retry: true } });
  it.greets();
  const { ref } = it.expects({ t: 'subscribe' });
  it.says({ t: 'subscribed', ref, i: 1, epoch: 'e1', seq: 10, events: [] });
  return { it, image, first, sent };
}

test('O2: a retry of one’s own bears the same ids, and gets the first answer', async () => {
  const { it, image, first, sent } = await timedOut();
  const again = image.again(first);
  expect(again).toMatchObject({ broadcastId: first.broadcastId, commentId: first.commentId, id: 'c1' });
  expect(it.expectsSubmit('add-comment')).toEqual(sent);
  it.acks(sent, 11);
  expect(await again.result).toMatchObject({ ok: true, cursor: { seq: 11 } });
  it.says({ t: 'events', i: 1, e: [event(sent, 11)] });
  expect(image.view.conversations.get('c1')).toMatchObject({ count: 2, pending: false });
});

test('O2, O4: what had landed after all is not said again, and never shown twice', async () => {
  const { it, image, first, sent } = await timedOut();
  it.says({ t: 'events', i: 1, e: [event(sent, 11)] });
  expect(image.view.conversations.get('c1')?.count).toBe(2);
  const again = image.again(first);
  expect(image.view.conversations.get('c1')).toMatchObject({ count: 2, pending: false });
  expect(await again.result).toEqual({ ok: true, cursor: { epoch: 'e1', seq: 11 }, at: 1011 });
  it.expectsNothing();
});

test('O2: asked twice while it is on its way, it is one operation with one answer', async () => {
  const { it, image, first, sent } = await timedOut();
  const [one, two] = [image.again(first), image.again(first)];
  it.expectsSubmit('add-comment');
  it.expectsNothing();
  expect(image.view.conversations.get('c1')?.count).toBe(2);
  const error = { code: 'rate-limited', message: '', retry: true } as const;
  it.says({ t: 'refused', broadcastId: sent.broadcastId, error });
  expect([await one.result, await two.result]).toMatchObject([{ refusal: error }, { refusal: error }]);
  image.again(two);
  expect(it.expectsSubmit('add-comment')).toEqual(sent);
});

test('E1, O2: after a reset it is asked anew, whatever was known of it', async () => {
  const { it, image, first, sent } = await timedOut();
  it.says({ t: 'events', i: 1, e: [event(sent, 11)] });
  it.says({ t: 'reset', i: 1, epoch: 'e2', seq: 5, conversations: [conversation('c1')] });
  image.again(first);
  expect(it.expectsSubmit('add-comment')).toEqual(sent);
});
