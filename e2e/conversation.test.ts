import { expect, test } from 'bun:test';
import { fastEnough } from './support/fast-enough.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';

const LIMIT = 180_000;
const DEMO_PICTURE = 'css:light=img[data-picture="design-mockup"]';

withBrowser();

/** How long it takes, in ms, from the first one's press on send until the second one can see the marker. */
async function travelTime(
  from: Visitor,
  to: Visitor,
  [x, y]: readonly [number, number],
  text: string,
): Promise<number> {
  await from.pressPicture(x, y);
  await from.write(text);
  const arrived = to.marker(text).waitFor();
  const start = performance.now();
  const [, end] = await Promise.all([from.send(), arrived.then(() => performance.now())]);
  await from.closeWindow();
  return end - start;
}

test(
  'two browsers on the demo: a marker, an answer, a comment deleted, a conversation deleted, each seen by the other',
  scenario(async (stage) => {
    const server = await stage.server();
    const [ada, ben] = await Promise.all([stage.visitor('Ada'), stage.visitor('Ben')]);
    await Promise.all([ada, ben].map((visitor) => visitor.open(`${server.origin}/`, DEMO_PICTURE)));
    await ben.page.evaluate(() => {
      document.title = 'never reloaded';
    });
    // Somebody was here before: the demo is seeded, and both see the same.
    const seeded = await ada.markers();
    expect(seeded.length).toBeGreaterThan(1);
    expect((await ben.markers()).map(({ id }) => id)).toEqual(seeded.map(({ id }) => id));

    await ada.starts(12, 88, 'Is this the final wording?');
    await ben.openMarker('Is this the final wording?');
    await ben.reads('Is this the final wording?');
    await ben.say('Not yet, legal wants another look.');
    await ada.reads('Not yet, legal wants another look.');
    expect((await ada.comments()).map(({ text }) => text)).toEqual([
      'Is this the final wording?',
      'Not yet, legal wants another look.',
    ]);

    await ada.deleteComment('Is this the final wording?');
    await ben.comment('Is this the final wording?').waitFor({ state: 'detached' });
    expect((await ben.comments()).map(({ text }) => text)).toEqual(['Not yet, legal wants another look.']);

    await ada.deleteConversation();
    await until('both to see what was there before', async () => {
      const left = await Promise.all([ada.markers(), ben.markers()]);
      return left.every((markers) => markers.length === seeded.length);
    });
    expect((await ben.markers()).map(({ id }) => id)).toEqual(seeded.map(({ id }) => id));
    expect(await ben.page.title()).toBe('never reloaded');
  }),
  LIMIT,
);

test(
  'a marker is on the other screen in under a second',
  scenario(async (stage) => {
    const server = await stage.server();
    const [ada, ben] = await Promise.all([stage.visitor('Ada'), stage.visitor('Ben')]);
    const page = stage.page(server.origin, 'fast');
    await Promise.all([ada.open(page), ben.open(page)]);
    await fastEnough(1000, (at) => travelTime(ada, ben, [8 + 7 * at, 8 + 7 * at], `Number ${at}.`));
  }),
  LIMIT,
);

test(
  "O3: one's own change is on one's own screen before the server has answered, and never twice",
  scenario(async (stage) => {
    const server = await stage.server();
    const line = await stage.proxy(server);
    const [ada, ben] = await Promise.all([stage.visitor('Ada'), stage.visitor('Ben')]);
    await Promise.all([
      ada.open(stage.page(line.origin, 'echo')),
      ben.open(stage.page(server.origin, 'echo')),
    ]);
    await ada.starts(20, 20, 'Hello there');
    await ada.closeWindow();
    // Both what answers it and what tells everybody of it: neither may come later and be taken for something else.
    await until(
      'the answer to it and its echo',
      () =>
        ada.heardSince(0, 'ack').length > 0 &&
        ada.eventsSince(0).some(({ type }) => type === 'new-image-chat'),
    );

    line.holdDown(true);
    const from = ada.frames.length;
    const twinsOfMarker = await ada.countsTwins('Before any answer');
    const twinsOfReply = await ada.countsTwins('And one more');
    await ada.starts(60, 40, 'Before any answer');
    await ada.reads('Before any answer');
    await ada.say('And one more');
    await ada.reads('And one more');
    // The other one sees it, so the server has accepted it; its answer is still on the line.
    await ben.openMarker('Before any answer');
    await ben.reads('And one more');
    expect(ada.heardSince(from, 'ack')).toEqual([]);
    expect(ada.heardSince(from, 'events')).toEqual([]);
    expect((await ada.markers()).filter(({ spoken }) => spoken.includes('Before any answer'))).toHaveLength(
      1,
    );

    line.holdDown(false);
    const own = ada.submittedSince(from).map(({ broadcastId }) => broadcastId);
    await until('both echoes', () => {
      const echoed = new Set(ada.eventsSince(from).map((event) => event.type && event.broadcastId));
      return own.every((broadcastId) => echoed.has(broadcastId));
    });
    await until('nothing to be pending', async () => (await ada.comments()).every(({ pending }) => !pending));
    expect((await ada.comments()).map(({ text }) => text)).toEqual(['Before any answer', 'And one more']);
    // Counted once, too: a marker tells how many answers there are.
    const spoken = (await ada.markers()).map((marker) => marker.spoken);
    expect(spoken.find((words) => words.includes('Before any answer'))).toContain('1 reply');
    expect(await twinsOfMarker()).toEqual({ markers: 1, comments: 1 });
    expect(await twinsOfReply()).toMatchObject({ comments: 1 });
    expect(await ben.markers()).toHaveLength(2);
  }),
  LIMIT,
);

test(
  'the very first words of a newcomer, name and all, are shown before the server has answered',
  scenario(async (stage) => {
    const server = await stage.server();
    const line = await stage.proxy(server);
    const ada = await stage.visitor('Ada');
    await ada.open(stage.page(line.origin, 'newcomer'));
    // The file with the windows comes down the same line, so it has to be here first.
    await ada.pressPicture(30, 30);
    await ada.closeWindow();
    line.holdDown(true);
    await ada.starts(50, 50, 'I am new here');
    await ada.reads('I am new here');
    line.holdDown(false);
    await until('the comment to be confirmed', async () =>
      (await ada.comments()).every(({ pending }) => !pending),
    );
    expect((await ada.comments()).map(({ text }) => text)).toEqual(['I am new here']);
  }),
  LIMIT,
);
