import { describe, expect, test } from 'bun:test';
import { scenario, withBrowser } from './support/scenario.ts';
import { until } from './support/until.ts';
import { IMAGE, type Started, opened, page, serve, withPages } from './support/widget-page.ts';

const LIMIT = 60_000;

withBrowser();
withPages();

describe('somebody else’s page', () => {
  test(
    'hostile styles do not reach us, and we change none of its layout',
    scenario(async (stage) => {
      const hostile = `* { all: unset !important; display: inline-block !important; position: relative !important; opacity: 0.5 !important }
        style, script, head { display: none !important } div { width: 50% !important; margin: 40px !important }
        button { transform: scale(3) !important; display: none !important } img { width: 400px !important }`;
      const { visitor, page } = await opened(
        stage,
        `<style>${hostile}</style><p>Before</p>${IMAGE}<p>After</p>`,
      );
      const boxes = () =>
        page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll('p, img')].map((it) => {
            const { x, y, width, height } = it.getBoundingClientRect();
            return [x, y, width, height, it.scrollWidth, it.scrollHeight];
          }),
        );
      // On the last px of the picture, where a marker stands over its edge.
      await visitor.starts(99.5, 99.5, 'At the edge');
      await visitor.starts(50, 50, 'In the middle');
      const [edge, middle] = await visitor.markers();
      expect(edge?.x).toBeCloseTo(99.5, 0);
      expect(middle?.y).toBeCloseTo(50, 0);
      const box = await visitor.window.boundingBox();
      expect(box?.width).toBe(300);
      const opacity = await visitor.window.evaluate((it) => getComputedStyle(it).opacity);
      expect(opacity).toBe('1');
      const withUs = await boxes();
      await page.evaluate(() => (window as unknown as Started).handle.destroy());
      expect(await boxes()).toEqual(withUs);
      expect(await page.locator('[data-imagechat]').count()).toBe(0);
    }),
    LIMIT,
  );

  test(
    'a marker on the edge of a picture that fills the page gives it no scroll bars',
    scenario(async (stage) => {
      const body = `<style>body { margin: 0 } #it { display: block; width: 100% }</style>${IMAGE}`;
      const { visitor, page } = await opened(stage, body, { viewport: { width: 900, height: 600 } });
      await visitor.starts(99.8, 99.8, 'In the corner');
      const { width, height } = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        height: document.documentElement.scrollHeight,
      }));
      expect({ width, height }).toEqual({ width: 900, height: 600 });
    }),
    LIMIT,
  );

  test(
    'runs under a strict content security policy with Trusted Types and no policy of its own',
    scenario(async (stage) => {
      const server = await stage.server();
      const policy = [
        "default-src 'none'",
        "img-src 'self'",
        "style-src 'none'",
        `script-src 'nonce-abc' ${server.origin}`,
        `connect-src ${server.origin} ${server.origin.replace('http', 'ws')}`,
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "base-uri 'none'",
      ].join('; ');
      const html = page(
        server.origin,
        'strict',
        '<img id="it" src="/picture.webp" width="600" alt="">',
      ).replaceAll('<script>', '<script nonce="abc">');
      const pages = serve({
        '/': {
          html: html.replace('<link rel="icon" href="data:,">', ''),
          headers: { 'content-security-policy': policy },
        },
      });
      const visitor = await stage.visitor('Ada');
      const violations: string[] = [];
      visitor.page.on('console', (message) => {
        if (/Content Security Policy|TrustedHTML|Trusted Type/i.test(message.text()))
          violations.push(message.text());
      });
      await visitor.open(pages.at('/'));
      await visitor.starts(50, 50, 'Strictly speaking');
      await visitor.reads('Strictly speaking');
      // The window's other half comes under the policy, too.
      await visitor.window.locator('[part~="open-format"]').waitFor();
      expect((await visitor.window.boundingBox())?.width).toBe(300);
      expect(violations).toEqual([]);
    }),
    LIMIT,
  );

  test(
    'one socket for all images of a page; it ends when the images leave, and is back when they are',
    scenario(async (stage) => {
      const script = `ImageChat(document.querySelector('#other'), { tenantId: 'demo', urlId: 'another' });
        window.again = ImageChat(document.querySelector('#it').parentElement, { tenantId: 'demo', urlId: 'same' });`;
      const body = `<figure>${IMAGE}</figure><img id="other" src="/picture.webp" width="300" alt="">`;
      const { visitor, page } = await opened(stage, body, { script });
      await until('both to be watched', () => visitor.heardSince(0, 'subscribed').length >= 2);
      expect(visitor.lines).toBe(1);
      // Twice on one element is one widget.
      expect(await page.locator('[data-imagechat]').count()).toBe(2);
      expect(
        await page.evaluate(
          () => (window as unknown as Started).again === (window as unknown as Started).handle,
        ),
      ).toBe(true);
      const closed = visitor.page.waitForEvent('console', {
        predicate: (message) => message.text() === 'closed',
      });
      await page.evaluate(() => {
        const { WebSocket } = window;
        const { close } = WebSocket.prototype;
        WebSocket.prototype.close = function (...parts) {
          console.log('closed');
          close.apply(this, parts);
        };
        Object.assign(window, { kept: document.querySelector('figure') });
        for (const it of document.querySelectorAll('figure, #other')) it.remove();
      });
      await closed;
      expect(await page.locator('[data-imagechat]').count()).toBe(0);
      const lines = visitor.lines;
      await page.evaluate(() => document.body.append((window as unknown as Started).kept));
      await visitor.isLive(lines);
      expect(await page.locator('[data-imagechat]').count()).toBe(1);
    }),
    LIMIT,
  );

  test(
    'says in one sentence what is wrong with its configuration; a second copy of the script changes nothing',
    scenario(async (stage) => {
      const { visitor, page, chat } = await opened(stage, IMAGE);
      const told: string[] = [];
      page.on('console', (message) => told.push(message.text()));
      const results = await page.evaluate(() => {
        const start = (window as unknown as Started).ImageChat;
        return [start(document.images[0], {}), start(null, { tenantId: 'demo' })].map(String);
      });
      expect(results).toEqual(['undefined', 'undefined']);
      await until('both sentences', () => told.length >= 2);
      expect(told).toEqual([
        "Image Chat: tenantId is missing. Add tenantId: 'your-tenant' to the configuration.",
        'Image Chat: there is no image to talk about. Pass an <img> or an element with one inside as the first argument.',
      ]);
      visitor.complaints.length = 0;
      const same = await page.evaluate(async (src) => {
        const first = (window as unknown as Started).ImageChat;
        const script = Object.assign(document.createElement('script'), {
          src: `${src}/js/embed-image-chat.min.js?again`,
        });
        const loaded = new Promise((resolve) => script.addEventListener('load', resolve));
        document.body.append(script);
        await loaded;
        return (
          first === (window as unknown as Started).ImageChat &&
          first === (window as unknown as Started).FastCommentsImageChat
        );
      }, chat);
      expect(same).toBe(true);
    }),
    LIMIT,
  );

  test(
    'follows body.dark while running, and does what update() says',
    scenario(async (stage) => {
      const { visitor, page } = await opened(stage, IMAGE);
      await visitor.starts(50, 50, 'Day and night');
      const ground = () => visitor.window.evaluate((it) => getComputedStyle(it).backgroundColor);
      const light = 'rgb(255, 255, 255)';
      const dark = 'rgb(22, 24, 29)';
      expect(await ground()).toBe(light);
      await page.evaluate(() => document.body.classList.add('dark'));
      await until('dark', async () => (await ground()) === dark);
      await page.evaluate(() =>
        (window as unknown as Started).handle.update({ hasDarkBackground: false, chatSquarePercentage: 10 }),
      );
      expect(await ground()).toBe(light);
      const { width } = (await visitor.marker('Day and night').boundingBox()) ?? { width: 0 };
      expect(width).toBeCloseTo((await visitor.pictureWidth()) / 10, 0);
      await page.evaluate(() => (window as unknown as Started).handle.update({ readonly: true }));
      expect(await visitor.input.count()).toBe(0);
      await page.evaluate(() =>
        (window as unknown as Started).handle.update({ urlId: 'elsewhere', readonly: false }),
      );
      await until('another image', async () => (await visitor.markers()).length === 0);
      const hint = 'Click anywhere on the picture to start a conversation.';
      await until('a hint', async () => (await visitor.status()) === hint);
    }),
    LIMIT,
  );

  test(
    'another picture of the same size in the same <img> has conversations of its own',
    scenario(async (stage) => {
      const { visitor, page } = await opened(stage, IMAGE, { options: 'urlId: undefined' });
      await visitor.starts(50, 50, 'About the first');
      await until('it to be saved', async () => (await visitor.comments()).every(({ pending }) => !pending));
      const show = (src: string) =>
        page.evaluate((to) => document.querySelector('#it')?.setAttribute('src', to), src);
      const { lines } = visitor;
      await show('/picture.webp?second');
      await until('another image', async () => (await visitor.markers()).length === 0);
      // While the other one loads there is nothing to press on.
      await visitor.isLive(lines);
      await visitor.starts(20, 20, 'About the second');
      expect(await visitor.markers()).toHaveLength(1);
      await show('/picture.webp');
      await visitor.marker('About the first').waitFor();
      expect(await visitor.markers()).toHaveLength(1);
    }),
    LIMIT,
  );
  test(
    'the page’s console stays silent from the first byte to the last: starting, writing, leaving',
    scenario(async (stage) => {
      const server = await stage.server();
      const body = `${IMAGE}<img id="other" src="/picture.webp" width="300" alt="">`;
      const start = `window.second = ImageChat(document.querySelector('#other'), { tenantId: 'demo', urlId: 'other', locale: 'fr_fr' });`;
      const pages = serve({ '/': { html: page(server.origin, 'silent', body, '', start) } });
      const visitor = await stage.visitor('Ada');
      const told: string[] = [];
      visitor.page.on('console', (message) => told.push(message.text()));
      await visitor.open(pages.at('/'), 'css:light=img#it');
      await visitor.starts(50, 50, 'Quietly');
      await visitor.reads('Quietly');
      await visitor.deleteConversation();
      await visitor.page.evaluate(() => (window as unknown as Started).handle.destroy());
      await visitor.page.evaluate(() => document.querySelector('#other')?.remove());
      await until(
        'nothing of ours',
        async () => (await visitor.page.locator('[data-imagechat]').count()) === 0,
      );
      expect(told).toEqual([]);
    }),
    LIMIT,
  );

  test(
    'two widgets and two versions of the script do not disturb each other',
    scenario(async (stage) => {
      const server = await stage.server();
      const again = `<script src="${server.origin}/js/embed-image-chat.min.js?v=2"></script>`;
      // An older one that keeps its own name for the function, as a page with a copy of its own might have it.
      const older = `<script>window.first = window.ImageChat; delete window.ImageChat; delete window.FastCommentsImageChat;</script>${again}
        <script>window.other = ImageChat(document.querySelector('#other'), { tenantId: 'demo', urlId: 'other-version' });</script>`;
      const body = `${IMAGE}<img id="other" src="/picture.webp" width="300" alt="">`;
      const pages = serve({ '/': { html: page(server.origin, 'versions', body) + older } });
      const visitor = await stage.visitor('Ada', { viewport: { width: 1700, height: 1500 } });
      await visitor.open(pages.at('/'), 'css:light=img#it');
      expect(
        await visitor.page.evaluate(
          () => (window as unknown as { first: unknown }).first !== (window as unknown as Started).ImageChat,
        ),
      ).toBe(true);
      await visitor.starts(50, 50, 'In the first');
      await visitor.page.locator('#other + [data-imagechat]').waitFor();
      expect(await visitor.page.locator('[data-imagechat]').count()).toBe(2);
      const other = visitor.page.locator('#other + [data-imagechat] [part~="status"]');
      await until('the second to live', async () => ((await other.textContent()) ?? '').startsWith('Click'));
      expect(await visitor.page.locator('#other + [data-imagechat] [part~="marker"]').count()).toBe(0);
    }),
    LIMIT,
  );

  test(
    'a widget in Hebrew lies right on a page from right to left with `* { all: unset }` and wide pictures',
    scenario(async (stage) => {
      const style =
        '* { all: unset } img { max-width: 50vw; display: inline; border: 7px solid; padding: 3px }';
      const { visitor, page } = await opened(stage, `<style>${style}</style>${IMAGE}`, {
        options: "locale: 'he'",
      });
      await page.evaluate(() => (document.documentElement.dir = 'rtl'));
      await visitor.starts(20, 70, 'From right to left');
      const [marker] = await visitor.markers();
      // Measured on the border box, which is ten px wider on each side.
      expect(marker?.x).toBeCloseTo(20, 0);
      expect(marker?.y).toBeCloseTo(70, 0);
      expect((await visitor.window.boundingBox())?.width).toBe(300);
      // Its language comes in a file of its own.
      await until('the window to run that way', () =>
        visitor.window.evaluate((it) => getComputedStyle(it).direction === 'rtl'),
      );
    }),
    LIMIT,
  );
});
