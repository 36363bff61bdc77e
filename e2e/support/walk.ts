import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startFaultProxy } from './fault-proxy.ts';
import { Pages } from './pages.ts';
import { ServerProcess } from './server-process.ts';
import { until } from './until.ts';
import { Visitor } from './visitor.ts';

const IMAGE = 'css:light=img[data-picture="design-mockup"]';
const DESK = { viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1.5, locale: 'en-US' } as const;
const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: 'en-US',
} as const;

const NARROW = { ...PHONE, viewport: { width: 320, height: 640 } } as const;

/**
 * Every way to look at a state: light and dark, desk and phone, from left to right and, in Hebrew, from right to left. The last ones are extremes:
 * the smallest and the largest screens, a tablet, and languages of long words.
 */
export const LOOKS = {
  'desktop-light': DESK,
  'desktop-dark': { ...DESK, colorScheme: 'dark' },
  'phone-light': PHONE,
  'phone-dark': { ...PHONE, colorScheme: 'dark' },
  'desktop-light-he': { ...DESK, locale: 'he-IL' },
  'desktop-dark-he': { ...DESK, locale: 'he-IL', colorScheme: 'dark' },
  'phone-light-he': { ...PHONE, locale: 'he-IL' },
  'phone-dark-he': { ...PHONE, locale: 'he-IL', colorScheme: 'dark' },
  'narrow-light': NARROW,
  'narrow-dark-de': { ...NARROW, locale: 'de-DE', colorScheme: 'dark' },
  'tablet-light': { ...PHONE, viewport: { width: 820, height: 1180 } },
  'huge-dark': {
    ...DESK,
    viewport: { width: 5120, height: 2880 },
    deviceScaleFactor: 1,
    colorScheme: 'dark',
  },
  'desktop-light-de': { ...DESK, locale: 'de-DE' },
  'phone-light-tr': { ...PHONE, locale: 'tr-TR' },
} as const satisfies Record<string, BrowserContextOptions>;

/** The name of a way to look. */
export type Look = keyof typeof LOOKS;

/** Called in every state, once what moves has come to rest. */
export type Seen = (visitor: Visitor, state: string) => Promise<void>;

interface Walk {
  readonly me: Visitor;
  readonly other: Visitor;
  readonly isPhone: boolean;
  seen(state: string): Promise<void>;
}

/** Walks through every state of the widget in one look, and shows each. */
export async function walk(browser: Browser, look: Look, seen: Seen): Promise<void> {
  await using server = await ServerProcess.start();
  const line = await startFaultProxy({ targetPort: server.port });
  const options: BrowserContextOptions = LOOKS[look];
  const context = await browser.newContext(options);
  const others = await browser.newContext({ locale: 'en-US' });
  const me = await Visitor.in(context, 'Ines Moreau');
  const other = await Visitor.in(others, 'Tom Becker');
  const isRtl = look.endsWith('-he');
  // The page runs the way its language does, as a page in Hebrew would.
  if (isRtl)
    await context.addInitScript(() => addEventListener('DOMContentLoaded', () => (document.dir = 'rtl')));
  // What was deleted can be taken back for eight seconds, and on a busy machine looking at the offer takes longer.
  await context.addInitScript(() => {
    const { setTimeout: wait } = window;
    const patient = (run: TimerHandler, ms?: number, ...rest: unknown[]) =>
      wait(run, ms === 8_000 ? 120_000 : ms, ...rest);
    Object.assign(window, { setTimeout: patient });
  });
  const chat = `http://127.0.0.1:${line.port}`;
  const it: Walk = {
    me,
    other,
    isPhone: 'hasTouch' in options && options.hasTouch === true,
    async seen(state) {
      await rest(me);
      await seen(me, state);
    },
  };
  await Promise.all([me.open(`${chat}/`, IMAGE), other.open(`${server.origin}/`, IMAGE)]);
  await reading(it);
  await writing(it);
  await company(it);
  await me.pressPicture(84, 80);
  await me.input.fill('Written in a tunnel');
  await line.cut();
  await me.send();
  await until('words', async () => (await me.status()) !== '');
  await it.seen('14-offline-draft');
  await me.closeWindow();
  await it.seen('15-offline');
  await line.restore();
  await configured(it, server.origin);
  await Promise.all([context.close(), others.close()]);
  await line.close();
}

/** Lets what moves come to its end. */
export async function rest({ page }: Visitor): Promise<void> {
  await page.evaluate(() => {
    const roots = [
      document,
      ...[...document.querySelectorAll('[data-imagechat]')].map((it) => it.shadowRoot),
    ];
    const moving = roots.flatMap((root) => root?.getAnimations() ?? []);
    return Promise.all(moving.map((one) => one.finished.catch(() => undefined)));
  });
}

/** Waits until the server said yes to all that can be read: until then it is pale. */
async function settled(visitor: Visitor): Promise<void> {
  await until('nothing to be pending', async () =>
    (await visitor.comments()).every(({ pending }) => !pending),
  );
}

/** Reading: resting, preview, an open and a resolved conversation. */
async function reading({ me, isPhone, seen }: Walk): Promise<void> {
  await seen('01-resting');
  if (!isPhone) {
    // Who points before the file with the windows is there points at nothing that could answer.
    await me.overlay.locator('[part~="open-list"]').waitFor({ state: 'attached' });
    await me.marker('Nadia Brandt').hover();
    await me.page.locator('[part~="preview"]').waitFor();
    await seen('02-preview');
  }
  await me.openMarker('Nadia Brandt');
  await me.page.locator('[part~="comment"]').first().waitFor();
  await seen('03-open');
  await me.closeWindow();
  await me.openMarker('Owen Clarke');
  await seen('04-resolved');
  await me.closeWindow();
}

