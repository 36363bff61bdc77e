import { describe, expect, test } from 'bun:test';
import { scenario, withBrowser } from './support/scenario.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';
import { IMAGE, opened, page, serve, withPages } from './support/widget-page.ts';

const LIMIT = 60_000;

withBrowser();
withPages();

/** Where on the screen a marker's middle is. */
async function middleOf(visitor: Visitor, words: string): Promise<{ x: number; y: number }> {
  const box = await visitor.marker(words).boundingBox();
  if (!box) throw new Error('the marker cannot be seen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
describe('the picture, not the box', () => {
  // Each: what surrounds and styles the image, and where 25 %, 75 % of the picture is from the image's border box.
  const variants: readonly [string, string, (box: { width: number; height: number }) => [number, number]][] =
    [
      ['plain', 'width: 600px', () => [150, 300]],
      [
        'padding and border',
        'width: 600px; box-sizing: border-box; padding: 10px 20px 30px 40px; border: 5px solid; border-left-width: 15px',
        ({ height }) => [55 + 0.25 * (600 - 80), 15 + 0.75 * (height - 50)],
      ],
      [
        'contain, on the right',
        'width: 600px; height: 200px; object-fit: contain; object-position: 100% 50%',
        () => [300 + 75, 150],
      ],
      [
        'contain, 10 px from the lower edge',
        'width: 300px; height: 400px; object-fit: contain; object-position: 0 calc(100% - 10px)',
        () => [75, 190 + 150],
      ],
      ['cover', 'width: 300px; height: 300px; object-fit: cover; object-position: 0 0', () => [112.5, 225]],
      ['none', 'width: 700px; height: 900px; object-fit: none; object-position: 0 -200px', () => [405, 610]],
      ['scale-down', 'width: 810px; height: 700px; object-fit: scale-down', () => [202.5, 80 + 405]],
    ];
  test.each(variants)(
    '%s: a press lands where it was made, in percent of the picture',
    (_name, style, spot) =>
      scenario(async (stage) => {
        const body = `<style>body { margin: 30px } #it { ${style} }</style>${IMAGE}`;
        const { visitor, page } = await opened(stage, body);
        const box = (await visitor.image.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
        const [x, y] = spot(box);
        await page.mouse.click(box.x + x, box.y + y);
        await visitor.say('Here');
        await visitor.marker('Here').waitFor();
        const place = await visitor
          .marker('Here')
          .evaluate((it) => ['--x', '--y'].map((name) => Number(it.style.getPropertyValue(name))));
        // A mouse has whole px only.
        expect(Math.abs((place[0] ?? 0) - 25)).toBeLessThan(0.4);
        expect(Math.abs((place[1] ?? 0) - 75)).toBeLessThan(0.4);
        const seen = await middleOf(visitor, 'Here');
        expect(Math.hypot(seen.x - box.x - x, seen.y - box.y - y)).toBeLessThan(1.5);
      })(),
    LIMIT,
  );

  const turned: readonly [string, string][] = [
    ['an ancestor turned and scaled', '#around { transform: rotate(24deg) scale(0.8) }'],
    ['the image itself turned', '#it { transform: rotate(-12deg) skewX(6deg); transform-origin: 10% 80% }'],
    ['both, and the image mirrored', '#around { rotate: 15deg } #it { scale: -1 1 }'],
    ['in perspective', '#around { transform: perspective(900px) rotateY(28deg) rotateX(8deg) }'],
    ['zoomed', '#around { zoom: 0.7 }'],
    ['a right-to-left page', 'body { direction: rtl }'],
    [
      'in a flex box, centred',
      '#around { display: flex; justify-content: center; align-items: center; height: 500px }',
    ],
    ['in a grid', '#around { display: grid; place-items: end; height: 520px }'],
    [
      'absolute, above others',
      '#around { height: 500px } #it { position: absolute; left: 90px; top: 40px; z-index: 7 }',
    ],
    [
      'a scroller without a position',
      '#around { overflow: auto; height: 300px; width: 520px } #it { margin: 80px }',
    ],
  ];
  test.each(turned)(
    '%s: a press lands where it was made',
    (_name, style) =>
      scenario(async (stage) => {
        const body = `<style>body { margin: 60px } #it { width: 480px } ${style}</style><div id="around">${IMAGE}</div>`;
        const { visitor, page } = await opened(stage, body);
        const box = (await visitor.image.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
        // Right of and below the middle, where nothing is symmetrical.
        const at = {
          x: Math.round(box.x + box.width * 0.6),
          y: Math.round(box.y + Math.min(box.height, 280) * 0.58),
        };
        await page.mouse.click(at.x, at.y);
        await visitor.say('Here');
        await visitor.marker('Here').waitFor();
        const seen = await middleOf(visitor, 'Here');
        expect(Math.hypot(seen.x - at.x, seen.y - at.y)).toBeLessThan(2);
      })(),
    LIMIT,
  );

  test(
    'follows the picture: another width, something new above it, a scrolled surrounding, a picture that comes late',
    scenario(async (stage) => {
      const body = `<style>body { margin: 20px } img { width: 50vw }</style>
        <div id="top"></div><div id="around"><img id="it" src="/late.webp" alt="Late"></div>`;
      const server = await stage.server();
      const pages = serve({ '/': { html: page(server.origin, 'follows', body) } });
      const visitor = await stage.visitor('Ada', { viewport: { width: 1200, height: 800 } });
      await visitor.page.goto(pages.at('/'), { waitUntil: 'commit' });
      pages.deliver();
      await visitor.isLive();
      await visitor.starts(80, 30, 'Here');
      const isThere = () =>
        until('the marker to be on its spot', async () => {
          const [{ x, y } = { x: 0, y: 0 }] = await visitor.markers();
          return Math.abs(x - 80) < 0.2 && Math.abs(y - 30) < 0.2;
        });
      await isThere();
      await visitor.page.setViewportSize({ width: 900, height: 700 });
      await isThere();
      await visitor.page.evaluate(() => {
        const top = document.querySelector<HTMLElement>('#top');
        if (top) top.style.height = '77px';
      });
      await isThere();
      await visitor.page.addStyleTag({ content: '#around { overflow: auto; width: 300px; height: 200px }' });
      await visitor.page.evaluate(() => document.querySelector('#around')?.scrollTo(40, 60));
      await isThere();
    }),
    LIMIT,
  );
});
