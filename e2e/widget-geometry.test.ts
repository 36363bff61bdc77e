import { expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { peopleStart } from './support/crowd.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { SPOT, distanceToSpot, spotPicture } from './support/spots.ts';
import { until } from './support/until.ts';
import { page as pageWith, serve, withPages } from './support/widget-page.ts';

const LIMIT = 300_000;

withBrowser();
withPages();

/** What surrounds and styles an image, and what happens to it before one looks. */
interface Case {
  readonly name: string;
  readonly css?: string;
  /** `IMG` stands for the image. */
  readonly html?: string;
  readonly act?: (page: Page) => Promise<unknown>;
}

const AROUND = '<div id="around">IMG</div>';

const plain = (name: string, css: string, html?: string): Case => ({ name, css, ...(html ? { html } : {}) });

/** Changes the style of one element and gives transitions none. */
const style = (selector: string, css: string) => (page: Page) =>
  page.locator(selector).evaluate((it, text) => it.setAttribute('style', text), css);

const BOXES: readonly Case[] = [
  plain('as it comes', ''),
  plain('a width', '#it { width: 480px }'),
  plain('narrow, and as high as it likes', '#it { width: 33.3% }'),
  plain('padding', '#it { width: 500px; padding: 7px 31px 13px 3px }'),
  plain(
    'border and padding, border-box',
    '#it { width: 500px; box-sizing: border-box; padding: 5% 20px 3px 4px; border: 9px solid #333; border-left-width: 30px }',
  ),
  plain(
    'fractions of px',
    '#it { width: 433.37px; padding: 3.4px; border: 1.5px solid } #around { margin: 3.3px 0 0 7.7px }',
  ),
  plain('fill', '#it { width: 300px; height: 420px; object-fit: fill }'),
  plain('contain', '#it { width: 300px; height: 420px; object-fit: contain }'),
  plain(
    'contain, in a corner, padded',
    '#it { width: 600px; height: 300px; padding: 20px 0 0 33px; object-fit: contain; object-position: right bottom }',
  ),
  plain(
    'contain, off its corner',
    '#it { width: 600px; height: 500px; object-fit: contain; object-position: right 12px bottom 33px }',
  ),
  plain('cover', '#it { width: 300px; height: 420px; object-fit: cover }'),
  plain(
    'cover, from an edge',
    '#it { width: 500px; height: 200px; object-fit: cover; object-position: 10% 80% }',
  ),
  plain('none', '#it { width: 800px; height: 560px; object-fit: none; object-position: 30% 70% }'),
  plain(
    'none, in px and behind the edge',
    '#it { width: 640px; height: 460px; object-fit: none; object-position: -120px -60px }',
  ),
  plain('scale-down', '#it { width: 420px; height: 500px; object-fit: scale-down; object-position: 0 100% }'),
  plain(
    'an aspect ratio of the box',
    '#it { width: 460px; height: auto; aspect-ratio: 1; object-fit: cover; object-position: 33% 0 }',
  ),
];

const TRANSFORMS: readonly Case[] = [
  plain('the image turned', '#it { width: 440px; rotate: 31deg }'),
  plain(
    'the image turned about a corner',
    '#it { width: 440px; transform: rotate(-18deg); transform-origin: 0 100% }',
  ),
  plain(
    'turned, padded, contained',
    '#it { width: 500px; height: 420px; padding: 11px 40px 5px 2px; object-fit: contain; transform: rotate(22deg) scale(0.9, 1.1) }',
  ),
  plain('mirrored and skewed', '#it { width: 440px; scale: -1 1; transform: skewX(14deg) }'),
  plain('moved by percent', '#it { width: 440px; translate: 23% 11%; transform: translateY(-7%) }'),
  plain('an ancestor turned and scaled', '#around { rotate: 24deg; scale: 0.8 } #it { width: 480px }'),
  plain(
    'two ancestors and the image',
    'main { transform: scale(0.9) rotate(4deg) } #around { transform: skewY(-9deg); transform-origin: 20px 40px } #it { width: 480px; rotate: 8deg }',
    `<main>${AROUND}</main>`,
  ),
  plain(
    'an ancestor in perspective',
    '#around { transform: perspective(900px) rotateY(28deg) rotateX(8deg) } #it { width: 480px }',
  ),
  plain(
    'the image in its own perspective',
    '#it { width: 480px; transform: perspective(800px) rotateX(35deg) }',
  ),
  plain(
    'the image in its parent’s perspective',
    '#around { perspective: 700px; perspective-origin: 20% 30% } #it { width: 480px; transform: rotateY(40deg) }',
  ),
  plain(
    'a tilted card',
    'main { perspective: 800px } #around { transform-style: preserve-3d; transform: rotateX(20deg) rotateY(-16deg) } #it { width: 440px; transform: translateZ(40px) }',
    `<main>${AROUND}</main>`,
  ),
  plain('an ancestor zoomed', '#around { zoom: 0.7 } #it { width: 600px }'),
  plain('the image zoomed', '#it { width: 400px; zoom: 1.37; padding: 9px }'),
  plain(
    'zoomed twice and turned',
    'main { zoom: 1.25 } #around { zoom: 0.6 } #it { width: 500px; zoom: 1.2; rotate: 9deg }',
    `<main>${AROUND}</main>`,
  ),
  plain('the page zoomed', 'html { zoom: 1.5 } #it { width: 480px; object-fit: contain; height: 350px }'),
];

const SURROUNDINGS: readonly Case[] = [
  plain('right to left', 'html { direction: rtl } #it { width: 480px }'),
  plain(
    'right to left in a scroller',
    'html { direction: rtl } #around { overflow: auto; width: 520px } #it { width: 700px; max-width: none }',
  ),
  plain(
    'centred in a flex box',
    '#around { display: flex; justify-content: center; align-items: center; height: 560px } #it { width: 480px }',
  ),
  plain(
    'a flex item with a gap and a neighbour',
    '#around { display: flex; gap: 30px } #it { width: 480px; align-self: flex-end }',
    '<div id="around"><p>Before</p>IMG<p>After</p></div>',
  ),
  plain(
    'in a grid',
    '#around { display: grid; place-items: end; height: 560px; grid-template-columns: 1fr 1fr } #it { width: 380px }',
  ),
  plain(
    'in columns',
    '#around { columns: 2 } #it { width: 380px }',
    '<div id="around"><p>One</p><p>Two</p>IMG</div>',
  ),
  plain(
    'afloat',
    '#it { float: right; width: 420px; margin: 20px }',
    '<div id="around"><p>Before</p>IMG<p>Text beside it</p></div>',
  ),
  plain(
    'in running text',
    '#it { width: 320px; vertical-align: middle }',
    '<p>Some words before IMG and some behind.</p>',
  ),
  plain(
    'in a table',
    'td { padding: 20px; border: 3px solid } #it { width: 380px }',
    '<table><tr><td>A cell<td>IMG</table>',
  ),
  plain(
    'absolute in a box',
    '#around { position: relative; height: 560px } #it { position: absolute; right: 40px; bottom: 12px; width: 420px; z-index: 3 }',
  ),
  plain('fixed', '#it { position: fixed; left: 130px; top: 44px; width: 420px }'),
  plain(
    'a picture element',
    '#it { width: 480px }',
    '<div id="around"><picture><source media="(min-width: 2000px)" srcset="nothing.webp">IMG</picture></div>',
  ),
  plain('vertical writing', 'body { writing-mode: vertical-rl } #it { width: 440px }'),
  plain(
    'contained and clipped',
    '#around { contain: content; overflow: hidden; border-radius: 30px; width: 400px; height: 300px } #it { width: 480px; max-width: none }',
  ),
];

const HAPPENINGS: readonly Case[] = [
  {
    name: 'the page scrolled',
    css: 'body { padding: 300px 0 2000px } #it { width: 480px }',
    act: (page) => page.evaluate(() => scrollTo(0, 240)),
  },
  {
    name: 'fixed, the page scrolled',
    css: 'body { height: 3000px } #it { position: fixed; top: 44px; width: 420px }',
    act: (page) => page.evaluate(() => scrollTo(0, 500)),
  },
  {
    name: 'sticky, the page scrolled',
    css: 'main { height: 3000px } #it { position: sticky; top: 20px; width: 420px }',
    html: '<main><p>Above</p>IMG</main>',
    act: (page) => page.evaluate(() => scrollTo(0, 700)),
  },
  {
    name: 'in a sticky box, the page scrolled',
    css: 'main { height: 3000px } #around { position: sticky; top: 20px } #it { width: 420px }',
    html: `<main><p>Above</p>${AROUND}</main>`,
    act: (page) => page.evaluate(() => scrollTo(0, 700)),
  },
  {
    name: 'a scroller scrolled',
    css: '#around { overflow: auto; height: 400px; width: 520px } #it { width: 800px; max-width: none; margin: 60px }',
    act: (page) => page.locator('#around').evaluate((it) => it.scrollTo(130, 160)),
  },
  {
    name: 'a scroller that holds the host, scrolled',
    css: '#around { position: relative; overflow: auto; height: 400px; width: 520px } #it { width: 800px; max-width: none }',
    act: (page) => page.locator('#around').evaluate((it) => it.scrollTo(130, 160)),
  },
  {
    name: 'two scrollers in a turned box',
    css: 'main { rotate: 5deg; overflow: auto; height: 500px } #around { overflow: auto; width: 520px; height: 600px } #it { width: 800px; max-width: none }',
    html: `<main>${AROUND}</main>`,
    act: (page) =>
      page.evaluate(() => {
        document.querySelector('main')?.scrollTo(0, 70);
        document.querySelector('#around')?.scrollTo(90, 40);
      }),
  },
  {
    name: 'the window narrower',
    css: '#it { width: 70vw }',
    act: (page) => page.setViewportSize({ width: 700, height: 700 }),
  },
  {
    name: 'something new above',
    css: '#it { width: 480px }',
    html: `<p id="top"></p>${AROUND}`,
    act: style('#top', 'height: 90px'),
  },
  { name: 'another padding', css: '#it { width: 480px }', act: style('#it', 'padding: 33px 1px 2px 44px') },
  {
    name: 'a transition of its own',
    css: '#it { width: 440px; transition: transform 90ms }',
    act: style('#it', 'transform: rotate(14deg) scale(0.8)'),
  },
  {
    name: 'a transition of what holds it',
    css: '#it { width: 440px } #around { transition: padding 90ms }',
    act: style('#around', 'padding: 80px 0 0 120px'),
  },
  {
    name: 'an animation of its own',
    css: '@keyframes go { to { translate: 60px 40px } } #it { width: 440px } #it.go { animation: go 90ms forwards }',
    act: (page) => page.locator('#it').evaluate((it) => it.classList.add('go')),
  },
  {
    name: 'another size of the picture by srcset',
    css: '#it { width: auto; max-width: none }',
    html: '<div id="around"><img id="it" alt="" SRC></div>',
    act: (page) =>
      page
        .locator('#it')
        .evaluate(
          (it, [small, large]) => it.setAttribute('srcset', `${small} 1x, ${large} 2x`),
          [spotPicture(640), spotPicture(1280)],
        ),
  },
  {
    name: 'another source of the picture element',
    css: '#it { width: auto; max-width: none }',
    html: '<picture id="around"><source media="(max-width: 800px)" srcset="SMALL"><img id="it" alt="" SRC></picture>',
    act: (page) => page.setViewportSize({ width: 780, height: 700 }),
  },
  {
    name: 'shrunk to nothing and back',
    css: '#it { width: 480px }',
    act: async (page) => {
      await style('#it', 'display: none')(page);
      await page.evaluate(() => document.body.offsetTop);
      await style('#it', 'width: 400px')(page);
    },
  },
  {
    name: 'moved to another place of the page',
    css: '#it { width: 420px } main { padding: 50px; transform: scale(0.9) }',
    html: `<div id="around">IMG</div><main></main>`,
    act: (page) =>
      page.evaluate(() => document.querySelector('main')?.append(document.querySelector('#it') ?? '')),
  },
  {
    name: 'a full-screen parent',
    css: '#around { background: #fff } #it { width: 480px }',
    act: (page) => page.locator('#around').evaluate((it) => it.requestFullscreen()),
  },
  {
    name: 'the image itself in full screen',
    css: '#it { width: 480px }',
    act: (page) => page.locator('#it').evaluate((it) => it.requestFullscreen()),
  },
  {
    name: 'out of full screen again',
    css: '#it { width: 480px }',
    act: async (page) => {
      await page.locator('#it').evaluate((it) => it.requestFullscreen());
      await page.evaluate(() => document.exitFullscreen());
    },
  },
  {
    name: 'lazy, and far below',
    css: '#it { width: 480px } body { padding: 4000px 0 600px }',
    html: '<div id="around"><img id="it" loading="lazy" alt="" SRC></div>',
    act: (page) => page.evaluate(() => document.querySelector('#it')?.scrollIntoView({ block: 'center' })),
  },
];

const CASES = [...BOXES, ...TRANSFORMS, ...SURROUNDINGS, ...HAPPENINGS];

test('there are at least forty combinations, each with a name of its own', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(40);
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
});

