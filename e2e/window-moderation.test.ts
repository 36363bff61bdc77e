import { describe, expect, test } from 'bun:test';
import { asMember, imagechat } from './support/as-member.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { SCREENS, confirmed, focused, two } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';

const LIMIT = 120_000;

withBrowser();

for (const [screen, options] of Object.entries(SCREENS)) {
  describe(screen, () => {
    test(
      'V1: what waits says so to its author; a moderator approves, hides, brings back, closes and opens',
      scenario(async (stage) => {
        const server = await stage.server();
        await imagechat(server, 'tenant', 'set', 'demo', 'premoderation=everyone');
        // A running server takes a moment to follow.
        await server.kill('SIGTERM');
        await server.restart();
        const address = stage.page(server.origin, 'moderated');
        const [ada, ben] = [await stage.visitor('Ada'), await stage.visitor('Ben', options)];
        const mo = await stage.visitor('Mo', options);
        await asMember(mo, server, new URL(address).origin, { id: 'mo', isModerator: true });
        for (const visitor of [ada, ben, mo]) await visitor.open(address);
        await ada.pressPicture(30, 30);
        await ada.say('May I');
        const standing = ada.window.locator('[part~="standing"]');
        await standing.getByText('Waiting for approval. Only you can see this.').waitFor();
        expect(await ben.markers()).toEqual([]);
        await mo.openMarker('Ada');
        await mo.window.getByText('Waiting for approval.', { exact: true }).waitFor();
        await mo.chooseFor('May I', 'Approve');
        await ben.openMarker('May I');
        await standing.waitFor({ state: 'detached' });
        expect(await ben.window.locator('[part~="standing"]').count()).toBe(0);
        await mo.say('You may');
        await ben.reads('You may');
        await mo.chooseFor('You may', 'Hide');
        await ben.comment('You may').waitFor({ state: 'detached' });
        await mo.window.getByText('Hidden by a moderator.').waitFor();
        await mo.chooseFor('You may', 'Show again');
        await ben.reads('You may');
        await mo.choose('header', 'Close for comments');
        await ada.window.getByText('This conversation is closed for comments.').waitFor();
        expect(await ada.input.count()).toBe(0);
        expect(await mo.input.count()).toBe(1);
        await mo.choose('header', 'Open for comments');
        await ada.input.waitFor();
      }),
      LIMIT,
    );

    test(
      'what was deleted is back when it is undone, a comment and a conversation',
      scenario(async (stage) => {
        const { ada, ben } = await two(stage, 'undo', options);
        await ada.say('A slip');
        await confirmed(ada, 'A slip');
        await ben.openMarker('Ada was here');
        await ben.reads('A slip');
        await ada.deleteComment('A slip');
        await ben.comment('A slip').waitFor({ state: 'detached' });
        const undo = ada.window.locator('[part~="notice"] [part~="act"]');
        await undo.focus();
        await ada.page.keyboard.press('Enter');
        await ben.reads('A slip');
        await ada.reads('A slip');
        await ada.deleteConversation();
        await ben.window.getByText('This conversation was deleted.').waitFor();
        await until('the focus to stay in the window', async () => (await focused(ada)) === 'close');
        await undo.focus();
        await ada.page.keyboard.press('Enter');
        await ada.reads('A slip');
        await ben.reads('A slip');
        await undo.waitFor({ state: 'detached' });
      }),
      LIMIT,
    );
  });
}

test(
  'a moderator keeps somebody from taking part for a while, sees for how long, and takes it back',
  scenario(async (stage) => {
    const server = await stage.server();
    const address = stage.page(server.origin, 'banned');
    const [ada, mo] = [await stage.visitor('Ada'), await stage.visitor('Mo')];
    await asMember(mo, server, new URL(address).origin, { id: 'mo', isModerator: true });
    for (const visitor of [ada, mo]) await visitor.open(address);
    await ada.starts(30, 30, 'Buy cheap lamps');
    await mo.openMarker('Buy cheap lamps');
    await mo.say('No adverts, please');
    // Nobody bans oneself, and it takes what comes with the window's other half.
    await mo.window.locator('[part~="open-format"]').waitFor();
    await mo.comment('No adverts, please').hover();
    await mo.comment('No adverts, please').locator('[part~="more"]').click();
    expect(await mo.window.locator('[part~="ban"]').count()).toBe(0);
    await mo.page.keyboard.press('Escape');
    await mo.chooseFor('Buy cheap lamps', 'Ban');
    const menu = mo.window.getByRole('menu', { name: 'Keep Ada from taking part?' });
    expect(await menu.getByRole('menuitem').allTextContents()).toEqual([
      '1 hour',
      '1 day',
      '1 week',
      '1 month',
      'For good',
    ]);
    await until('the first to have the focus', async () => (await focused(mo)) === 'ban-span');
    await mo.page.keyboard.press('ArrowDown');
    await mo.page.keyboard.press('Enter');
    const notice = mo.window.locator('[part~="notice"]');
    await notice.getByText("Ada can't take part now.").waitFor();
    await ada.say('And carpets');
    await ada.failure.getByText("You can't do this here.").waitFor();
    await notice.locator('[part~="act"]').click();
    await notice.getByText('Ada can take part again.').waitFor();
    // The line of who is banned is ended; with the next visit it is there again.
    await ada.open(address);
    await ada.openMarker('Buy cheap lamps');
    await ada.say('Sorry');
    await mo.reads('Sorry');
  }),
  LIMIT,
);

test(
  'a moderator lists what waits; which filter is on is seen where colours are forced; others have no such filter',
  scenario(async (stage) => {
    const server = await stage.server();
    await imagechat(server, 'tenant', 'set', 'demo', 'premoderation=everyone');
    await server.kill('SIGTERM');
    await server.restart();
    const address = stage.page(server.origin, 'waiting');
    const [ada, mo] = [await stage.visitor('Ada'), await stage.visitor('Mo', { forcedColors: 'active' })];
    await asMember(mo, server, new URL(address).origin, { id: 'mo', isModerator: true });
    for (const visitor of [ada, mo]) await visitor.open(address);
    await mo.starts(60, 60, 'Everybody sees this');
    // What waits is spoken without its words: a marker's line is of what everybody can read.
    await ada.pressPicture(30, 30);
    await ada.say('May I');
    await ada.window.locator('[part~="standing"]').waitFor();
    for (const visitor of [ada, mo]) {
      await visitor.closeWindow();
      await visitor.overlay.locator('[part~="open-list"]').press('Enter');
    }
    const filter = ({ page }: Visitor) => page.locator('[part~="filter"]').getByText('Waiting');
    await ada.page.locator('[part~="list"]').waitFor();
    expect(await filter(ada).count()).toBe(0);
    const items = mo.page.locator('[part~="list-item"]');
    await until('both to be listed', async () => (await items.count()) === 2);
    const back = () => filter(mo).evaluate((it) => getComputedStyle(it).backgroundColor);
    const before = await back();
    await filter(mo).click();
    await until('one to be listed', async () => (await items.count()) === 1);
    expect(await items.textContent()).toContain('Waiting');
    expect(await back()).not.toBe(before);
  }),
  LIMIT,
);
