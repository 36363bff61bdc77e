import { afterAll, beforeAll, expect, test } from 'bun:test';
import { CALLBACK_ROWS } from './support/callback-rows.ts';
import type { World } from './support/option-row.ts';
import { OPTION_ROWS } from './support/option-rows.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';
import { IMAGE, page as pageWith, serve, withPages } from './support/widget-page.ts';

const LIMIT = 60_000;

/** Every option that CONTRACT §2 names. */
const PROMISED =
  'tenantId urlId chatSquarePercentage hasDarkBackground commentCountUpdated locale readonly sso simpleSSO maxReplyDepth apiHost wsHost customCSS translations defaultAvatarSrc hideAvatars absoluteDates maxCommentCharacterLength allowAnon disableVoting noImageUploads mentionGroupIds newCommentsToBottom jumpToId onInit onRender onAuthenticationChange onReplySuccess onCommentEdited onCommentDeleted onCommentSubmitStart onMarkerCreated onMarkerOpened onMarkerDeleted onConnectionChange';

const ROWS = { ...OPTION_ROWS, ...CALLBACK_ROWS };

withBrowser();
withPages();

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start();
}, LIMIT);
afterAll(() => server.stop());

test('every promised option has a row', () => {
  expect(Object.keys(ROWS).sort()).toEqual(PROMISED.split(' ').sort());
});

for (const [option, row] of Object.entries(ROWS))
  test(
    `${option}: has its effect, and changes it by update() while running`,
    scenario(async (stage) => {
      const me = await stage.visitor('Ada', { viewport: { width: 1200, height: 800 } });
      const html = pageWith(server.origin, `option-${option}`, IMAGE, row.first, '')
        .replace('<body>', '<body><script>window.heard = []</script>')
        // What a row says comes last.
        .replace(`urlId: 'option-${option}', urlId`, 'urlId');
      const pages = serve({ '/': { html } });
      await me.page.goto(pages.at('/'));
      await me.isLive();
      const { page } = me;
      const world: World = {
        me,
        page,
        heard: () => page.evaluate(() => (window as unknown as { heard: unknown[] }).heard),
        update: (change) => page.evaluate(`handle.update({ ${change}, targetRef: {} })`),
        async says(text, x = 50) {
          await me.starts(x, 50, text);
          await me.reads(text);
          await until('it to be saved', async () => (await me.comments()).every(({ pending }) => !pending));
        },
        part: (name) => page.locator(`[part~="${name}"]`),
      };
      await row.sees(world);
      await world.update(row.change);
      await row.seesThen(world);
    }),
    LIMIT,
  );
