import { expect, test } from 'bun:test';
import { LIMITS } from '@imagechat/protocol/limits';
import type { FaultProxy } from './support/fault-proxy.ts';
import { type Stage, scenario, withBrowser } from './support/scenario.ts';
import type { ServerProcess } from './support/server-process.ts';
import { confirmed } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';
import { logOf } from './support/wire-client.ts';

const LIMIT = 120_000;
const OFFLINE = "You're offline. You can look around; posting works again once you're back.";
/** "At once": without waiting for a time-out, of which the shortest is twice as long; what is left is a refused connection. */
const AT_ONCE_MS = LIMITS.retryMs / 2;

withBrowser();

interface Scene {
  readonly server: ServerProcess;
  readonly line: FaultProxy;
  readonly ada: Visitor;
  readonly ben: Visitor;
}

/** Ada behind a line that can be cut, Ben beside the server; each has said something. */
async function talking(stage: Stage, urlId: string): Promise<Scene> {
  const server = await stage.server();
  const line = await stage.proxy(server);
  const [ada, ben] = await Promise.all([stage.visitor('Ada'), stage.visitor('Ben')]);
  await Promise.all([ada.open(stage.page(line.origin, urlId)), ben.open(stage.page(server.origin, urlId))]);
  await ada.starts(20, 20, 'Ada was here');
  await ada.closeWindow();
  // Her own picture shows it before the server has it; what is told below is in this order.
  await ben.marker('Ada was here').waitFor();
  await ben.starts(80, 80, 'Ben was here');
  await ben.closeWindow();
  await ada.marker('Ben was here').waitFor();
  return { server, line, ada, ben };
}

/** Presses a spot and tries to say something there. @returns how long, in ms, it took to be told that it failed */
async function failsToStart(visitor: Visitor, x: number, y: number, text: string): Promise<number> {
  await visitor.pressPicture(x, y);
  await visitor.write(text);
  const told = visitor.failure.waitFor();
  const start = performance.now();
  await Promise.all([visitor.send(), told]);
  const took = performance.now() - start;
  expect(await visitor.failure.locator('span').first().textContent()).toBe(OFFLINE);
  expect(await visitor.draft()).toBe(text);
  expect(await visitor.marker(text).count()).toBe(0);
  return took;
}

/** The texts of an image's log, in order: what the server holds to have happened. */
async function logged(server: ServerProcess, urlId: string): Promise<string[]> {
  return (await logOf(server.port, urlId)).map((event) =>
    'comment' in event && event.comment && 'text' in event.comment ? event.comment.text : String(event.type),
  );
}

test(
  'O4: a cut line: what is there still opens, creating fails at once with words, one press succeeds afterwards, nothing was queued',
  scenario(async (stage) => {
    const { server, line, ada, ben } = await talking(stage, 'cut');
    await ada.openMarker('Ben was here');
    await confirmed(ada, 'Ben was here');
    await ada.closeWindow();
    const before = ada.frames.length;
    const { lines } = ada;
    await line.cut();
    await ada.isCut();

    await ada.openMarker('Ben was here');
    await ada.reads('Ben was here');
    await ada.closeWindow();
    // Never opened before: at least who began it and with what can be read.
    await ada.openMarker('Ada was here');
    await ada.closeWindow();

    expect(await failsToStart(ada, 50, 50, 'Written without a line')).toBeLessThan(AT_ONCE_MS);
    await until('words about being offline', async () => (await ada.status()) === OFFLINE);
    const tries = 2;
    for (let again = 1; again < tries; again++) await ada.send();
    await ada.failure.waitFor();

    await line.restore();
    await ada.isLive(lines);
    // What Ben says now comes after anything that could have waited in a queue for the line.
    await ben.starts(10, 90, 'Afterwards');
    await ada.marker('Afterwards').waitFor();
    expect(await logged(server, 'cut')).toEqual(['Ada was here', 'Ben was here', 'Afterwards']);
    expect(ada.submittedSince(before)).toEqual([]);
    expect(await ada.draft()).toBe('Written without a line');

    await ada.send();
    await ada.marker('Written without a line').waitFor();
    await ben.marker('Written without a line').waitFor();
    expect(await ada.failure.count()).toBe(0);
    expect(await logged(server, 'cut')).toEqual([
      'Ada was here',
      'Ben was here',
      'Afterwards',
      'Written without a line',
    ]);
    // One press, one operation, and the log has that one.
    const [sent, ...more] = ada.submittedSince(before);
    expect(more).toEqual([]);
    expect((await logOf(server.port, 'cut')).at(-1)).toMatchObject({ broadcastId: sent?.broadcastId });
  }),
  LIMIT,
);

test(
  'O4: a conversation that was never opened can still be read when the line is cut',
  scenario(async (stage) => {
    const { line, ada } = await talking(stage, 'unopened');
    await line.cut();
    await ada.isCut();
    await ada.openMarker('Ben was here');
    await ada.window.getByText('Ben was here').first().waitFor();
  }),
  LIMIT,
);

test(
  'O4: an answer tried without a line fails at once, stays in its box, and nobody else ever sees it before the next press',
  scenario(async (stage) => {
    const { server, line, ada, ben } = await talking(stage, 'answer');
    await ada.openMarker('Ben was here');
    await confirmed(ada, 'Ben was here');
    await ben.openMarker('Ben was here');
    const { lines } = ada;
    await line.cut();
    await ada.isCut();
    await ada.write('An answer into the void');
    const start = performance.now();
    await ada.send();
    await ada.failure.waitFor();
    expect(performance.now() - start).toBeLessThan(AT_ONCE_MS);
    expect(await ada.draft()).toBe('An answer into the void');
    expect((await ada.comments()).map(({ text }) => text)).toEqual(['Ben was here']);

    await line.restore();
    await ada.isLive(lines);
    await ben.say('A sign of life');
    await ada.reads('A sign of life');
    expect((await ben.comments()).map(({ text }) => text)).toEqual(['Ben was here', 'A sign of life']);
    await ada.window.locator('[part~="again"]').click();
    await ben.reads('An answer into the void');
    expect(await logged(server, 'answer')).toEqual([
      'Ada was here',
      'Ben was here',
      'A sign of life',
      'An answer into the void',
    ]);
  }),
  LIMIT,
);

test(
  'O4: a browser that says it is offline sends nothing, and one press succeeds once it says otherwise',
  scenario(async (stage) => {
    const { server, ada, ben } = await talking(stage, 'browser');
    const before = ada.frames.length;
    const context = ada.page.context();
    await context.setOffline(true);
    expect(await failsToStart(ada, 40, 60, 'On a train')).toBeLessThan(AT_ONCE_MS);
    expect(ada.submittedSince(before)).toEqual([]);
    await context.setOffline(false);
    await ben.starts(10, 90, 'Afterwards');
    await ada.marker('Afterwards').waitFor();
    expect(ada.submittedSince(before)).toEqual([]);
    await ada.send();
    await ben.marker('On a train').waitFor();
    expect(await logged(server, 'browser')).toEqual([
      'Ada was here',
      'Ben was here',
      'Afterwards',
      'On a train',
    ]);
  }),
  LIMIT,
);
