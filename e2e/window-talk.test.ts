import { describe, expect, test } from 'bun:test';
import { imagechat } from './support/as-member.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { SCREENS, confirmed, focused, two } from './support/two.ts';
import { until } from './support/until.ts';
import { IMAGE, page, serve, withPages } from './support/widget-page.ts';

const LIMIT = 90_000;
/** No wider than a phone. */
const FITTING = `<style>#it { width: 100% }</style>${IMAGE}`;

withBrowser();
withPages();

for (const [screen, options] of Object.entries(SCREENS)) {
  describe(screen, () => {
    test(
      'marks are drawn: styles, lists, code, quotations and links that can be followed, as elements and never as markup',
      scenario(async (stage) => {
        const { ada } = await two(stage, 'marks', options);
        await ada.say(
          '**Bold**, _soft_ and ~~gone~~ `code <b>`\n\n- see https://example.com/a?b=c\n- [here](https://example.org)\n\n> said',
        );
        const rich = ada.window.locator('[part~="text"].marks');
        await rich.waitFor();
        const seen = await rich.evaluate((it) =>
          [...it.querySelectorAll('strong, em, s, code, li, blockquote')].map(
            (one) => `${one.tagName} ${one.textContent}`,
          ),
        );
        expect(seen).toEqual([
          'STRONG Bold',
          'EM soft',
          'S gone',
          'CODE code <b>',
          'LI see https://example.com/a?b=c',
          expect.stringMatching(/^LI here/),
          'BLOCKQUOTE said',
        ]);
        const link = rich.locator('a').first();
        expect(await link.getAttribute('href')).toBe('https://example.com/a?b=c');
        expect(await link.getAttribute('rel')).toContain('nofollow noopener');
        const box = await rich.boundingBox();
        const list = await ada.window.locator('[part~="comments"]').boundingBox();
        expect(box && list && box.width <= list.width).toBe(true);
      }),
      LIMIT,
    );

    test(
      'a reaction is seen by others with how many put it there, and goes when its button is pressed again',
      scenario(async (stage) => {
        const { ada, ben } = await two(stage, 'reactions', options);
        await ben.openMarker('Ada was here');
        await ben.say('Me too');
        await confirmed(ben, 'Me too');
        await ben.chooseFor('Ada was here', '👍', 'react');
        const seen = ada.window.locator('[part~="reaction"]');
        await seen.waitFor();
        expect(await seen.getAttribute('aria-label')).toBe('👍 1 person');
        expect(await seen.getAttribute('aria-pressed')).toBe('false');
        await ada.chooseFor('Ada was here', '👍', 'react');
        await until('both marks', async () => (await seen.getAttribute('aria-label')) === '👍 2 people');
        await ada.chooseFor('Ada was here', '🎉', 'react');
        await until('two kinds', async () => (await ben.window.locator('[part~="reaction"]').count()) === 2);
        await seen.first().focus();
        await ada.page.keyboard.press('Enter');
        await until(
          'one mark',
          async () => (await seen.first().getAttribute('aria-label')) === '👍 1 person',
        );
        expect(await focused(ada)).toBe('reaction');
        await ben.window.locator('[part~="reaction"][aria-pressed="true"]').click();
        await until('only the other kind', async () => (await seen.count()) === 1);
      }),
      LIMIT,
    );
  });
}

