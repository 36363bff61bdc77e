import { describe, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { scenario, withBrowser } from './support/scenario.ts';
import { confirmed } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';
import { IMAGE, type Started, opened, page, serve, withPages } from './support/widget-page.ts';

const LIMIT = 60_000;

withBrowser();
withPages();

describe('the window', () => {
  test(
    'opens on the side with room, follows the page, and turns when the room is gone',
    scenario(async (stage) => {
      const body = `<style>body { margin: 0; height: 3000px } #it { width: 700px; margin: 300px 100px }</style>${IMAGE}`;
      const { visitor, page } = await opened(stage, body, { viewport: { width: 900, height: 800 } });
      const side = () => visitor.window.getAttribute('data-placement');
      await visitor.pressPicture(20, 30);
      expect(await side()).toBe('to-right');
      await visitor.pressPicture(90, 30);
      await until('the other side', async () => (await side()) === 'to-left');
      // With its other half it may be higher, and then stands elsewhere.
      await visitor.window.locator('[part~="open-format"]').waitFor();
      await framesPass(page);
      const before = await visitor.window.boundingBox();
      expect(before?.width).toBe(300);
      await page.mouse.move(30, 400);
      await page.mouse.wheel(0, 200);
      await until('the window to follow', async () => {
        const after = await visitor.window.boundingBox();
        return after && before && Math.abs(before.y - after.y - 200) < 2;
      });
      // A marker so large that there is room on neither side of it.
      await page.evaluate(() => (window as unknown as Started).handle.update({ chatSquarePercentage: 40 }));
      await visitor.pressPicture(50, 2);
      await until('below', async () => (await side()) === 'to-bottom');
      await visitor.pressPicture(50, 98);
      await until('above', async () => (await side()) === 'to-top');
      const arrow = await visitor.window.locator('.arrow').boundingBox();
      expect(arrow).toMatchObject({ width: 16, height: 16 });
    }),
    LIMIT,
  );

  test(
    'a press before its file is there is not lost; a file that does not come is told of, and asked for again',
    scenario(async (stage) => {
      const server = await stage.server();
      const html = page(server.origin, 'slow', IMAGE);
      const pages = serve({ '/': { html } });
      const visitor = await stage.visitor('Ada');
      let allowed: 'hold' | 'fail' | 'pass' = 'fail';
      const held: (() => Promise<void>)[] = [];
      await visitor.page.route('**/windows-*.js', async (route) => {
        if (allowed === 'fail') await route.abort();
        else if (allowed === 'pass') await route.continue();
        else held.push(() => route.continue());
      });
      await visitor.open(pages.at('/'));
      const press = () => visitor.image.click({ position: { x: 90, y: 60 } });
      await press();
      await until('words', async () => (await visitor.status()) === "That didn't open. Try again.");
      allowed = 'hold';
      await press();
      await until('the file to be asked for', () => held.length > 0);
      expect(await visitor.window.count()).toBe(0);
      for (const go of held) await go();
      await visitor.window.waitFor();
      await visitor.say('Worth the wait');
      await visitor.reads('Worth the wait');
      expect(await visitor.status()).toBe('');
    }),
    LIMIT,
  );

  test(
    'a press that is abandoned leaves nothing; one with words waits, dashed, and gives them back',
    scenario(async (stage) => {
      const { visitor, page } = await opened(stage, IMAGE);
      const draft = page.locator('[part~="draft"]');
      await visitor.pressPicture(30, 30);
      expect(await draft.count()).toBe(1);
      await page.keyboard.press('Escape');
      await visitor.window.waitFor({ state: 'hidden' });
      expect(await draft.count()).toBe(0);
      await visitor.pressPicture(30, 30);
      await visitor.input.fill('Not quite ready');
      await visitor.closeWindow();
      expect(await draft.count()).toBe(1);
      await draft.click();
      expect(await visitor.draft()).toBe('Not quite ready');
      // A press elsewhere moves the spot, not the words.
      await visitor.pressPicture(10, 60);
      expect(await visitor.draft()).toBe('Not quite ready');
      expect(visitor.submittedSince(0)).toEqual([]);
    }),
    LIMIT,
  );

  test(
    'Escape closes it and the focus returns to its marker; what is typed stays from the page',
    scenario(async (stage) => {
      const script = `window.heard = []; for (const type of ['keydown', 'keyup', 'input', 'click'])
        document.addEventListener(type, (event) => heard.push(type + (event.key ?? '')));`;
      const { visitor, page } = await opened(stage, IMAGE, { script });
      await visitor.starts(40, 40, 'Shortcuts');
      await page.evaluate(() => Object.assign(window, { heard: [] }));
      await page.keyboard.type('m d ');
      await page.keyboard.press('Delete');
      expect(await page.evaluate(() => (window as unknown as Started).heard)).toEqual([]);
      await page.keyboard.press('Escape');
      await visitor.window.waitFor({ state: 'hidden' });
      const focused = await visitor
        .marker('Shortcuts')
        .evaluate((it) => (it.getRootNode() as ShadowRoot).activeElement === it);
      expect(focused).toBe(true);
      await page.keyboard.press('Enter');
      await visitor.window.waitFor();
      expect(await visitor.draft()).toBe('m d ');
    }),
    LIMIT,
  );

  test(
    'on a phone it fills the screen, shows where one is, and nothing behind it can be reached',
    scenario(async (stage) => {
      const body = `<style>body { margin: 0 } #it { width: 100% }</style><button>Behind</button>${IMAGE}`;
      const { visitor, page } = await opened(stage, body, {
        viewport: { width: 390, height: 800 },
        phone: true,
      });
      await visitor.starts(70, 60, 'By thumb');
      expect(await visitor.window.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 800 });
      const strip = await visitor.window.locator('.strip').boundingBox();
      const spot = await visitor.window.locator('.around i').boundingBox();
      if (!strip || !spot) throw new Error('there is no strip');
      expect(strip.height).toBeGreaterThan(80);
      expect(spot.x + spot.width / 2).toBeGreaterThan(0);
      expect(spot.y + spot.height / 2).toBeLessThan(strip.y + strip.height);
      const size = await visitor.marker('By thumb').evaluate((it) => it.getBoundingClientRect().width);
      expect(size).toBeGreaterThanOrEqual(24);
      await page.evaluate(() => document.querySelector('button')?.focus());
      expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BUTTON');
      await visitor.closeWindow();
    }),
    LIMIT,
  );

  test(
    'a device that is turned, or a page made narrower, still has the whole window on the screen',
    scenario(async (stage) => {
      const body = `<style>body { margin: 0 } #it { width: 100% }</style>${IMAGE}`;
      const { visitor, page } = await opened(stage, body, { viewport: { width: 844, height: 390 } });
      await visitor.pressPicture(20, 30);
      expect(await visitor.window.getAttribute('data-placement')).toBe('to-right');
      const turns = [
        { width: 390, height: 844 },
        { width: 768, height: 390 },
        { width: 767, height: 390 },
      ];
      for (const turned of turns) {
        await page.setViewportSize(turned);
        await until(`the window on ${turned.width} px`, async () => {
          const box = await visitor.window.boundingBox();
          if (turned.width >= 768) return box?.width === 300;
          return box?.x === 0 && box.y === 0 && box.width === turned.width && box.height === turned.height;
        });
      }
    }),
    LIMIT,
  );

  test(
    'over the keyboard of a phone one sees what one writes, and the button that sends it',
    scenario(async (stage) => {
      const screens = [
        { width: 667, height: 375, keyboard: 200 },
        { width: 320, height: 568, keyboard: 253 },
      ];
      for (const { keyboard, ...viewport } of screens) {
        const body = `<style>body { margin: 0 } #it { width: 100% }</style>${IMAGE}`;
        const { visitor, page } = await opened(stage, body, { viewport, phone: true });
        await visitor.pressPicture(30, 30);
        await visitor.write('One\nTwo\nThree\nFour\nFive\nSix');
        await shrinkView(page, viewport.height - keyboard);
        await until(`the composer over the keyboard of ${viewport.width} px`, () => isWhole(visitor));
        await visitor.send();
        await visitor.marker('One').waitFor();
        await visitor.write('One\nTwo\nThree\nFour\nFive\nSix');
        await until(`the answer over the keyboard of ${viewport.width} px`, () => isWhole(visitor));
      }
    }),
    LIMIT,
  );

  test(
    'on a phone that is zoomed in it fills what one sees of the page',
    scenario(async (stage) => {
      const body = `<style>body { margin: 0; height: 3000px } #it { width: 100% }</style>${IMAGE}`;
      const viewport = { width: 390, height: 800 };
      const { visitor, page } = await opened(stage, body, { viewport, phone: true });
      await visitor.pressPicture(30, 30);
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setPageScaleFactor', { pageScaleFactor: 2 });
      await until('the window to be as wide as the view', () =>
        visitor.window.evaluate((it) => {
          const { left, top, width, height } = it.getBoundingClientRect();
          const view = visualViewport;
          const near = (one: number, other = Number.NaN): boolean => Math.abs(one - other) < 1;
          return (
            width < 200 &&
            near(left, view?.offsetLeft) &&
            near(top, view?.offsetTop) &&
            near(width, view?.width) &&
            near(height, view?.height)
          );
        }),
      );
    }),
    LIMIT,
  );

  test(
    'beside a marker on the edge of the screen it is on it, whole; without a marker it points nowhere',
    scenario(async (stage) => {
      const body = `<style>body { margin: 0; overflow: hidden } #it { width: 100vw; height: 100vh }</style>${IMAGE}`;
      const { visitor, page } = await opened(stage, body);
      for (const y of [0.1, 99.9]) {
        await visitor.pressPicture(40, y);
        await until(`the window on the screen at ${y} %`, async () => {
          const box = await visitor.window.boundingBox();
          return box && box.y >= 8 && box.y + box.height <= 792;
        });
      }
      await visitor.starts(40, 50, 'Soon gone');
      // Before that the other tab would not be the same person.
      await confirmed(visitor, 'Soon gone');
      const arrow = visitor.window.locator('.arrow');
      await until('the arrow', () => arrow.isVisible());
      const tab = await stage.tab(visitor);
      await tab.open(page.url(), 'css:light=img#it');
      await tab.openMarker('Soon gone');
      await tab.deleteConversation();
      await visitor.marker('Soon gone').waitFor({ state: 'detached' });
      await until('the arrow to go', async () => (await visitor.window.isVisible()) && arrow.isHidden());
    }),
    LIMIT,
  );
});

/** Lets the observers of sizes look, and what they ask for be done: one frame for each. */
async function framesPass(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  });
}

/** What a keyboard that slides in does to the visual viewport; headless browsers have none. */
async function shrinkView(page: Page, height: number): Promise<void> {
  await page.evaluate((px) => {
    if (!visualViewport) return;
    Object.defineProperty(visualViewport, 'height', { value: px });
    visualViewport.dispatchEvent(new Event('resize'));
  }, height);
}

/** Whether every part of the composer is in the visible part of the window, and nothing is laid over it. */
async function isWhole({ page, window }: Visitor): Promise<boolean> {
  const seen = await page.evaluate(() => visualViewport?.height ?? 0);
  const view = await window.boundingBox();
  if (view?.y !== 0 || view.height !== seen) return false;
  for (const part of await window.locator('.composer .field').all()) {
    const box = await part.boundingBox();
    if (!box || box.y < 0 || box.y + box.height > seen) return false;
  }
  return true;
}
