import { describe, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { peopleStart } from './support/crowd.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { confirmed } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';
import { IMAGE, opened, page as pageWith, serve, withPages } from './support/widget-page.ts';
import { freshId } from './support/wire-client.ts';

const LIMIT = 90_000;
const BODY = `<style>body { margin: 30px } #it { width: 900px; max-width: 100% }</style>${IMAGE}`;

withBrowser();
withPages();

/** Where on the screen a place of the picture is, in percent. */
async function at(visitor: Visitor, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await visitor.image.boundingBox();
  if (!box) throw new Error('the picture cannot be seen');
  return { x: box.x + (box.width * x) / 100, y: box.y + (box.height * y) / 100 };
}

/** Drags with the mouse from one place of the picture to another. */
async function drag(visitor: Visitor, from: [number, number], to: [number, number]): Promise<void> {
  const { mouse } = visitor.page;
  const [start, end] = [await at(visitor, ...from), await at(visitor, ...to)];
  await mouse.move(start.x, start.y);
  await mouse.down();
  await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2);
  await mouse.move(end.x, end.y);
  await mouse.up();
}

/** Waits until a marker is at a place, in percent. */
function isAt(visitor: Visitor, words: string, x: number, y: number): Promise<unknown> {
  return until(`${words} to be at ${x}, ${y}`, async () => {
    const it = (await visitor.markers()).find(({ spoken }) => spoken.includes(words));
    return it && Math.abs(it.x - x) < 0.4 && Math.abs(it.y - y) < 0.4;
  });
}

const notice = (page: Page) => page.locator('[part~="told"]');
/** What is told to those who listen. */
const spoken = (page: Page) => page.locator('.spoken');

describe('moving a marker', () => {
  test(
    'O5: a drag moves it for everyone; Undo takes it back; what was overtaken stays, with words',
    scenario(async (stage) => {
      const { visitor: ada, page } = await opened(stage, BODY);
      await ada.starts(30, 30, 'Movable');
      // Before that the other tab would not be the same person.
      await confirmed(ada, 'Movable');
      await ada.closeWindow();
      const other = await stage.tab(ada);
      await other.open(page.url(), 'css:light=#it');
      // Hands come with the windows' file.
      await other.page.locator('[part~="tools"]').waitFor({ state: 'attached' });
      await drag(ada, [30, 30], [60, 70]);
      // It stays for eight seconds, or for as long as somebody is about to press it.
      await notice(page).hover();
      await isAt(ada, 'Movable', 60, 70);
      await isAt(other, 'Movable', 60, 70);
      expect(await ada.window.count()).toBe(0);
      await notice(page).getByRole('button', { name: 'Undo' }).click();
      await isAt(other, 'Movable', 30, 30);
      await drag(ada, [30, 30], [50, 50]);
      await notice(page).hover();
      await isAt(other, 'Movable', 50, 50);
      await drag(other, [50, 50], [70, 20]);
      await isAt(ada, 'Movable', 70, 20);
      await notice(page).getByRole('button', { name: 'Undo' }).click();
      await notice(page).getByText('Somebody moved this marker since').waitFor();
      await isAt(ada, 'Movable', 70, 20);
    }),
    LIMIT,
  );

  test(
    'O5: what the server refuses goes back to where it was, and says why; others’ markers cannot be dragged',
    scenario(async (stage) => {
      const server = await stage.server();
      const line = await stage.proxy(server);
      const visitor = await stage.visitor('Ada');
      await visitor.open(stage.page(`http://127.0.0.1:${line.port}`, 'refused'));
      await visitor.starts(30, 30, 'Mine');
      await confirmed(visitor, 'Mine');
      await visitor.closeWindow();
      await peopleStart(server.port, 'refused', [{ x: 70, y: 70, text: 'Of somebody else' }]);
      await visitor.marker('Of somebody else').waitFor();
      await drag(visitor, [70, 70], [50, 50]);
      await isAt(visitor, 'Of somebody else', 70, 70);
      await line.cut();
      await until('the line to be missed', async () => (await visitor.status()) !== '');
      await drag(visitor, [30, 30], [60, 60]);
      await notice(visitor.page).getByText('offline').waitFor();
      await isAt(visitor, 'Mine', 30, 30);
    }),
    LIMIT,
  );

  test(
    'those who listen are told of conversations that others begin, in one sentence what comes at once',
    scenario(async (stage) => {
      const server = await stage.server();
      const ada = await stage.visitor('Ada');
      await ada.open(stage.page(server.origin, 'arrivals'));
      await ada.overlay.locator('[part~="open-list"]').waitFor({ state: 'attached' });
      const said = ada.overlay.locator('[part~="announcement"]');
      await peopleStart(server.port, 'arrivals', [{ x: 20, y: 20, text: 'Only this' }]);
      await said
        .getByText(/^1 new conversation\. .*: Only this, no replies yet, unread, upper left$/)
        .waitFor();
      await ada.starts(50, 50, 'My own');
      await ada.closeWindow();
      // Neither waits for the other's answer, so that a busy machine does not keep them apart for longer than is gathered.
      const ben = await stage.wire({ port: server.port, name: 'Ben' });
      const { i } = await ben.watches('arrivals');
      await Promise.all(
        ['First', 'Second'].map((text, at) =>
          ben.submits(i, {
            type: 'create-conversation',
            broadcastId: freshId(),
            id: freshId(),
            x: 60 + 10 * at,
            y: 60 + 10 * at,
            comment: { id: freshId(), text },
          }),
        ),
      );
      await said.getByText('2 new conversations', { exact: true }).waitFor();
    }),
    LIMIT,
  );

  test(
    'a preview never lies on what was just said, and can be taken back',
    scenario(async (stage) => {
      const small = `<style>body { margin: 0 } #it { width: 300px }</style>${IMAGE}`;
      const { visitor, page } = await opened(stage, small, { viewport: { width: 320, height: 600 } });
      await visitor.starts(30, 70, 'On a small picture');
      await visitor.closeWindow();
      await drag(visitor, [30, 70], [50, 40]);
      const undo = notice(page);
      await undo.waitFor();
      await page.mouse.move(310, 590);
      const marker = await at(visitor, 50, 40);
      await page.mouse.move(marker.x, marker.y);
      const preview = page.locator('[part~="preview"]');
      await preview.waitFor({ state: 'attached' });
      const [card, said] = [await preview.boundingBox(), await undo.boundingBox()];
      if (!said) throw new Error('the words are gone');
      expect(card === null || card.y + card.height <= said.y || card.y >= said.y + said.height).toBe(true);
    }),
    LIMIT,
  );

  test(
    'the new one moves by a press elsewhere, by drag and by keys, and keeps its words',
    scenario(async (stage) => {
      const { visitor, page } = await opened(stage, BODY);
      await visitor.pressPicture(30, 30);
      await visitor.write('Where exactly?');
      await visitor.pressPicture(40, 60);
      await drag(visitor, [40, 60], [20, 50]);
      const draft = page.locator('[part~="draft"]');
      await draft.focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Shift+ArrowUp');
      await spoken(page).getByText('21 % from the left, 40 % from the top, left').waitFor();
      expect(await visitor.draft()).toBe('Where exactly?');
      await visitor.send();
      await isAt(visitor, 'Where exactly?', 21, 40);
    }),
    LIMIT,
  );
});

