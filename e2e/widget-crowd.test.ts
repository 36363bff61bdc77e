import { expect, test } from 'bun:test';
import { peopleStart } from './support/crowd.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { confirmed } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';
import { page as pageWith, serve, withPages } from './support/widget-page.ts';
import { freshId } from './support/wire-client.ts';

const LIMIT = 120_000;

withBrowser();
withPages();

const STACK = [
  { x: 40, y: 40, text: 'Lowest' },
  { x: 40, y: 40, text: 'Between' },
  { x: 40, y: 40, text: 'On top' },
];

/** Waits until nobody hides anybody: each of these markers is what one hits in its own middle. */
async function allCanBeHit(visitor: Visitor, words: readonly string[]): Promise<void> {
  await until('every marker to be on top somewhere', () =>
    visitor.image.evaluate((image, all) => {
      const root = image.nextElementSibling?.shadowRoot;
      return all.every((text) => {
        const marker = root?.querySelector(`.marker[aria-label*="${text}"]`);
        const box = marker?.getBoundingClientRect();
        return box && root?.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === marker;
      });
    }, words),
  );
}

test(
  'a stack says how many it is, and spreads for a pointer so that each can be pressed',
  scenario(async (stage) => {
    const server = await stage.server();
    await peopleStart(server.port, 'stack', STACK);
    const ada = await stage.visitor('Ada');
    await ada.open(stage.page(server.origin, 'stack'));
    const top = ada.marker('On top');
    await until('the stack to be drawn', async () => (await top.getAttribute('data-stack')) === '×3');
    expect(await top.getAttribute('title')).toBe('3 conversations here');
    await top.hover();
    await allCanBeHit(ada, ['Lowest', 'Between', 'On top']);
    await ada.openMarker('Lowest');
    await ada.reads('Lowest');
    const { x, y } = (await ada.markers())[0] ?? { x: 0, y: 0 };
    expect([Math.round(x), Math.round(y)]).toEqual([40, 40]);
  }),
  LIMIT,
);

test(
  'a stack spreads for a finger and for keys',
  scenario(async (stage) => {
    const server = await stage.server();
    await peopleStart(server.port, 'stack', STACK);
    const phone = await stage.visitor('Ada', {
      viewport: { width: 390, height: 800 },
      hasTouch: true,
      isMobile: true,
    });
    await phone.open(stage.page(server.origin, 'stack'));
    const top = phone.marker('On top');
    await until('the stack to be drawn', async () => (await top.getAttribute('data-stack')) === '×3');
    await top.tap();
    await allCanBeHit(phone, ['Lowest', 'Between', 'On top']);
    expect(await phone.window.count()).toBe(0);
    await phone.marker('Between').tap();
    await phone.reads('Between');
    const desk = await stage.visitor('Ben');
    await desk.open(stage.page(server.origin, 'stack'));
    await until(
      'the stack to be drawn',
      async () => (await desk.marker('On top').getAttribute('data-stack')) === '×3',
    );
    await desk.page.getByRole('button', { name: 'List of conversations' }).focus();
    for (const name of ['Lowest', 'Between', 'On top']) {
      await desk.page.keyboard.press('ArrowRight');
      await until(`${name} to have the focus`, () =>
        desk.marker(name).evaluate((it) => it.matches(':focus')),
      );
    }
    await allCanBeHit(desk, ['Lowest', 'Between', 'On top']);
    await desk.page.keyboard.press('ArrowLeft');
    await desk.page.keyboard.press('Enter');
    await desk.reads('Between');
  }),
  LIMIT,
);

test(
  'a gallery watches the pictures near what one sees, and lets go of those that stay away',
  scenario(async (stage) => {
    const server = await stage.server();
    const images = Array.from(
      { length: 30 },
      (_, at) =>
        `<p style="height: 600px"><img class="one" src="/picture.webp" width="600" height="400" alt="" id="${at === 0 ? 'it' : `it${at}`}"></p>`,
    ).join('');
    const script = `document.querySelectorAll('.one').forEach((image, at) => ImageChat(image, { tenantId: 'demo', urlId: 'gallery-' + at }))`;
    const pages = serve({ '/': { html: pageWith(server.origin, 'gallery-0', images, '', script) } });
    const ada = await stage.visitor('Ada', { viewport: { width: 900, height: 700 } });
    await ada.page.clock.install();
    await ada.open(pages.at('/'), 'css:light=#it');
    const watched = () =>
      ada.frames.filter((frame) => 'up' in frame && frame.up.t === 'subscribe').length -
      ada.frames.filter((frame) => 'up' in frame && frame.up.t === 'unsubscribe').length;
    expect(watched()).toBeLessThan(5);
    expect(await ada.page.locator('[data-imagechat]').count()).toBeLessThan(5);
    await ada.page.locator('#it20').scrollIntoViewIfNeeded();
    await ada.page.locator('#it20 + [data-imagechat]').waitFor({ state: 'attached' });
    await ada.page.clock.runFor(21_000);
    await ada.page.locator('#it + [data-imagechat]').waitFor({ state: 'detached' });
    await until('no more than a few to be watched', () => watched() < 6);
    await ada.page.locator('#it').scrollIntoViewIfNeeded();
    await ada.page.locator('#it + [data-imagechat]').waitFor({ state: 'attached' });
  }),
  LIMIT,
);

