import { expect, test } from 'bun:test';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { Pages } from './support/pages.ts';
import { ServerProcess } from './support/server-process.ts';
import { Talker } from './support/talker.ts';
import { Visitor } from './support/visitor.ts';

const LIMIT = 240_000;

const browser = ownBrowser();

/** Two pages of the site: where the picture was, and where it is now. */
function siteOf(server: ServerProcess): Pages {
  const html = (urlId: string) => `<title>${urlId}</title><link rel="icon" href="data:,">
    <img src="/sofa.webp" width="900" height="600" alt="A sofa">
    <script src="${server.origin}/js/embed-image-chat.min.js"></script>
    <script>ImageChat(document.querySelector('img'), { tenantId: 'night-trains', urlId: '${urlId}' });</script>`;
  return new Pages({ '/old': { html: html('old-page') }, '/new': { html: html('new-page') } });
}

test(
  'a moved page keeps its talk: watchers of both names see it go and come, and it can be taken back',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    using pages = siteOf(server);
    const contexts = [await browser().newContext(), await browser().newContext()] as const;
    const [vera, wim] = [await Visitor.in(contexts[0], 'Vera'), await Visitor.in(contexts[1], 'Wim')];
    await vera.open(pages.at('/old'));
    await wim.open(pages.at('/new'));
    await vera.starts(30, 40, 'Is this oak?');
    await (await Talker.named('Lea', server.origin)).starts('taken-page', 'Mine');

    await owner.goTo('Images');
    await page.getByRole('link', { name: 'old-page' }).click();
    await owner.button('Change its name').click();
    const dialog = page.getByRole('dialog');
    const change = dialog.getByRole('button', { name: 'Change its name' });
    // The name it has is no new one, and one in use is refused in words.
    await change.click();
    await dialog.getByText('Type the name it is to have.').waitFor();
    await dialog.getByLabel('New name').fill('taken-page');
    await change.click();
    await dialog.getByText('Another picture has this name already').waitFor();
    expect(await owner.objections()).toEqual([]);
    await dialog.getByLabel('New name').fill('new-page');
    await change.click();
    await page.getByText('The talk is under its new name now.').waitFor();
    expect(page.url()).toEndWith('/dashboard/images/new-page');

    await wim.marker('Is this oak?').waitFor();
    await vera.marker('Is this oak?').waitFor({ state: 'detached' });
    await wim.openMarker('Is this oak?');
    await wim.say('It is beech.');
    await wim.reads('It is beech.');
    // The old page is like one nobody talked about, and can be talked about.
    await vera.page.reload();
    await vera.isLive(1);
    expect(await vera.markers()).toHaveLength(0);

    // Back again: what was said meanwhile comes along.
    await owner.button('Change its name').click();
    await dialog.getByLabel('New name').fill('old-page');
    await change.click();
    await vera.marker('Is this oak?').waitFor();
    await wim.marker('Is this oak?').waitFor({ state: 'detached' });
    await vera.openMarker('Is this oak?');
    await vera.reads('It is beech.');

    await owner.goTo('Log');
    await page.getByRole('row').filter({ hasText: 'rename-image' }).first().waitFor();
    for (const context of contexts) await context.close();
    expect([...owner.complaints, ...vera.complaints, ...wim.complaints]).toEqual([]);
  },
  LIMIT,
);
