import { expect, test } from 'bun:test';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { sofaPage } from './support/sofa-page.ts';
import { Talker } from './support/talker.ts';
import { until } from './support/until.ts';
import { Visitor } from './support/visitor.ts';

const LIMIT = 240_000;
const PICTURE = '.one-image .picture img';

const browser = ownBrowser();

test(
  'a moderator opens a picture in the dashboard and talks, resolves and hides in the real widget, while a visitor watches',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    await using moWindow = await DashboardWindow.open(browser());
    await owner.setUp(server);
    await moWindow.joinBy(owner, 'Mo');
    using pages = sofaPage(server);
    await using context = await browser().newContext();
    const vera = await Visitor.in(context, 'Vera');
    await vera.open(pages.at('/'));
    await vera.starts(30, 40, 'Is this oak?');

    // Listens before the line is opened, so that no frame is missed.
    const mo = Visitor.at(moWindow.page, 'Mo', PICTURE);
    await moWindow.goTo('Images');
    await moWindow.page.getByRole('link', { name: 'The sofa' }).click();
    await moWindow.heading('The sofa').waitFor();
    await mo.marker('Is this oak?').waitFor();
    expect(await mo.markers()).toHaveLength(1);
    const spots = moWindow.page.locator('.spots li');
    expect(await spots.count()).toBe(1);

    // Live: what a visitor says appears, on the picture, in the window and in the list.
    await mo.openMarker('Is this oak?');
    await vera.say('Or beech?');
    await mo.reads('Or beech?');
    await spots.getByText('2 comments').waitFor();

    // Nobody asks for a name: it is who is signed in.
    expect(await mo.window.locator('[part~="name"]').count()).toBe(0);
    await mo.say('It is ash.');
    await vera.reads('It is ash.');
    await vera.comment('It is ash.').getByText('Mo', { exact: true }).waitFor();

    // What a moderator hides is gone for the visitor in that moment.
    const eve = await Talker.named('Eve', server.origin);
    const id = (await vera.markers())[0]?.id ?? '';
    await eve.answers('sofa', id, 'Buy my pills');
    await vera.reads('Buy my pills');
    await mo.chooseFor('Buy my pills', 'Hide');
    await vera.comment('Buy my pills').waitFor({ state: 'detached' });

    // And what is resolved is seen to be.
    await mo.window.locator('[part~="resolve"]').click();
    await vera.marker('Resolved').waitFor();

    // Whoever is taken out of the site stands there as nobody, at once.
    await owner.goTo('Images');
    await owner.goTo('Access');
    await owner.page
      .getByRole('listitem')
      .filter({ hasText: 'Mo' })
      .getByRole('button', { name: 'Remove' })
      .click();
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await until('the rights to be gone', () =>
      mo.frames.some((frame) => 'down' in frame && JSON.stringify(frame.down).includes('invalid-token')),
    );
    expect([...owner.complaints, ...vera.complaints]).toEqual([]);
  },
  LIMIT,
);

test(
  'a picture that does not load says so and leaves the list; hot spots are one press away',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    const lea = await Talker.named('Lea', server.origin);
    await lea.starts('gone', 'Where is it?', { src: `${server.origin}/nowhere.webp`, title: 'Gone' });
    const src = `${server.origin}/demo/pictures/design-mockup.webp`;
    await lea.starts('sofa', 'Too green', { src, title: 'The sofa' }, { x: 20, y: 30 });
    await page.goto(`${server.origin}/dashboard/images/gone`);
    await page.getByText('This picture cannot be loaded.').waitFor();
    await page.getByText('only the list of spots can be shown here').waitFor();
    await page.locator('.spots').getByText('Where is it?').waitFor();

    await page.goto(`${server.origin}/dashboard/images/sofa`);
    const olive = Visitor.at(page, 'Olive', PICTURE);
    await olive.marker('Too green').waitFor();
    expect(await page.locator('.one-image .spot').count()).toBe(0);
    await owner.button('Hot spots').click();
    await page.locator('.one-image .spot').waitFor();
    await page.locator('.one-image [data-imagechat]').waitFor({ state: 'detached' });
    await owner.button('Talk').click();
    await olive.marker('Too green').waitFor();
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);