test(
  'a marker sits on its spot of the picture within one px, whatever surrounds the image and happens to it',
  scenario(async (stage) => {
    const server = await stage.server();
    const html = CASES.map(({ css = '', html = AROUND }) => {
      const source = `src="${spotPicture()}"`;
      const body = html
        .replace('IMG', `<img id="it" alt="" ${source}>`)
        .replace('SRC', source)
        .replace('SMALL', spotPicture(640));
      const common = 'body { margin: 20px; font: 16px/24px sans-serif } #it { max-width: 100% }';
      return pageWith(server.origin, 'geometry', `<style>${common} ${css}</style>${body}`);
    });
    const pages = serve(Object.fromEntries(html.map((it, at) => [`/${at}`, { html: it }])));
    const visitor = await stage.visitor('Ada', { viewport: { width: 1000, height: 700 } });
    // A mouse would have whole px only.
    await peopleStart(server.port, 'geometry', [{ ...SPOT, text: 'Here' }]);
    const wrong: unknown[] = [];
    for (const [at, { name, act }] of CASES.entries()) {
      await visitor.page.setViewportSize({ width: 1000, height: 700 });
      await visitor.page.goto(pages.at(`/${at}`));
      await act?.(visitor.page);
      await visitor.page.locator('.marker').first().waitFor();
      let last: unknown = 'nothing';
      const isThere = async (): Promise<boolean> => {
        last = await distanceToSpot(visitor.page).catch(String);
        return Number(last) < 1;
      };
      await until(name, isThere).catch(() => wrong.push([name, last]));
    }
    expect(wrong).toEqual([]);
  }),
  LIMIT,
);
