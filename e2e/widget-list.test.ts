import { expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { peopleStart } from './support/crowd.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { confirmed } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';

const LIMIT = 90_000;

withBrowser();

const list = (page: Page) => page.locator('[part~="list"]');
const items = (page: Page) => page.locator('[part~="list-item"]');

/** Opens the list with the button on the picture. */
async function openList({ page, image }: Visitor): Promise<void> {
  const box = await image.boundingBox();
  if (!page.viewportSize()?.width || !box) throw new Error('the picture cannot be seen');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByRole('button', { name: 'List of conversations' }).click();
  await list(page).waitFor();
}

test(
  'lists, sorts, filters and finds what is on the picture; resolves and opens it, and follows what others do',
  scenario(async (stage) => {
    const server = await stage.server();
    await peopleStart(server.port, 'listed', [
      { x: 20, y: 80, text: 'The café is closed' },
      { x: 60, y: 20, text: 'A second thought' },
    ]);
    const ada = await stage.visitor('Ada', { viewport: { width: 1280, height: 800 } });
    const { page } = ada;
    await ada.open(stage.page(server.origin, 'listed'));
    await ada.starts(40, 50, 'Mine, and the newest');
    await confirmed(ada, 'Mine, and the newest');
    await ada.closeWindow();
    await openList(ada);
    const lines = () => items(page).locator('span').allTextContents();
    expect(await lines()).toEqual(['Mine, and the newest', 'A second thought', 'The café is closed']);
    await list(page).getByLabel('Sort by').selectOption({ label: 'Place on the picture' });
    expect(await lines()).toEqual(['A second thought', 'Mine, and the newest', 'The café is closed']);
    await list(page).getByRole('button', { name: 'Mine', exact: true }).click();
    expect(await lines()).toEqual(['Mine, and the newest']);
    await list(page).locator('[part~="list-resolve"]').click();
    await ada.marker('Resolved').waitFor();
    await list(page).getByRole('button', { name: 'Open', exact: true }).click();
    expect(await lines()).toEqual(['A second thought', 'The café is closed']);
    await list(page).getByLabel('Search').fill('CAFE');
    expect(await lines()).toEqual(['The café is closed']);
    await list(page).getByText('1 conversation').waitFor();
    await list(page).getByLabel('Search').fill('nobody said this');
    await list(page).getByText('No conversation fits.').waitFor();
    await list(page).getByLabel('Search').fill('');
    await peopleStart(server.port, 'listed', [{ x: 80, y: 80, text: 'And one that came' }], 'Cleo');
    await until('what came to be listed', async () => (await lines()).includes('And one that came'));
    await items(page).filter({ hasText: 'café' }).click();
    await ada.reads('The café is closed');
  }),
  LIMIT,
);

test(
  'by keys alone: to the list, down it, into a conversation; Escape closes it and the focus goes back',
  scenario(async (stage) => {
    const server = await stage.server();
    await peopleStart(server.port, 'keys', [
      { x: 20, y: 80, text: 'First' },
      { x: 60, y: 20, text: 'Second' },
    ]);
    const ada = await stage.visitor('Ada');
    const { page } = ada;
    await ada.open(stage.page(server.origin, 'keys'));
    const button = page.getByRole('button', { name: 'List of conversations' });
    await button.focus();
    await page.keyboard.press('Enter');
    await list(page).waitFor();
    await page.keyboard.press('Escape');
    await list(page).waitFor({ state: 'detached' });
    await until('the focus to be back', () => button.evaluate((it) => it.matches(':focus')));
    await page.keyboard.press('Enter');
    await list(page).locator('input:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await ada.reads('First');
  }),
  LIMIT,
);

test(
  'on a phone it fills the screen, gives way to the conversation one opens, and many are scrolled through',
  scenario(async (stage) => {
    const server = await stage.server();
    const starts = Array.from({ length: 120 }, (_, at) => ({
      x: at % 100,
      y: (at * 7) % 100,
      text: `Number ${at}`,
    }));
    // What one person may begin in a minute is limited.
    for (let at = 0; at < starts.length; at += 20)
      await peopleStart(server.port, 'phone', starts.slice(at, at + 20), `Visitor ${at}`);
    const phone = await stage.visitor('Ada', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const { page } = phone;
    await phone.open(stage.page(server.origin, 'phone'));
    await page.getByRole('button', { name: 'List of conversations' }).tap();
    await list(page).waitFor();
    expect(await list(page).boundingBox()).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
    const first = await items(page).count();
    expect(first).toBeLessThan(starts.length);
    await until('the oldest to be reached', async () => {
      await list(page)
        .locator('ol')
        .evaluate((it) => it.scrollTo(0, it.scrollHeight));
      return (await items(page).count()) === starts.length;
    });
    await items(page).filter({ hasText: 'Number 0' }).tap();
    await phone.reads('Number 0');
    expect(await list(page).count()).toBe(0);
  }),
  LIMIT,
);
