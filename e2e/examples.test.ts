import { afterAll, beforeAll, expect, test } from 'bun:test';
import { scenario, withBrowser } from './support/scenario.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

const LIMIT = 60_000;

withBrowser();

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start();
}, LIMIT);
afterAll(() => server.stop());

const example = (name: string): string => `${server.origin}/examples/${name}/`;

/** Each example with the image of it that a visitor talks about. */
const EXAMPLES = {
  'plain-html': 'css:light=img',
  react: 'css:light=img',
  vue: 'css:light=img',
  'design-review': 'css:light=img[data-version="2"]',
  'support-screenshot': 'css:light=#screenshot',
  'classroom-diagram': 'css:light=#diagram',
} as const;

test(
  'the list leads from the demo to every example',
  scenario(async (stage) => {
    const { page } = await stage.visitor('Ada');
    await page.goto(server.origin);
    await page.getByRole('link', { name: /^Examples/ }).click();
    await page.waitForURL('**/examples/');
    for (const name of Object.keys(EXAMPLES)) {
      const link = page.locator(`h2 a[href="${name}/"]`);
      expect([name, await link.count()]).toEqual([name, 1]);
    }
  }),
  LIMIT,
);

// Three of them show the same image, so everyone talks about a spot of their own.
for (const [at, [name, image]] of Object.entries(EXAMPLES).entries())
  test(
    `${name}: one starts a conversation, another window sees it`,
    scenario(async (stage) => {
      const ada = await stage.visitor('Ada');
      const ben = await stage.visitor('Ben');
      await Promise.all([ada.open(example(name), image), ben.open(example(name), image)]);
      const text = `Said in ${name}`;
      await ada.starts(12 + at * 14, 30, text);
      await ben.marker(text).waitFor();
      await ben.openMarker(text);
      await ben.reads(text);
    }),
    LIMIT,
  );

for (const name of ['react', 'vue'] as const)
  test(
    `${name}: updates while running, goes with its component and comes back; mounting twice is one widget`,
    scenario(async (stage) => {
      const me = await stage.visitor('Ada');
      const { page } = me;
      await me.open(example(name));
      await me.starts(name === 'react' ? 30 : 60, 60, `Counted in ${name}`);
      await until('the count', async () =>
        /[1-9]\d* comment/.test((await page.locator('output').textContent()) ?? ''),
      );
      expect(await page.locator('[data-imagechat]').count()).toBe(1);
      await page.getByRole('button', { name: 'Read only' }).click();
      await me.input.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Read only' }).click();
      await me.input.waitFor();
      await page.getByRole('button', { name: 'Conversations', exact: true }).click();
      await until('nothing of ours', async () => (await page.locator('[data-imagechat]').count()) === 0);
      await page.getByRole('button', { name: 'Conversations', exact: true }).click();
      await me.marker(`Counted in ${name}`).waitFor();
      expect(await page.locator('[data-imagechat]').count()).toBe(1);
    }),
    LIMIT,
  );

test(
  'support-screenshot: the address of an open conversation opens it again, elsewhere too',
  scenario(async (stage) => {
    const ada = await stage.visitor('Ada');
    await ada.open(example('support-screenshot'), EXAMPLES['support-screenshot']);
    await ada.starts(80, 80, 'Here it says 409');
    await until('the address to follow', () => new URL(ada.page.url()).hash.length > 1);
    const ben = await stage.visitor('Ben');
    await ben.open(ada.page.url(), EXAMPLES['support-screenshot']);
    await ben.reads('Here it says 409');
  }),
  LIMIT,
);

test(
  'classroom-diagram: every group has its own conversations',
  scenario(async (stage) => {
    const me = await stage.visitor('Ada');
    await me.open(example('classroom-diagram'), EXAMPLES['classroom-diagram']);
    await me.page.getByRole('button', { name: 'Group B' }).click();
    await until(
      'an empty picture',
      async () => (await me.status()) !== '' && (await me.markers()).length === 0,
    );
    await me.starts(70, 70, 'Asked by group B');
    await me.closeWindow();
    await me.page.getByRole('button', { name: 'Group C' }).click();
    await until('nothing of B', async () => (await me.marker('Asked by group B').count()) === 0);
    await me.page.getByRole('button', { name: 'Group B' }).click();
    await me.marker('Asked by group B').waitFor();
  }),
  LIMIT,
);
