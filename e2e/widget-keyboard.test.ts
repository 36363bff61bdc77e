import { expect, test } from 'bun:test';
import { peopleStart } from './support/crowd.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { until } from './support/until.ts';

const LIMIT = 120_000;

withBrowser();

test(
  'by keys alone: a conversation is begun, read, answered, moved, resolved and deleted, and no key reaches the page',
  scenario(async (stage) => {
    const server = await stage.server();
    await peopleStart(server.port, 'keyboard', [{ x: 80, y: 80, text: 'Somebody was here' }]);
    const ada = await stage.visitor('Ada', { viewport: { width: 1280, height: 800 } });
    const { page } = ada;
    const { keyboard } = page;
    await ada.open(stage.page(server.origin, 'keyboard'));
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      document.addEventListener('keydown', ({ key }) => heard.push(key));
    });
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await keyboard.press(key);
    };
    const focused = () =>
      page.evaluate(() => {
        const it = document.activeElement?.shadowRoot?.activeElement;
        return it?.getAttribute('aria-label') ?? it?.textContent ?? '';
      });
    const focusIs = (words: string) =>
      until(`the focus to be on ${words}`, async () => (await focused()).includes(words));

    // One stop: the tools first, arrows lead on to the markers.
    await page.getByRole('button', { name: 'New conversation' }).waitFor({ state: 'attached' });
    await press('Tab');
    await focusIs('New conversation');
    await press('End');
    await focusIs('Somebody was here');
    await press('Tab');
    expect(await focused()).toBe('');
    await press('Shift+Tab');
    await focusIs('Somebody was here');

    await press('Home', 'Enter');
    await focusIs('Place of the new conversation');
    await press('Escape');
    await focusIs('New conversation');
    await press('Enter', 'Shift+ArrowLeft', 'ArrowLeft', 'ArrowDown');
    await page.locator('.spoken').getByText('39 % from the left, 51 % from the top, middle').waitFor();
    await press('Enter');
    await ada.input.waitFor();
    await until('the box to have the focus', () => ada.input.evaluate((it) => it.matches(':focus')));
    await keyboard.type('Begun by keys');
    await press('Enter');
    await focusIs('Your name');
    await keyboard.type('Ada');
    await press('Enter');
    await ada.reads('Begun by keys');
    await keyboard.type('And answered');
    await press('Enter');
    await ada.reads('And answered');

    await press('Escape');
    await focusIs('Begun by keys');
    await press('m');
    await focusIs('Move the marker');
    await press('Shift+ArrowUp', 'Enter');
    await focusIs('Begun by keys');
    await until('the marker to be higher', async () =>
      (await ada.markers()).some(
        ({ spoken, y }) => spoken.includes('Begun by keys') && Math.abs(y - 41) < 0.5,
      ),
    );

    await press('Enter');
    await ada.reads('And answered');
    const reach = async (part: string): Promise<void> => {
      await until(`${part} to be reached`, async () => {
        await press('Shift+Tab');
        return ada.window.locator(`header [part~="${part}"]`).evaluate((it) => it.matches(':focus'));
      });
    };
    await reach('resolve');
    await press('Enter');
    await until('it to be resolved', async () =>
      (await ada.markers()).some(({ spoken }) => spoken.includes('Resolved')),
    );
    await reach('more');
    await press('Enter', 'End');
    await focusIs('Delete conversation');
    await press('Enter');
    await ada.marker('Begun by keys').waitFor({ state: 'detached' });
    const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
    expect(heard.filter((key) => !/^(?:Tab|Shift)$/.test(key))).toEqual([]);
  }),
  LIMIT,
);
