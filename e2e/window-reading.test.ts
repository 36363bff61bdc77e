import { describe, expect, test } from 'bun:test';
import { scenario, withBrowser } from './support/scenario.ts';
import { SCREENS, confirmed, focused, two } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';

const LIMIT = 90_000;
withBrowser();

async function reloaded(visitor: Visitor): Promise<void> {
  const { lines } = visitor;
  await visitor.page.reload();
  await visitor.isLive(lines);
}

/** Long enough for a list of them to scroll. */
const number = (at: number): string => `Number ${at}, and more than fits into one line of a window.`;

for (const [screen, options] of Object.entries(SCREENS)) {
  describe(screen, () => {
    test(
      'what was not sent is there after a reload, until it is sent',
      scenario(async (stage) => {
        const { ada } = await two(stage, 'reload', options);
        await ada.write('Half an answer');
        await ada.closeWindow();
        await ada.pressPicture(70, 60);
        await ada.write('Half a beginning');
        await reloaded(ada);
        const draft = ada.page.locator('[part~="draft"]');
        await draft.waitFor();
        expect(await ada.window.count()).toBe(0);
        await ada.openMarker('Ada was here');
        expect(await ada.draft()).toBe('Half an answer');
        await ada.closeWindow();
        await draft.click();
        expect(await ada.draft()).toBe('Half a beginning');
        await ada.send();
        await confirmed(ada, 'Half a beginning');
        await reloaded(ada);
        await ada.openMarker('Half a beginning');
        expect(await ada.draft()).toBe('');
        expect(await draft.count()).toBe(0);
      }),
      LIMIT,
    );

    test(
      'reading goes on where it ended: a line says what is new, and a pill how much is further down',
      scenario(async (stage) => {
        const { ada, ben } = await two(stage, 'unread', options);
        await ada.closeWindow();
        await ben.openMarker('Ada was here');
        for (let at = 1; at <= 16; at++) {
          await ben.say(number(at));
          await confirmed(ben, number(at));
        }
        await ada.page.locator('.marker.unread').waitFor();
        // They are applied a few at a time; where few are there yet, the list does not scroll and follows what comes.
        await ada.marker('16 replies').waitFor();
        await ada.openMarker('Ada was here');
        const divider = ada.window.locator('[part~="unread"]');
        await divider.waitFor();
        expect(await divider.textContent()).toBe('New');
        expect(await ada.comment(number(1)).locator('[part~="unread"]').count()).toBe(1);
        await until('the divider to be in view', async () => {
          const [line, list] = [
            await divider.boundingBox(),
            await ada.window.locator('[part~="comments"]').boundingBox(),
          ];
          return line && list && line.y >= list.y && line.y < list.y + list.height;
        });
        const below = ada.window.locator('[part~="below"]');
        expect(await below.textContent()).toMatch(/^\d+ new/);
        await below.click();
        await below.waitFor({ state: 'detached' });
        await ada.closeWindow();
        await ada.openMarker('Ada was here');
        await ada.reads(number(12));
        expect(await divider.count()).toBe(0);
      }),
      LIMIT,
    );

    test(
      'a link to a conversation opens it, with its picture in view',
      scenario(async (stage) => {
        const { ada, ben, address } = await two(stage, 'link', {
          ...options,
          permissions: ['clipboard-read', 'clipboard-write'],
        });
        await ada.choose('header', 'Copy link');
        await ada.window.getByText('Link copied.').waitFor();
        const link = await ada.page.evaluate(() => navigator.clipboard.readText());
        expect(link).toStartWith(`${address}#imagechat=`);
        await ben.page.goto('about:blank');
        await ben.page.setViewportSize({ width: 800, height: 400 });
        await ben.open(link);
        await ben.window.waitFor();
        await ben.reads('Ada was here');
        expect(await focused(ben)).toBe('input');
        const seen = await ben.image.boundingBox();
        expect(seen && seen.y < 400 && seen.y + seen.height > 0).toBe(true);
        await ben.page.keyboard.press('Escape');
        await until('the focus on the marker', async () => (await focused(ben)) === 'marker');
        await ben.page.evaluate((to) => {
          location.hash = '';
          location.hash = new URL(to).hash;
        }, link);
        await ben.window.waitFor();
      }),
      LIMIT,
    );
  });
}

test(
  'Escape closes the window wherever the focus is, once nothing smaller is open',
  scenario(async (stage) => {
    const { ada } = await two(stage, 'escape');
    await ada.window.locator('header [part~="more"]').focus();
    await ada.page.keyboard.press('Enter');
    const item = ada.window.getByRole('menuitem', { name: 'Copy link' });
    await item.waitFor();
    await until('the first choice to have the focus', async () => (await focused(ada)) === 'copyLink');
    await ada.page.keyboard.press('ArrowDown');
    expect(await focused(ada)).toBe('move');
    await ada.page.keyboard.press('Escape');
    await item.waitFor({ state: 'detached' });
    expect(await focused(ada)).toBe('more');
    await ada.page.evaluate(() => {
      const field = document.createElement('input');
      document.body.prepend(field);
      field.focus();
    });
    await ada.page.keyboard.press('Escape');
    await ada.window.waitFor({ state: 'hidden' });
    expect(await ada.page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  }),
  LIMIT,
);

test(
  'what others add is told to those who listen, what comes at once in one sentence; nothing of what was there or is one’s own',
  scenario(async (stage) => {
    const { ada, ben } = await two(stage, 'announced');
    const said = ada.window.locator('[part~="announcement"]');
    await ada.say('And here');
    await confirmed(ada, 'And here');
    await ben.openMarker('Ada was here');
    await ben.say('An answer');
    await until('the answer to be told', async () => (await said.textContent()) === 'Ben wrote: An answer');
    for (const words of ['One', 'Two', 'Three']) await ben.say(words);
    await until('the rest to be told', async () =>
      /new comments$|wrote: Three$/.test((await said.textContent()) ?? ''),
    );
  }),
  LIMIT,
);
