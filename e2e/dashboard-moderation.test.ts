import { expect, test } from 'bun:test';
import { imagechat } from './support/as-member.ts';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { sofaPage } from './support/sofa-page.ts';
import { Talker } from './support/talker.ts';
import { until } from './support/until.ts';
import { Visitor } from './support/visitor.ts';

const LIMIT = 240_000;

const browser = ownBrowser();

/** Goes to the queue of a window and waits until it was read. */
async function moderate(window: DashboardWindow, server: ServerProcess, view = 'pending'): Promise<void> {
  await window.page.goto(`${server.origin}/dashboard/moderation/${view}`);
  await window.heading('What needs me?').waitFor();
  await window.page.locator('.queue, .empty').first().waitFor();
}

/** Sets something about the site; started anew, the server knows it from the first comment on. */
async function ruled(server: ServerProcess, setting: string): Promise<void> {
  await imagechat(server, 'tenant', 'set', 'night-trains', setting);
  await server.kill('SIGTERM');
  await server.restart();
}

/** The entry that holds a text. */
function entry(window: DashboardWindow, text: string) {
  return window.page.getByRole('article').filter({ hasText: text });
}

test(
  'two moderators work through the queue while a visitor watches: each sees at once what the other did',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    await using mo = await DashboardWindow.open(browser());
    await owner.setUp(server);
    await mo.joinBy(owner, 'Mo');
    await ruled(server, 'premoderation=everyone');
    using pages = sofaPage(server);
    await using context = await browser().newContext();
    const vera = await Visitor.in(context, 'Vera');
    await vera.open(pages.at('/'));
    await Promise.all([moderate(owner, server), moderate(mo, server)]);
    await owner.page.getByText('Nothing waits for you.').waitFor();

    const facts = { src: pages.at('/sofa.webp'), title: 'The sofa' };
    const lea = await Talker.named('Lea', server.origin);
    await lea.starts('sofa', 'Is this oak?', facts, { x: 40, y: 30 });

    // New ones appear by themselves, with the marker where it is on the picture.
    await Promise.all([owner, mo].map((each) => entry(each, 'Is this oak?').waitFor()));
    const picture = entry(owner, 'Is this oak?').getByRole('img', { name: 'The sofa' });
    await until('the picture to load', () =>
      picture.evaluate((it) => (it as HTMLImageElement).naturalWidth > 0),
    );
    const spot = await entry(owner, 'Is this oak?').evaluate((it) => {
      const [frame, mark] = ['img', '.spot'].map((part) => it.querySelector(part)?.getBoundingClientRect());
      if (!frame || !mark) return [];
      const middle = [mark.x + mark.width / 2 - frame.x, mark.y + mark.height / 2 - frame.y] as const;
      return [(middle[0] / frame.width) * 100, (middle[1] / frame.height) * 100].map(Math.round);
    });
    expect(spot).toEqual([40, 30]);
    expect(await vera.markers()).toHaveLength(0);

    // What one approves the visitor sees, and the other has no more to do about.
    await entry(owner, 'Is this oak?').getByRole('button', { name: 'Approve' }).click();
    await vera.marker('Is this oak?').waitFor();
    await entry(mo, 'Is this oak?').waitFor({ state: 'detached' });

    // Undone, it waits again, for both, and the visitor does not see it.
    await owner.button('Undo').click();
    await entry(mo, 'Is this oak?').waitFor();
    await vera.marker('Is this oak?').waitFor({ state: 'detached' });

    // By keyboard: the newest one, marked as spam.
    await entry(mo, 'Is this oak?').focus();
    await mo.page.keyboard.press('s');
    await mo.page.getByText('Marked as spam: 1.').waitFor();
    await entry(owner, 'Is this oak?').waitFor({ state: 'detached' });
    await mo.page.getByRole('link', { name: /^Spam/ }).click();
    await entry(mo, 'Is this oak?').waitFor();
    expect([...owner.complaints, ...mo.complaints, ...vera.complaints]).toEqual([]);
  },
  LIMIT,
);