test(
  'a crowd stays on its spots in every frame of a resize, and is laid out in its own size once that rests',
  scenario(async (stage) => {
    const server = await stage.server();
    const crowd = Array.from({ length: 220 }, (_, at) => ({
      x: 5 + ((at * 37) % 90),
      y: 5 + ((at * 61) % 90),
      text: `Number ${at}`,
    }));
    await peopleStart(server.port, 'crowd', crowd);
    const ada = await stage.visitor('Ada', { viewport: { width: 1000, height: 900 } });
    await ada.open(stage.page(server.origin, 'crowd'));
    await until('everybody', async () => (await ada.markers()).length === crowd.length);
    // Their whole names come with the windows.
    await ada.marker('Number 219,').waitFor();
    const worst = await ada.image.evaluate(async (image: HTMLImageElement, places) => {
      const root = image.nextElementSibling?.shadowRoot;
      const markers = places.map(({ text }) => root?.querySelector(`.marker[aria-label*="${text},"]`));
      let off = 0;
      for (let step = 1; step <= 20; step++) {
        image.style.width = `${800 - step * 20}px`;
        image.style.height = `${500 - step * 5}px`;
        // The observers of sizes have looked by the second frame.
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        const box = image.getBoundingClientRect();
        for (const [at, { x, y }] of places.entries()) {
          const it = markers[at]?.getBoundingClientRect();
          if (!it) throw new Error('a marker is missing');
          off = Math.max(
            off,
            Math.abs(it.x + it.width / 2 - box.x - (box.width * x) / 100),
            Math.abs(it.y + it.height / 2 - box.y - (box.height * y) / 100),
          );
        }
      }
      return off;
    }, crowd);
    expect(worst).toBeLessThan(0.6);
    await until('the crowd to be laid out', () =>
      ada.page.locator('.picture').evaluate((it) => getComputedStyle(it).transform === 'none'),
    );
    const square = await ada.marker('Number 7,').evaluate((it) => it.getBoundingClientRect().width);
    expect(square).toBeCloseTo(24, 0);
  }),
  LIMIT,
);

test(
  'much that others do is drawn a few times, in the end as it is; what one says oneself meanwhile is there at once',
  scenario(async (stage) => {
    const server = await stage.server();
    const ada = await stage.visitor('Ada');
    await ada.open(stage.page(server.origin, 'flood'));
    const ben = await stage.wire({ port: server.port, name: 'Ben' });
    const { i } = await ben.watches('flood');
    const id = freshId();
    const comment = { id: freshId(), text: 'Back and forth' };
    await ben.submits(i, { type: 'create-conversation', broadcastId: freshId(), id, x: 50, y: 50, comment });
    await ada.marker('Back and forth, ').waitFor();
    await ada.overlay.evaluate((overlay) => {
      const seen = { draws: 0 };
      const marker = overlay.querySelector('.marker');
      new MutationObserver(() => seen.draws++).observe(marker ?? overlay, { attributeFilter: ['class'] });
      Object.assign(window, { seen });
    });
    const flood = async (): Promise<{ accepted: number; resolved: boolean }> => {
      let [accepted, resolved] = [0, false];
      for (let at = 0; at < 200; at++) {
        const type = resolved ? 'reopen-conversation' : 'resolve-conversation';
        const { t } = await ben.submits(i, { type, broadcastId: freshId(), id });
        // So much is let through that it does not matter where it ends.
        if (t === 'refused') break;
        accepted++;
        resolved = !resolved;
      }
      return { accepted, resolved };
    };
    const flooding = flood();
    await ada.starts(20, 20, 'In between');
    await confirmed(ada, 'In between');
    const { accepted, resolved } = await flooding;
    await until('it to be drawn', () =>
      ada.marker('Back and forth, ').evaluate((it, is) => it.matches('.resolved') === is, resolved),
    );
    expect(accepted).toBeGreaterThan(20);
    const { draws } = await ada.page.evaluate(() => (window as unknown as { seen: { draws: number } }).seen);
    expect(draws).toBeLessThan(accepted / 2);
  }),
  LIMIT,
);
