import { expect, test } from 'bun:test';
import { newId } from '@imagechat/protocol/ids';
import { countingProxy } from '../testing/counting-proxy.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { wsConnect } from '../testing/ws-dialogue.ts';

const entropy = { now: Date.now, random: (bytes: Uint8Array) => void crypto.getRandomValues(bytes) };

/** What the widget sends: full UUIDv7s, four decimals, sixty characters. */
function typicalCreate() {
  const comment = {
    id: newId(entropy),
    text: 'Could this leg be a little shorter? It touches the carpet now',
  };
  return {
    type: 'create-conversation' as const,
    broadcastId: newId(entropy),
    id: newId(entropy),
    x: 76.1234,
    y: 59.1234,
    comment: { ...comment, text: comment.text.slice(0, 60) },
  };
}

test('CONTRACT §6: a frame for a new marker is at most 400 bytes, creating it less than 1 kB in all', async () => {
  await using server = await startTestServer();
  using authorLine = countingProxy(server.port);
  using viewerLine = countingProxy(server.port);
  using author = await wsConnect(`ws://127.0.0.1:${authorLine.port}/v1/live`);
  using viewer = await wsConnect(`ws://127.0.0.1:${viewerLine.port}/v1/live`);
  await author.hello('demo', (await server.session('Alexandra Müller')).token);
  await viewer.hello();
  const { i } = await author.watches('picture');
  await viewer.watches('picture');

  authorLine.restart();
  viewerLine.restart();
  const operation = typicalCreate();
  await author.submits(i, operation);
  await author.next('events');
  const events = await viewer.next('events');

  expect(operation.comment.text).toHaveLength(60);
  expect(events.e).toEqual([expect.objectContaining({ broadcastId: operation.broadcastId })]);
  expect(viewerLine.down).toBeLessThanOrEqual(400);
  // Up, the ack, and the event to one viewer; the author's own line carries as much.
  const ack = authorLine.down - viewerLine.down;
  expect(ack).toBeGreaterThan(50);
  expect(authorLine.up + ack + viewerLine.down).toBeLessThan(1000);
});

test('an idle connection sends nothing', async () => {
  await using server = await startTestServer();
  using line = countingProxy(server.port);
  using client = await wsConnect(`ws://127.0.0.1:${line.port}/v1/live`);
  await client.hello();
  await client.watches('picture');
  using other = await server.join('Ben');
  const { i } = await other.watches('another picture');
  line.restart();
  await other.submits(i, typicalCreate());
  await client.isAlive();
  // An alive each way, and not a byte about what happens elsewhere.
  expect(line.up).toBeLessThan(30);
  expect(line.down).toBeLessThan(30);
});