test(
  'many at once by keyboard, the conversation around, a search, a lock and a ban, all undone again',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    const [ada, eve] = [await Talker.named('Ada', server.origin), await Talker.named('Eve', server.origin)];
    const id = await ada.starts('sofa', 'Too green', { src: 'https://elsewhere.test/a.png' });
    await eve.answers('sofa', id, 'Buy my pills');
    await eve.answers('sofa', id, 'Cheap pills');
    await ada.answers('sofa', id, 'Please stop');
    await moderate(owner, server, 'all');

    // A picture of elsewhere is not asked for unasked.
    await page.getByText('A picture at elsewhere.test').first().waitFor();
    expect(owner.requests.filter((request) => request.includes('elsewhere.test'))).toEqual([]);

    // j, j, x, j … the keys work where the focus is.
    const isAt = (text: string) =>
      page.evaluate((it) => document.activeElement?.closest('article')?.textContent?.includes(it), text);
    // The page listens to keys a moment after it is drawn; a key that came before that did nothing.
    await until('the newest', async () => {
      if (await page.evaluate(() => document.activeElement === document.body)) await page.keyboard.press('j');
      return await isAt('Please stop');
    });
    for (const text of ['Cheap pills', 'Buy my pills']) {
      await page.keyboard.press('j');
      await until(text, () => isAt(text));
      await page.keyboard.press('x');
    }
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('h');
    await page.getByText('Hidden: 2.').waitFor();
    await until('two to be hidden', async () => (await page.locator('.tag.hidden').count()) === 2);
    await page.keyboard.press('u');
    await until('none to be hidden', async () => (await page.locator('.tag.hidden').count()) === 0);

    // The conversation around one, in its order.
    await entry(owner, 'Cheap pills').getByRole('button', { name: 'Show conversation' }).click();
    const around = page.locator('.around li');
    await until('the conversation', async () => (await around.count()) === 4);
    expect(await around.first().textContent()).toContain('Too green');
    expect(await page.locator('.around li[aria-current]').textContent()).toContain('Cheap pills');
    await owner.button('Hide conversation').click();

    await entry(owner, 'Cheap pills').getByRole('button', { name: 'Lock' }).click();
    await until('the lock', async () => (await page.getByText('Locked', { exact: true }).count()) === 4);
    await owner.button('Undo').click();
    await until('no lock', async () => (await page.getByText('Locked', { exact: true }).count()) === 0);

    await page.getByText('Search', { exact: true }).first().click();
    await page.getByLabel('Author').fill('eve');
    await page.getByLabel('Words').fill('PILLS');
    await page.keyboard.press('Enter');
    await until('what Eve wrote', async () => (await page.getByRole('article').count()) === 2);

    await entry(owner, 'Buy my pills').getByRole('button', { name: 'Ban' }).click();
    await page.getByText('Ban Eve?').waitFor();
    await page.getByLabel('A week').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Ban' }).click();
    await page.getByText('Eve is banned.').waitFor();
    expect(await eve.answers('sofa', id, 'More').catch((error: Error) => error.message)).toContain('banned');
    await owner.button('Undo').click();
    await page.getByText('Undone.').waitFor();
    await eve.answers('sofa', id, 'Sorry');
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);

test(
  'visitors report a comment from its menu, once each; enough of them hide it, and a moderator brings it back; a picture can be closed',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    await ruled(server, 'flagsToHide=2');
    using pages = sofaPage(server);
    const eve = await Talker.named('Eve', server.origin);
    const facts = { src: pages.at('/sofa.webp'), title: 'The sofa' };
    const id = await eve.starts('sofa', 'Nice', facts, { x: 30, y: 40 });
    await eve.answers('sofa', id, 'What a rude thing to say');
    await moderate(owner, server, 'flagged');
    await page.getByText('Nothing is flagged.').waitFor();
    const contexts = [await browser().newContext(), await browser().newContext()] as const;
    const [vera, wim] = [await Visitor.in(contexts[0], 'Vera'), await Visitor.in(contexts[1], 'Wim')];
    for (const each of [vera, wim]) {
      await each.open(pages.at('/'));
      await each.openMarker('Nice');
      await each.say(`Hello from ${each.name}`);
      await each.comment(`Hello from ${each.name}`).waitFor();
    }
    await vera.chooseFor('What a rude thing to say', 'Report');
    await vera.window.getByText('Thanks. A moderator will take a look.').waitFor();
    await entry(owner, 'What a rude thing to say').waitFor();
    await page.getByText('1 reports').waitFor();
    await wim.chooseFor('What a rude thing to say', 'Report');
    // It is gone for visitors until a moderator looks.
    await vera.comment('What a rude thing to say').waitFor({ state: 'detached' });
    await entry(owner, 'What a rude thing to say').getByText('Waiting', { exact: true }).waitFor();
    await entry(owner, 'What a rude thing to say').getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Nothing is flagged.').waitFor();
    await vera.comment('What a rude thing to say').waitFor();

    await owner.goTo('Images');
    await page.getByRole('link', { name: 'The sofa' }).click();
    await owner.heading('The sofa').waitFor();
    // Two visitors, and who looks from here.
    await page.getByText('Looking now: 3').waitFor();
    await owner.button('Hot spots').click();
    expect(await page.locator('.one-image .spot').count()).toBe(1);
    await page.getByRole('link', { name: 'Comments on it' }).click();
    await until('its comments', async () => (await page.getByRole('article').count()) === 4);
    await page.goBack();
    await owner.button('Close for comments').click();
    await owner.button('Open for comments').waitFor();
    expect(await eve.answers('sofa', id, 'More').catch((error: Error) => error.message)).toContain('closed');
    await owner.button('Open for comments').click();
    await owner.button('Close for comments').waitFor();
    await eve.answers('sofa', id, 'Thank you');
    for (const context of contexts) await context.close();
    expect([...owner.complaints, ...vera.complaints, ...wim.complaints]).toEqual([]);
  },
  LIMIT,
);
