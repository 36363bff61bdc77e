import { expect } from 'bun:test';
import type { Locator } from 'playwright-core';
import type { Row, World } from './option-row.ts';
import { until } from './until.ts';

const hint = 'Click anywhere on the picture to start a conversation.';
const isDark = ({ part }: World): Promise<boolean> =>
  part('overlay').evaluate((it) => it.closest('.root')?.classList.contains('dark') ?? false);
const says = ({ me }: World, words: string): Promise<unknown> =>
  until(`the picture to say “${words}”`, async () => (await me.status()) === words);
const counts = (locator: Locator, count: number): Promise<unknown> =>
  until(`${locator} to be there ${count} times`, async () => (await locator.count()) === count);
const reads = (locator: Locator, words: RegExp): Promise<unknown> =>
  until(`${locator} to match ${words}`, async () => words.test((await locator.textContent()) ?? ''));
const squareWidth = async ({ me }: World): Promise<number> => {
  const box = await me.marker('A word').boundingBox();
  return ((box?.width ?? 0) / (await me.pictureWidth())) * 100;
};

/** Where the page opened lines to while the row of `wsHost` looked. */
const lines: string[] = [];

/** Every option that is not a function. */
export const OPTION_ROWS: Readonly<Record<string, Row>> = {
  tenantId: {
    first: "tenantId: 'demo'",
    sees: (world) => says(world, hint).then(),
    change: "tenantId: 'nobody'",
    seesThen: (world) => says(world, 'Comments are not available here.').then(),
  },
  urlId: {
    first: 'urlId: 4711',
    async sees(world) {
      await world.says('About 4711');
      expect(world.me.frames.some((frame) => JSON.stringify(frame).includes('"urlId":"4711"'))).toBe(true);
    },
    change: "urlId: 'elsewhere'",
    seesThen: async ({ me }) => {
      await until('another image', async () => (await me.markers()).length === 0);
    },
  },
  chatSquarePercentage: {
    first: 'chatSquarePercentage: 8',
    async sees(world) {
      await world.says('A word');
      expect(await squareWidth(world)).toBeCloseTo(8, 0);
    },
    change: 'chatSquarePercentage: 12',
    async seesThen(world) {
      await until('it to grow', async () => Math.abs((await squareWidth(world)) - 12) < 0.5);
    },
  },
  hasDarkBackground: {
    first: 'hasDarkBackground: true',
    sees: async (world) => expect(await isDark(world)).toBe(true),
    change: 'hasDarkBackground: false',
    seesThen: async (world) => expect(await isDark(world)).toBe(false),
  },
  mentionGroupIds: {
    first: "mentionGroupIds: ['editors']",
    async sees(world) {
      const { me, page, part } = world;
      await world.says('Nobody here is an editor');
      await part('open-format').waitFor();
      const [answer] = await Promise.all([
        page.waitForResponse((it) => it.url().includes('/people?')),
        me.input.pressSequentially('@A'),
      ]);
      expect(new URL(answer.url()).searchParams.getAll('groupId')).toEqual(['editors']);
      await answer.finished();
      expect(await part('suggestion').count()).toBe(0);
      await me.input.fill('');
    },
    change: 'mentionGroupIds: undefined',
    async seesThen({ me, part }) {
      await me.input.pressSequentially('@A');
      await reads(part('suggestion'), /Ada/);
    },
  },
  noImageUploads: {
    first: 'noImageUploads: true',
    async sees(world) {
      await world.says('Words alone');
      await world.part('open-format').click();
      await counts(world.part('bold'), 1);
      expect(await world.part('add-picture').count()).toBe(0);
    },
    change: 'noImageUploads: false',
    seesThen: ({ part }) => counts(part('add-picture'), 1).then(),
  },
  locale: {
    first: "locale: 'de_de'",
    async sees(world) {
      await says(world, 'Klicke irgendwo auf das Bild, um ein Gespräch zu beginnen.');
      await world.me.pressPicture(50, 50);
      expect(await world.me.input.getAttribute('placeholder')).toBe('Kommentar schreiben');
      await world.me.input.fill('Noch nicht gesendet');
    },
    change: "locale: 'he'",
    async seesThen({ me, part }) {
      await until('Hebrew', async () => (await me.input.getAttribute('placeholder')) === 'כתיבת תגובה');
      expect(await part('overlay').evaluate((it) => getComputedStyle(it).direction)).toBe('rtl');
      expect(await me.draft()).toBe('Noch nicht gesendet');
    },
  },
  sso: {
    first: "sso: { loginURL: '/log-in', loginCallback: 7 }",
    async sees({ me }) {
      await me.pressPicture(50, 50);
      const link = me.window.getByRole('link', { name: 'Log in' });
      await link.waitFor();
      expect(await link.getAttribute('href')).toBe('/log-in');
    },
    change: "sso: { loginCallback: () => heard.push('asked to log in') }",
    async seesThen({ me, heard }) {
      await me.window.getByRole('button', { name: 'Log in' }).click();
      await until('the page to be asked', async () => (await heard()).includes('asked to log in'));
    },
  },
  simpleSSO: {
    first: "simpleSSO: { username: 'Zoe' }",
    async sees(world) {
      await world.says('From Zoe');
      await world.me.marker('Zoe: From Zoe').waitFor();
    },
    change: "simpleSSO: { simpleSSOUser: { username: 'Kim' } }",
    async seesThen(world) {
      await until('Kim to be told', () => world.me.lines === 2);
      await world.me.isLive(1);
      await world.says('From Kim', 30);
      await world.me.marker('Kim: From Kim').waitFor();
    },
  },
  readonly: {
    first: 'readonly: true',
    async sees({ me, page }) {
      await me.image.click();
      expect(await me.status()).toBe('');
      expect(await page.locator('[part~="draft"]').count()).toBe(0);
    },
    change: 'readonly: false',
    async seesThen(world) {
      await says(world, hint);
      await world.says('Now I may');
    },
  },
  apiHost: {
    first: '',
    sees: (world) => says(world, hint).then(),
    change: "apiHost: 'http://127.0.0.1:9'",
    async seesThen({ me }) {
      await until('it to look for that server', async () =>
        /offline|Connecting|Reconnecting/.test(await me.status()),
      );
      me.complaints.length = 0;
    },
  },
  wsHost: {
    first: '',
    async sees(world) {
      await says(world, hint);
      // Before the change, which opens one at once.
      world.page.on('websocket', (socket) => lines.push(socket.url()));
    },
    change: "wsHost: 'ws://127.0.0.1:9'",
    async seesThen({ me }) {
      const address = await until('a line to be opened', () => lines[0]);
      expect(address).toBe('ws://127.0.0.1:9/v1/live');
      me.complaints.length = 0;
    },
  },
  customCSS: {
    first: "customCSS: '.window { width: 260px }'",
    async sees(world) {
      await world.says('A word');
      expect((await world.me.window.boundingBox())?.width).toBe(260);
    },
    change: "customCSS: ''",
    seesThen: async ({ me }) => {
      await until('our own width', async () => (await me.window.boundingBox())?.width === 300);
    },
  },
  translations: {
    first: "translations: { hint: 'Say something', send: 'Off it goes', nonsense: 7 }",
    async sees(world) {
      await says(world, 'Say something');
      await world.me.pressPicture(50, 50);
      await world.me.window.getByRole('button', { name: 'Off it goes' }).waitFor();
    },
    change: "translations: { send: 'Done' }",
    seesThen: ({ me }) => me.window.getByRole('button', { name: 'Done' }).waitFor(),
  },
  defaultAvatarSrc: {
    first: "defaultAvatarSrc: '/picture.webp'",
    async sees(world) {
      await world.says('A word');
      expect(await world.part('avatar').getAttribute('src')).toBe('/picture.webp');
    },
    change: 'defaultAvatarSrc: undefined',
    seesThen: (world) => counts(world.part('avatar'), 0).then(),
  },
  hideAvatars: {
    first: 'hideAvatars: true',
    async sees(world) {
      await world.says('A word');
      expect(await world.me.window.locator('.avatar').count()).toBe(0);
    },
    change: 'hideAvatars: false',
    seesThen: ({ me }) => counts(me.window.locator('.avatar'), 1).then(),
  },
  absoluteDates: {
    first: 'absoluteDates: true',
    async sees(world) {
      await world.says('A word');
      await reads(world.me.window.locator('time').first(), /\d{4}.*\d:\d\d/);
    },
    change: 'absoluteDates: false',
    seesThen: ({ me }) => reads(me.window.locator('time').first(), /^just now$|ago/).then(),
  },
  maxCommentCharacterLength: {
    first: 'maxCommentCharacterLength: 10',
    async sees({ me }) {
      await me.pressPicture(50, 50);
      await me.input.fill('Thirteen here');
      expect(await me.window.textContent()).toContain('3 characters too many');
      expect(await me.window.locator('[part~="send"]').isDisabled()).toBe(true);
    },
    change: 'maxCommentCharacterLength: 20',
    seesThen: ({ me }) => reads(me.window.locator('form'), /7 characters left/).then(),
  },
  allowAnon: {
    first: 'allowAnon: false',
    async sees(world) {
      // A visitor without a token is told who they are by the first hello.
      await says(world, 'Log in to join the conversation.');
      await world.me.image.click();
      expect(await world.page.locator('[part~="draft"]').count()).toBe(0);
    },
    change: 'allowAnon: true',
    seesThen: (world) => world.says('Anybody may'),
  },
  disableVoting: {
    first: 'disableVoting: true',
    async sees(world) {
      await world.says('A word');
      expect(await world.part('react').count()).toBe(0);
    },
    change: 'disableVoting: false',
    async seesThen({ me, part }) {
      await me.chooseFor('A word', '🎉', 'react');
      await part('reaction').waitFor();
    },
  },
  maxReplyDepth: {
    first: 'maxReplyDepth: 1',
    async sees(world) {
      await world.says('A word');
      await counts(world.part('reply'), 1);
    },
    change: 'maxReplyDepth: 0',
    seesThen: (world) => counts(world.part('reply'), 0).then(),
  },
  newCommentsToBottom: {
    first: 'newCommentsToBottom: false',
    async sees({ me, says: start }) {
      await start('First');
      await me.say('Second');
      await until('the newest first', async () => (await me.comments())[0]?.text === 'Second');
    },
    change: 'newCommentsToBottom: true',
    seesThen: async ({ me }) => {
      await until('the oldest first', async () => (await me.comments())[0]?.text === 'First');
    },
  },
  jumpToId: {
    first: '',
    async sees(world) {
      await world.says('Jump here', 30);
      await world.me.closeWindow();
      await world.says('Not here', 60);
    },
    change:
      "jumpToId: document.querySelector('[data-imagechat]').shadowRoot.querySelector('.marker').dataset.id",
    seesThen: ({ me }) => me.reads('Jump here'),
  },
};
