import { afterAll, beforeAll, expect, test } from 'bun:test';
import { scenario, withBrowser } from './support/scenario.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';
import { serve, withPages } from './support/widget-page.ts';

const LIMIT = 60_000;
const IMAGE = '<img src="/picture.webp" width="600" alt="A design">';

withBrowser();
withPages();

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start();
}, LIMIT);
afterAll(() => server.stop());

/** A page without a script of its own. */
function address(body: string, attributes = ''): string {
  const html = `<link rel="icon" href="data:,"><script src="${server.origin}/js/embed-image-chat.min.js" ${attributes}></script><body>${body}`;
  return serve({ '/': { html } }).at('/');
}

test(
  '<image-chat> starts on the image inside, follows its attributes, its config and another image',
  scenario(async (stage) => {
    const me = await stage.visitor('Ada');
    const { page } = me;
    const inside = `<image-chat tenant-id="demo" url-id="element" readonly has-dark-background="false">${IMAGE}</image-chat>`;
    await me.open(address(inside));
    const element = page.locator('image-chat');
    expect(await me.status()).toBe('');
    await element.evaluate((it) => it.removeAttribute('readonly'));
    await until('a hint', async () => (await me.status()) !== '');
    await me.starts(50, 50, 'Said inside an element');
    // Functions come as a property.
    await element.evaluate((it) =>
      Object.assign(it, { config: { onMarkerDeleted: () => document.body.classList.add('heard') } }),
    );
    await me.deleteConversation();
    await page.waitForSelector('body.heard');
    await element.evaluate((it) => it.setAttribute('url-id', 'another-element'));
    await until('another image to be watched', () =>
      me.frames.some((frame) => 'up' in frame && 'urlId' in frame.up && frame.up.urlId === 'another-element'),
    );
    await element.evaluate((it) =>
      it.replaceChildren(Object.assign(new Image(), { src: '/picture.webp?new', width: 500 })),
    );
    await until(
      'the widget on the new image',
      async () => (await page.locator('img[src*=new] + [data-imagechat]').count()) === 1,
    );
    expect(await page.locator('[data-imagechat]').count()).toBe(1);
    await element.evaluate((it) => it.remove());
    await until('nothing of ours', async () => (await page.locator('[data-imagechat]').count()) === 0);
  }),
  LIMIT,
);

test(
  '<image-chat> that comes later works too, and a wrong attribute is told with its mend',
  scenario(async (stage) => {
    const me = await stage.visitor('Ada');
    const told: string[] = [];
    me.page.on('console', (message) => told.push(message.text()));
    await me.page.goto(address('<p>Nothing yet</p>'));
    await me.page.evaluate((image) => {
      const later = document.createElement('image-chat');
      for (const [name, value] of Object.entries({
        'tenant-id': 'demo',
        'url-id': 'later',
        readonly: 'maybe',
        sso: '{broken',
      }))
        later.setAttribute(name, value);
      const parsed = new DOMParser().parseFromString(image, 'text/html');
      later.append(...parsed.body.childNodes);
      document.body.append(later);
    }, IMAGE);
    await me.isLive();
    await until('both sentences', () => told.length >= 2);
    expect(told).toEqual([
      'Image Chat: readonly should be true or false, not "maybe". The default is used.',
      'Image Chat: sso should be an object, not "{broken". The default is used.',
    ]);
  }),
  LIMIT,
);

test(
  'marked images start by themselves: options of the image before those of the script, later ones and changes too',
  scenario(async (stage) => {
    const me = await stage.visitor('Ada');
    const { page } = me;
    const marked = IMAGE.replace('<img', '<img data-image-chat data-url-id="marked"');
    const free = IMAGE.replace('<img', '<img class="free" hidden');
    await me.open(
      address(`${marked}${free}`, 'data-image-chat=".talk" data-tenant-id="demo" data-readonly'),
      'css:light=img[data-image-chat]',
    );
    expect(await me.status()).toBe('');
    expect(await page.locator('[data-imagechat]').count()).toBe(1);
    await me.image.evaluate((it) => it.setAttribute('data-readonly', 'false'));
    await until('a hint', async () => (await me.status()) !== '');
    await page.evaluate(() => {
      const late = Object.assign(new Image(), { src: '/picture.webp', className: 'talk', width: 300 });
      late.dataset.urlId = 'late';
      document.body.append(late);
    });
    await until('both', async () => (await page.locator('[data-imagechat]').count()) === 2);
  }),
  LIMIT,
);