describe('fingers', () => {
  const phone = { phone: true, viewport: { width: 390, height: 700 } };
  /** Puts fingers on the screen, moves them and lifts them, as the system would. */
  const touch = async (page: Page) => {
    const session = await page.context().newCDPSession(page);
    return (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  };

  test(
    'a finger that rests on a marker takes it along; one that moves scrolls the page, also from a marker',
    scenario(async (stage) => {
      const body = `<meta name="viewport" content="width=device-width"><style>body { margin: 0; height: 3000px } #it { width: 100%; margin-top: 300px }</style>${IMAGE}`;
      const { visitor, page } = await opened(stage, body, phone);
      await visitor.starts(50, 50, 'Thumb');
      await visitor.closeWindow();
      const finger = await touch(page);
      const start = await at(visitor, 50, 50);
      await finger('touchStart', start);
      await page.locator('.marker.held').waitFor();
      for (const down of [20, 40, 60]) await finger('touchMove', { x: start.x + down, y: start.y + down });
      await finger('touchEnd');
      const box = await visitor.image.boundingBox();
      const moved = { x: 50 + 6000 / (box?.width ?? 1), y: 50 + 6000 / (box?.height ?? 1) };
      await isAt(visitor, 'Thumb', moved.x, moved.y);
      expect(await page.evaluate(() => scrollY)).toBe(0);
      const from = await at(visitor, moved.x, moved.y);
      // All sent at once: a finger that is held up in between rests on the marker and would take it along.
      await Promise.all([
        finger('touchStart', from),
        ...[20, 60, 100].map((up) => finger('touchMove', { x: from.x, y: from.y - up })),
        finger('touchEnd'),
      ]);
      await until('the page to have scrolled', () => page.evaluate(() => scrollY > 50));
      await isAt(visitor, 'Thumb', moved.x, moved.y);
    }),
    LIMIT,
  );

  test(
    'every marker can be hit on 24 px, also where the page cuts it off',
    scenario(async (stage) => {
      const body = `<style>body { margin: 0 } div { overflow: hidden; width: 300px; margin: 40px } #it { width: 300px; display: block }</style><div>${IMAGE}</div>`;
      const { visitor, page } = await opened(stage, body, phone);
      for (const [x, y, text] of [
        [0, 0, 'First'],
        [100, 100, 'Last'],
        [0, 100, 'Left'],
        [50, 100, 'Low'],
      ] as const)
        await peopleStart(
          Number(new URL((await page.locator('script[src]').getAttribute('src')) ?? '').port),
          await page.evaluate(() => document.scripts[1]?.text.match(/urlId: '([^']+)'/)?.[1] ?? ''),
          [{ x, y, text }],
        );
      await visitor.marker('Low').waitFor();
      await page.locator('[part~="tools"]').waitFor({ state: 'attached' });
      for (const [x, y, text] of [
        [23, 23, 'First'],
        [-23, -23, 'Last'],
        [23, -23, 'Left'],
      ] as const) {
        await until(`${text} to be hit`, () =>
          page.evaluate(
            ([right, down, words]) => {
              const box = document.querySelector('#it')?.getBoundingClientRect();
              const root = document.querySelector('[data-imagechat]')?.shadowRoot;
              if (!box || !root) return false;
              const left = right < 0 ? box.right + right : box.left + right;
              const top = down < 0 ? box.bottom + down : box.top + down;
              const marker = root.elementFromPoint(left, top)?.closest('.marker');
              return marker?.getAttribute('aria-label')?.includes(words);
            },
            [x, y, text] as const,
          ),
        );
      }
    }),
    LIMIT,
  );
});

test(
  'the tools are there for a pointer that came before their file did',
  scenario(async (stage) => {
    const { visitor, page, pages } = await opened(stage, BODY);
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route('**/windows-*.js', async (route) => {
      await held;
      await route.continue();
    });
    const asked = page.waitForRequest('**/windows-*.js');
    await visitor.open(pages.at('/'), 'css:light=img#it');
    const spot = await at(visitor, 50, 50);
    await page.mouse.move(spot.x, spot.y);
    await asked;
    arrive();
    await until('the tools to be seen', () =>
      page.locator('[part~="tools"]').evaluate((bar) => getComputedStyle(bar).pointerEvents === 'auto'),
    );
  }),
  LIMIT,
);

test(
  'a marker where the tools are can be pressed, also on a small picture',
  scenario(async (stage) => {
    const server = await stage.server();
    await peopleStart(server.port, 'small', [
      { x: 88, y: 12, text: 'Upper right' },
      { x: 12, y: 12, text: 'Upper left' },
    ]);
    const pages = serve({ '/': { html: pageWith(server.origin, 'small', BODY.replace('900px', '280px')) } });
    const visitor = await stage.visitor('Ada');
    await visitor.open(pages.at('/'), 'css:light=img#it');
    await visitor.image.hover();
    await visitor.page.locator('[part~="tools"]').waitFor();
    for (const words of ['Upper right', 'Upper left']) {
      await visitor.openMarker(words);
      await visitor.reads(words);
      await visitor.closeWindow();
    }
  }),
  LIMIT,
);

describe('pictures that have a click of their own', () => {
  test(
    'a link keeps its click; with the toggle on, presses start conversations until it is off',
    scenario(async (stage) => {
      const { visitor, page } = await opened(stage, BODY.replace(IMAGE, `<a href="#away">${IMAGE}</a>`));
      const spot = await at(visitor, 50, 50);
      await page.mouse.click(spot.x, spot.y);
      await until('the link to be followed', () => page.url().endsWith('#away'));
      expect(await visitor.window.count()).toBe(0);
      await page.evaluate(() => history.replaceState(null, '', '#'));
      const toggle = page.getByRole('button', { name: 'Comment on this picture' });
      await page.mouse.move(spot.x + 5, spot.y);
      await toggle.click();
      await page.mouse.click(spot.x, spot.y);
      await visitor.say('On a link');
      await visitor.marker('On a link').waitFor();
      expect(page.url()).not.toContain('away');
      await visitor.closeWindow();
      await toggle.click();
      await page.mouse.click(spot.x + 90, spot.y + 90);
      await until('the link to be followed', () => page.url().endsWith('#away'));
    }),
    LIMIT,
  );
});
