import { expect } from 'bun:test';
import type { Row, World } from './option-row.ts';
import { until } from './until.ts';

/** Callbacks push what they are told onto `heard`, after a word that says which of them it was. */
const pushes = (word: string): string => `(...told) => heard.push(['${word}', ...told])`;

/** A callback: after `act` the first one was told, after the change and `act` again the second. */
function callback(
  name: string,
  act: (world: World, round: string) => Promise<void>,
  told: (round: string) => unknown[],
): Row {
  const hears = async (world: World, round: string): Promise<void> => {
    await act(world, round);
    const wanted = [round, ...told(round)];
    await until(`${name} to tell ${round}`, async () =>
      (await world.heard()).some((one) => Bun.deepMatch(wanted, one)),
    );
  };
  return {
    first: `${name}: ${pushes('first')}`,
    sees: (world) => hears(world, 'first'),
    change: `${name}: ${pushes('second')}`,
    async seesThen(world) {
      const before = (await world.heard()).length;
      await hears(world, 'second');
      // The one before is told nothing any more.
      const since = (await world.heard()).slice(before) as [string][];
      expect(since.map(([word]) => word)).not.toContain('first');
    },
  };
}

/** Every function a page may pass. */
export const CALLBACK_ROWS: Readonly<Record<string, Row>> = {
  commentCountUpdated: callback(
    'commentCountUpdated',
    (world, round) => world.says(round, round === 'first' ? 30 : 60),
    (round) => [round === 'first' ? 1 : 2],
  ),
  onInit: callback(
    'onInit',
    (world, round) => world.update(`urlId: 'init-${round}'`),
    () => [],
  ),
  onRender: callback(
    'onRender',
    (world, round) => world.update(`urlId: 'render-${round}'`),
    () => [],
  ),
  onAuthenticationChange: callback(
    'onAuthenticationChange',
    async (world, round) => {
      if (round === 'first') await world.says('Who am I');
      else await world.update("tenantId: 'nobody'");
      if (round === 'second') await world.update("tenantId: 'demo'");
    },
    () => ['user-set', { username: 'Ada', isAdmin: false, isModerator: false, isAnonymous: true }],
  ),
  onReplySuccess: callback(
    'onReplySuccess',
    (world, round) => world.says(round, round === 'first' ? 30 : 60),
    (round) => [{ comment: round, commenterName: 'Ada' }],
  ),
  onCommentEdited: callback(
    'onCommentEdited',
    async (world, round) => {
      await world.says(`${round} as it was`, round === 'first' ? 30 : 60);
      await world.me.chooseFor(`${round} as it was`, 'Edit');
      const box = world.part('edit-form').locator('textarea');
      await box.fill(`${round} as it is`);
      await box.press('Enter');
    },
    (round) => [{ comment: `${round} as it is` }],
  ),
  onCommentDeleted: callback(
    'onCommentDeleted',
    async (world, round) => {
      await world.says(`${round} to go`, round === 'first' ? 30 : 60);
      await world.me.deleteComment(`${round} to go`);
    },
    (round) => [{ comment: `${round} to go`, commenterName: 'Ada' }],
  ),
  onCommentSubmitStart: {
    first: 'onCommentSubmitStart: (comment, go, cancel) => { heard.push(comment.comment); cancel(); go(); }',
    async sees({ me, heard, page }) {
      await me.pressPicture(50, 50);
      await me.say('Let me out');
      await until('the page to be asked', async () => (await heard()).length === 1);
      expect(await heard()).toEqual(['Let me out']);
      // Kept back: the text stays where it was written.
      expect(await me.draft()).toBe('Let me out');
      expect(await me.markers()).toEqual([]);
      expect(await page.locator('[part~="draft"]').count()).toBe(1);
    },
    change: 'onCommentSubmitStart: (comment, go) => { window.go = go }',
    async seesThen({ me, page }) {
      await me.send();
      await page.waitForFunction(() => 'go' in window);
      expect(await me.draft()).toBe('Let me out');
      await page.evaluate(() => (window as unknown as { go: () => void }).go());
      await me.reads('Let me out');
    },
  },
  onMarkerCreated: callback(
    'onMarkerCreated',
    (world, round) => world.says(round, round === 'first' ? 30 : 60),
    (round) => [{ x: round === 'first' ? 30 : 60 }],
  ),
  onMarkerOpened: callback(
    'onMarkerOpened',
    async (world, round) => {
      await world.says(round, round === 'first' ? 30 : 60);
      await world.me.closeWindow();
      await world.me.openMarker(round);
    },
    (round) => [{ x: round === 'first' ? 30 : 60 }],
  ),
  onMarkerDeleted: callback(
    'onMarkerDeleted',
    async (world, round) => {
      await world.says(round, round === 'first' ? 30 : 60);
      await world.me.deleteConversation();
    },
    (round) => [{ x: round === 'first' ? 30 : 60 }],
  ),
  onConnectionChange: callback(
    'onConnectionChange',
    async (world, round) => {
      if (round === 'second') await world.update("urlId: 'again'");
    },
    () => ['live'],
  ),
};
