import { describe, expect, test } from 'bun:test';
import { scenario, withBrowser } from './support/scenario.ts';
import { SCREENS, two } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';

const LIMIT = 90_000;

withBrowser();

const here = ({ window }: Visitor) => window.locator('[part~="here"]');
const typing = ({ window }: Visitor) => window.locator('[part~="typing"]');

for (const [screen, options] of Object.entries(SCREENS))
  describe(screen, () => {
    test(
      'who else looks at the picture is there by face and name, and gone when they leave',
      scenario(async (stage) => {
        const { ada, ben } = await two(stage, 'here', options);
        const eve = await stage.visitor('Eve');
        await eve.open(ada.page.url());
        // Ben gives his name with his first words; Eve never says who she is.
        await ben.openMarker('Ada was here');
        await ben.say('So was Ben');
        await until('Ben to be named', async () =>
          /Ben$/.test((await here(ada).getAttribute('title')) ?? ''),
        );
        await ada.window.getByRole('button', { name: '3 people are looking: Ben', exact: true }).waitFor();
        expect(await here(ada).locator('[part~="avatar"], .avatar').allTextContents()).toEqual(['B', '+1']);
        await here(ada).click();
        await ada.window.locator('[part~="notice"]').getByText('3 people are looking: Ben').waitFor();
        await eve.leave();
        await here(ada)
          .and(ada.window.getByRole('button', { name: '2 people are looking: Ben' }))
          .waitFor();
        await ben.leave();
        await here(ada).waitFor({ state: 'detached' });
      }),
      LIMIT,
    );

    test(
      'who is writing is said where one writes, quietly, and no longer when they stop, send or leave',
      scenario(async (stage) => {
        const { ada, ben } = await two(stage, 'typing', options);
        await ben.openMarker('Ada was here');
        await ben.say('Hello');
        await ada.reads('Hello');
        await until('Ben to be there', async () => (await here(ada).count()) === 1);
        // Who looks is counted without Ben's doing; that he writes is told by what comes with his window's second half.
        await ben.window.locator('[part~="open-format"]').waitFor();
        const line = ada.window.locator('.under');
        const heights = async () => (await line.boundingBox())?.height;
        const before = await heights();
        await ben.input.pressSequentially('I am');
        await typing(ada).getByText('Ben is typing…').waitFor();
        // Nothing moves for it, and nothing is read aloud at each key.
        expect(await heights()).toBe(before);
        expect(await typing(ada).evaluate((it) => it.closest('[aria-live], [role]'))).toBeNull();
        await ben.send();
        await typing(ada).waitFor({ state: 'detached' });
        await ben.input.pressSequentially('And');
        await typing(ada).waitFor();
        await ben.input.blur();
        await typing(ada).waitFor({ state: 'detached' });
        await ben.input.pressSequentially(' so');
        await typing(ada).waitFor();
        await ben.closeWindow();
        await typing(ada).waitFor({ state: 'detached' });
        await ben.openMarker('Ada was here');
        await ben.input.pressSequentially(' on');
        await typing(ada).waitFor();
        await ben.leave();
        await typing(ada).waitFor({ state: 'detached' });
      }),
      LIMIT,
    );
  });

test(
  'the list says how many look at the picture',
  scenario(async (stage) => {
    const { ada, ben } = await two(stage, 'listed', SCREENS.desktop);
    await ada.closeWindow();
    await ada.image.hover();
    await ada.page.locator('[part~="open-list"]').click();
    const viewers = ada.page.locator('[part~="viewers"]');
    await viewers.getByText('2 people are looking').waitFor();
    await ben.leave();
    await until('nobody else to be counted', async () => (await viewers.textContent()) === '');
  }),
  LIMIT,
);
