/** Pages that sleep, lines that go dead without a word, and lines that are reset, as a real browser goes through them. */
import { expect, test } from 'bun:test';
import { fastEnough } from './support/fast-enough.ts';
import type { FaultProxy } from './support/fault-proxy.ts';
import { fallAsleep, wakeUp } from './support/page-life.ts';
import { type Stage, scenario, withBrowser } from './support/scenario.ts';
import type { ServerProcess } from './support/server-process.ts';
import { confirmed } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';
import { logOf } from './support/wire-client.ts';

const LIMIT = 180_000;
const HOUR_MS = 3_600_000;

withBrowser();

interface Scene {
  readonly server: ServerProcess;
  readonly line: FaultProxy;
  readonly ada: Visitor;
  readonly ben: Visitor;
}

/** Ada behind a line that can fail and with a clock that can be moved, Ben beside the server; each has begun a conversation. */
async function talking(stage: Stage, urlId: string): Promise<Scene> {
  const server = await stage.server();
  const line = await stage.proxy(server);
  const [ada, ben] = await Promise.all([stage.visitor('Ada'), stage.visitor('Ben')]);
  await ada.page.clock.install();
  await Promise.all([ada.open(stage.page(line.origin, urlId)), ben.open(stage.page(server.origin, urlId))]);
  await ada.starts(5, 5, 'Ada was here');
  await ada.closeWindow();
  // Her own picture shows it before the server has it; both show markers in the order they came.
  await ben.marker('Ada was here').waitFor();
  await ben.starts(95, 95, 'Ben was here');
  await ben.closeWindow();
  await ada.marker('Ben was here').waitFor();
  return { server, line, ada, ben };
}

/** Nothing passes on the lines there are, and nobody is told; new lines work. */
function deaden({ line }: Scene): void {
  for (const each of line.lines()) each.blackHole(true);
}

/** Both show the same markers, and the log has as many conversations. */
async function agree({ ada, ben, server }: Scene, urlId: string): Promise<void> {
  const ids = async (visitor: Visitor) => (await visitor.markers()).map(({ id }) => id);
  await until('both to show the same', async () => Bun.deepEquals(await ids(ada), await ids(ben)));
  const begun = (await logOf(server.port, urlId)).filter(({ type }) => type === 'new-image-chat');
  const gone = (await logOf(server.port, urlId)).filter(({ type }) => type === 'deleted-image-chat');
  expect(await ids(ada)).toHaveLength(begun.length - gone.length);
}

test.each([
  ['whose line was cut meanwhile', (scene: Scene) => scene.line.resetAll()],
  ['whose line went dead without a word', deaden],
  ['whose line still stands', () => undefined],
] as const)(
  'R1: a page asleep for an hour, %s, is right within two seconds of waking',
  async (kind, fails) => {
    const urlId = `asleep ${kind}`;
    await scenario(async (stage) => {
      const scene = await talking(stage, urlId);
      const { ada, ben } = scene;
      await ada.page.evaluate(() => {
        document.title = 'never reloaded';
      });
      await fastEnough(2000, async (at) => {
        await fallAsleep(ada.page);
        fails(scene);
        await ben.starts(15 + 7 * at, 50, `Meanwhile ${at}.`);
        await ben.say('With an answer');
        await ben.reads('With an answer');
        await ben.closeWindow();
        const before = at === 0 ? 'Ben was here' : `Meanwhile ${at - 1}.`;
        await ben.openMarker(before);
        await ben.deleteConversation();
        await ben.marker(before).waitFor({ state: 'detached' });
        await ben.closeWindow();
        const start = performance.now();
        await wakeUp(ada.page, HOUR_MS);
        await Promise.all([
          ada.marker(`Meanwhile ${at}.`).waitFor(),
          ada.marker(before).waitFor({ state: 'detached' }),
        ]);
        return performance.now() - start;
      });
      await agree(scene, urlId);
      expect(await ada.page.title()).toBe('never reloaded');
      await ada.starts(50, 80, 'Awake again');
      await ben.marker('Awake again').waitFor();
    })();
  },
  LIMIT,
);

test(
  'O2, R1: a line that goes dead in the middle of a talk is noticed and left; what was said into it arrives once, and what was missed is there',
  scenario(async (stage) => {
    const scene = await talking(stage, 'dead');
    const { ada, ben, server } = scene;
    await ada.openMarker('Ben was here');
    await ada.reads('Ben was here');
    const { lines } = ada;
    const twins = await ada.countsTwins('Into the hole');
    deaden(scene);
    await ben.openMarker('Ben was here');
    await ben.say('Never arrived on the dead line');
    await confirmed(ben, 'Never arrived on the dead line');
    await ada.say('Into the hole');
    await ada.isLive(lines);
    await ben.reads('Into the hole');
    await ada.reads('Never arrived on the dead line');
    await until('nothing to be pending', async () => (await ada.comments()).every(({ pending }) => !pending));
    const said = ['Ben was here', 'Never arrived on the dead line', 'Into the hole'];
    for (const visitor of [ada, ben])
      expect((await visitor.comments()).map(({ text }) => text)).toEqual(said);
    expect(await twins()).toMatchObject({ comments: 1 });
    expect(await logOf(server.port, 'dead')).toHaveLength(4);
  }),
  LIMIT,
);

test(
  'T1, R1: a line that goes dead while nobody says anything is noticed by the watchdog within 40 s',
  scenario(async (stage) => {
    const scene = await talking(stage, 'mute');
    const { ada, ben } = scene;
    const { lines } = ada;
    deaden(scene);
    await ben.starts(40, 40, 'Nobody heard it');
    expect(await ada.marker('Nobody heard it').count()).toBe(0);
    // The clock is Ada's: what her page waits for is over, what the server waits for is not.
    for (let seconds = 0; seconds < 40 && ada.lines === lines; seconds++) await ada.page.clock.runFor(1000);
    await ada.isLive(lines);
    await ada.marker('Nobody heard it').waitFor();
    await agree(scene, 'mute');
  }),
  LIMIT,
);

test(
  'O2, R1: a line that is reset before the answer came takes nothing with it and doubles nothing',
  scenario(async (stage) => {
    const scene = await talking(stage, 'reset');
    const { ada, ben, line, server } = scene;
    await ada.openMarker('Ben was here');
    await ada.reads('Ben was here');
    await ben.openMarker('Ben was here');
    const { lines } = ada;
    const twins = await ada.countsTwins('Said just before');
    line.holdDown(true);
    await ada.say('Said just before');
    await ben.reads('Said just before');
    await ben.say('Never came down');
    await confirmed(ben, 'Never came down');
    line.resetAll();
    line.holdDown(false);
    await ada.isLive(lines);
    await ada.reads('Never came down');
    await until('nothing to be pending', async () => (await ada.comments()).every(({ pending }) => !pending));
    const said = ['Ben was here', 'Said just before', 'Never came down'];
    for (const visitor of [ada, ben])
      expect((await visitor.comments()).map(({ text }) => text)).toEqual(said);
    expect(await twins()).toMatchObject({ comments: 1 });
    expect(await logOf(server.port, 'reset')).toHaveLength(4);
    await agree(scene, 'reset');
  }),
  LIMIT,
);