/** Writing: draft, name asked for, sent, edited, deleted, resolved, near the limit. */
async function writing({ me, isPhone, seen }: Walk): Promise<void> {
  const first = 'Can we say the time of arrival a little larger?';
  const second = 'People look for it first, says the last test.';
  await me.pressPicture(84, 40);
  await seen('05-draft');
  await me.window.locator('[part~="open-format"]').click();
  await seen('05-format');
  await me.window.locator('[part~="open-format"]').click();
  await me.input.fill(first);
  await me.send();
  await seen('06-name-needed');
  await me.say(first);
  await me.reads(first);
  await me.say(second);
  await me.reads(second);
  await settled(me);
  await seen('07-sent');
  const own = me.comment(second);
  // By parts rather than by names, which are Hebrew in half of the looks.
  const item = (part: string) =>
    me.window.locator(`[role="menuitem"][part~="${part}"]`).filter({ visible: true });
  const open = async (menu: string): Promise<void> => {
    if (!isPhone) await own.hover();
    await own.locator(`[part~="${menu}"]`).click();
  };
  await open('react');
  await seen('07-reactions');
  await item('emoji').first().click();
  await own.locator('[part~="reaction"]').waitFor();
  await open('more');
  await seen('07-tools');
  await item('edit').click();
  await seen('08-edit');
  await me.page.keyboard.press('Escape');
  await open('more');
  await item('delete').click();
  await me.window.locator('[part~="act"]').waitFor();
  await seen('09-delete-comment');
  await me.window.locator('[part~="act"]').click();
  await me.reads(second);
  await settled(me);
  await me.window.locator('header [part~="more"]').click();
  await seen('10-menu');
  await item('deleteConversation').click();
  await me.window.locator('[part~="act"]').waitFor();
  await seen('10-delete-conversation');
  await me.window.locator('[part~="act"]').click();
  await me.reads(second);
  await settled(me);
  await me.input.fill('A long thought. '.repeat(128));
  await seen('11-too-long');
  await me.input.fill('');
  await me.closeWindow();
}

/** Company: what others do while one looks, and while one reads further up. */
async function company({ me, other, seen }: Walk): Promise<void> {
  const thought = (at: number): string =>
    `Thought number ${at}, and a bit more to read, so that it takes two lines on any screen.`;
  await other.openMarker('Can we say the time');
  for (let at = 1; at <= 16; at++) await other.say(thought(at));
  await other.reads(thought(16));
  await me.page.locator('.marker.unread').first().waitFor();
  await seen('12-unread');
  await me.openMarker('Can we say the time');
  await me.reads(thought(16));
  await me.window.locator('[part~="comments"]').evaluate((it) => it.scrollTo(0, 0));
  await other.say('And one that came while you read.');
  await me.window.locator('[part~="below"]').waitFor();
  await seen('13-new-below');
  // That somebody writes is told by what comes with a window's second half.
  await other.window.locator('[part~="open-format"]').waitFor();
  await other.input.pressSequentially('One');
  await me.window.locator('[part~="typing"]').waitFor();
  await seen('13-typing');
  await me.input.pressSequentially('Could you look, @');
  await me.window.locator('[part~="suggestion"]').first().waitFor();
  await seen('13-suggestions');
  await me.page.keyboard.press('Enter');
  await me.window.locator('[part~="open-format"]').click();
  await choosePicture(me, 'image/png');
  await me.window.locator('[part~="picture"]').waitFor();
  await choosePicture(me, 'text/plain');
  await me.window.locator('[part~="picture-failure"]').waitFor();
  await seen('13-pictures');
  await me.window.locator('[part~="remove-picture"]').last().click();
  await me.send();
  await me.window.locator('[part~="text"] img').evaluate((it: HTMLImageElement) => it.decode());
  await settled(me);
  await seen('13-picture-sent');
  await me.closeWindow();
  await me.overlay.locator('[part~="open-list"]').press('Enter');
  await me.page.locator('[part~="viewers"]').filter({ hasText: /./ }).waitFor();
  await seen('13-list');
  await me.page.locator('[part~="close-list"]').click();
}

/** Chooses a picture as it stands on the demo page, under a name and a kind. */
async function choosePicture(me: Visitor, mimeType: string): Promise<void> {
  const buffer = Buffer.from(await me.page.screenshot());
  const [chooser] = await Promise.all([
    me.page.waitForEvent('filechooser'),
    me.window.locator('[part~="add-picture"]').click(),
  ]);
  await chooser.setFiles({ name: 'Platform 4.png', mimeType, buffer });
}

/** What a page's configuration makes of it. */
const CONFIGURED: Readonly<Record<string, string>> = {
  '16-nothing-yet': '',
  '17-log-in': 'allowAnon: false',
  '18-not-available': "tenantId: 'nobody'",
};

async function configured({ me, seen }: Walk, chat: string): Promise<void> {
  for (const [state, options] of Object.entries(CONFIGURED)) {
    using pages = new Pages({
      '/': {
        html: `<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><title>A picture</title>
<style>:root { color-scheme: light dark } body { margin: 24px; font: 16px/24px sans-serif } img { width: 100%; max-width: 900px; height: auto }</style>
<main><h1>A picture</h1><img src="/picture.webp" width="1620" height="1080" alt="A design"></main>
<script src="${chat}/js/embed-image-chat.min.js"></script>
<script>ImageChat(document.querySelector('img'), { tenantId: 'demo', urlId: '${state}', ${options} })</script>`,
      },
    });
    await me.page.goto(pages.at('/'));
    await until(
      'words on the picture',
      async () => (await me.page.locator('[part~="status"]').textContent()) !== '',
    );
    await seen(state);
  }
}