test(
  'the menu of a comment works by keys alone',
  scenario(async (stage) => {
    const { ada, ben } = await two(stage, 'menu-keys');
    await ada.say('A second one');
    await confirmed(ada, 'A second one');
    await ben.openMarker('Ada was here');
    await ben.say('Me too');
    await confirmed(ben, 'Me too');
    await ada.reads('Me too');
    // What a menu offers is complete when the window's other half is there.
    await ada.window.locator('[part~="open-format"]').waitFor();
    await ada.comment('A second one').locator('[part~="more"]').focus();
    await ada.page.keyboard.press('Enter');
    await until('the first choice', async () => (await focused(ada)) === 'edit');
    await ada.page.keyboard.press('ArrowUp');
    expect(await focused(ada)).toBe('delete');
    // What others do to the comment meanwhile does not take the focus away.
    await ben.chooseFor('A second one', '👍', 'react');
    await ada.window.locator('[part~="reaction"]').waitFor();
    expect(await focused(ada)).toBe('delete');
    await ada.page.keyboard.press('Home');
    await ada.page.keyboard.press('Enter');
    await ada.window.locator('[part~="edit-form"]').waitFor();
    await ada.page.keyboard.type(', changed');
    await ada.page.keyboard.press('Enter');
    await confirmed(ada, 'A second one, changed');
  }),
  LIMIT,
);

for (const [screen, options] of Object.entries(SCREENS)) {
  test(
    `${screen}: answers stand under what they answer, as deep as they may go; what one answers is said and kept`,
    scenario(async (stage) => {
      const server = await stage.server();
      await imagechat(server, 'tenant', 'set', 'demo', 'replyDepth=2');
      await server.kill('SIGTERM');
      await server.restart();
      const pages = serve({ '/': { html: page(server.origin, 'answers', FITTING, 'maxReplyDepth: 2') } });
      const ada = await stage.visitor('Ada', options);
      await ada.open(pages.at('/'), 'css:light=img#it');
      await ada.starts(30, 30, 'First');
      await confirmed(ada, 'First');
      await ada.say('Second');
      await confirmed(ada, 'Second');
      const answer = async (to: string, words: string) => {
        const comment = ada.comment(to);
        await comment.locator('[part~="reply"]').focus();
        await ada.page.keyboard.press('Enter');
        await ada.window.getByText('Replying to Ada').waitFor();
        await until('the focus where one writes', async () => (await focused(ada)) === 'input');
        await ada.say(words);
        await confirmed(ada, words);
      };
      await answer('First', 'To the first');
      await answer('To the first', 'Deeper');
      await answer('Deeper', 'No deeper than that');
      const seen = async () => (await ada.comments()).map(({ text }) => text);
      expect(await seen()).toEqual(['First', 'To the first', 'Deeper', 'No deeper than that', 'Second']);
      const left = async (words: string) => (await ada.comment(words).boundingBox())?.x ?? 0;
      expect(await left('Deeper')).toBe((await left('First')) + 32);
      expect(await left('No deeper than that')).toBe(await left('Deeper'));
      await ada.comment('Second').locator('[part~="reply"]').focus();
      await ada.page.keyboard.press('Enter');
      await ada.window.locator('[part~="not-answering"]').click();
      expect(await ada.window.getByText('Replying to').count()).toBe(0);
    }),
    LIMIT,
  );
}

test(
  'what waits for the server looks as it will once it is there',
  scenario(async (stage) => {
    const server = await stage.server();
    const line = await stage.proxy(server);
    const ada = await stage.visitor('Ada');
    await ada.open(stage.page(`http://127.0.0.1:${line.port}`, 'waiting'));
    await ada.starts(30, 30, 'Ada was here');
    await confirmed(ada, 'Ada was here');
    line.blackHole(true);
    await ada.say('**Bold**, _soft_, `code` and https://example.com.\n- one\n- two');
    const last = ada.window.locator('[part~="comment"]').last();
    const drawn = () => last.locator('[part~="text"]').evaluate((it) => it.innerHTML);
    await last.locator('strong').waitFor();
    expect(await last.getAttribute('class')).toContain('pending');
    const waiting = await drawn();
    expect(waiting).toContain('<em>soft</em>');
    line.blackHole(false);
    await until('it to be confirmed', async () => !(await last.getAttribute('class'))?.includes('pending'));
    // The server writes addresses in full; its words come with the event, which the answer may overtake.
    await until('the server’s own words', async () => (await drawn()).includes('example.com/"'));
    expect((await drawn()).replaceAll('example.com/"', 'example.com"')).toBe(waiting);
  }),
  LIMIT,
);
