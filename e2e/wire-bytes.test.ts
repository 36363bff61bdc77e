import { expect, test } from 'bun:test';
import type { CreateConversation } from '@imagechat/protocol/conversation';
import { scenario, withBrowser } from './support/scenario.ts';
import { until } from './support/until.ts';
import { type WireClient, freshId } from './support/wire-client.ts';

/** What CONTRACT §6 and §1.7 allow, in bytes on the wire, WebSocket headers included. */
const FRAME_BUDGET = 400;
const CREATE_BUDGET = 1000;

/** Sixty characters, as people type them, and a name at the longer end of what people are called. */
const SIXTY = 'Could this line end a little earlier, before the blue arrow?';
const NAME = 'Nadia Brandt-Okafor';
const LIMIT = 60_000;

withBrowser();

function creation(): CreateConversation {
  return {
    type: 'create-conversation',
    broadcastId: freshId(),
    id: freshId(),
    x: 61.8034,
    y: 38.1966,
    comment: { id: freshId(), text: SIXTY },
  };
}

/** Waits until everything the server had to say so far has come down. @returns the bytes of asking and of the answer */
async function drained(client: WireClient): Promise<{ up: number; down: number }> {
  const before = client.heard.length;
  const up = client.say({ t: 'alive' });
  await client.hears('alive', () => client.heard.length > before);
  const answers = client.heard.slice(before).filter(({ message }) => message.t === 'alive');
  return { up, down: answers.reduce((sum, { bytes }) => sum + bytes, 0) };
}

test(
  'B1: the frame for a new marker with a comment of 60 characters has at most 400 bytes',
  scenario(async (stage) => {
    expect(SIXTY).toHaveLength(60);
    const { port } = await stage.server();
    const author = await stage.wire({ port, name: NAME });
    const viewer = await stage.wire({ port });
    const { i } = await author.watches('frame');
    await viewer.watches('frame');
    const operation = creation();
    await author.submits(i, operation);
    const { message, bytes } = await viewer.hearsWhole('events');
    // Everything is in it: the budget is not kept by leaving something out.
    expect(message).toMatchObject({
      e: [{ type: 'new-image-chat', id: operation.id, name: NAME, comment: { text: SIXTY } }],
    });
    expect(bytes).toBeGreaterThan(SIXTY.length + NAME.length);
    expect(bytes).toBeLessThanOrEqual(FRAME_BUDGET);
  }),
  LIMIT,
);

test(
  'creating a marker costs less than 1 kB in all: up, ack, and down to one viewer',
  scenario(async (stage) => {
    const { port } = await stage.server();
    const author = await stage.wire({ port, name: NAME });
    const viewer = await stage.wire({ port });
    const { i } = await author.watches('cost');
    await viewer.watches('cost');
    const before = { author: { ...author.bytes }, viewer: { ...viewer.bytes } };
    const operation = creation();
    const ack = await author.submits(i, operation);
    expect(ack.t).toBe('ack');
    await author.hears('events');
    await viewer.hears('events');
    const asked = { author: await drained(author), viewer: await drained(viewer) };

    const up = author.bytes.up - before.author.up - asked.author.up;
    const toAuthor = author.bytes.down - before.author.down - asked.author.down;
    const toViewer = viewer.bytes.down - before.viewer.down - asked.viewer.down;
    // The author hears the ack and, as one of those watching, the frame everyone gets (O3).
    const acked = toAuthor - toViewer;
    expect(acked).toBeGreaterThan(0);
    expect(up + acked + toViewer).toBeLessThan(CREATE_BUDGET);
  }),
  LIMIT,
);

test(
  'a browser spends less than 1 kB on creating a marker that it watches itself',
  scenario(async (stage) => {
    const server = await stage.server();
    const line = await stage.proxy(server);
    const nadia = await stage.visitor(NAME);
    await nadia.open(stage.page(line.origin, 'browser-cost'));
    // The first one told the name and opened the thread; from here on only the marker itself is paid.
    await nadia.starts(30, 30, 'A first word');
    await nadia.reads('A first word');
    // Its own ack and event, the window's other half, which comes once, and who is here, told up to a second late, may still be on their way.
    await until(
      'the first to be acknowledged',
      () => nadia.heardSince(0, 'ack').length > 0 && nadia.heardSince(0, 'events').length > 0,
    );
    await nadia.window.locator('[part~="open-format"]').waitFor();
    await until('the name to be among those who are here', () =>
      nadia.heardSince(0, 'presence').some(({ people }) => people.some(({ name }) => name === NAME)),
    );
    await nadia.pressPicture(70, 70);
    await nadia.write(SIXTY);
    const frames = nadia.frames.length;
    const before = line.bytes();
    await nadia.send();
    await nadia.marker(SIXTY).waitFor();
    await until(
      'the ack and the event',
      () => nadia.heardSince(frames, 'ack').length > 0 && nadia.heardSince(frames, 'events').length > 0,
    );
    const after = line.bytes();
    const spent = after.up - before.up + after.down - before.down;
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThan(CREATE_BUDGET);
  }),
  LIMIT,
);
