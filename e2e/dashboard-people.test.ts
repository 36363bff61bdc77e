import { expect, test } from 'bun:test';
import { DashboardWindow } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

const LIMIT = 240_000;

const browser = ownBrowser();

/** A visitor's session over HTTP; the answer's status. */
async function comes(origin: string, name: string): Promise<number> {
  const answer = await fetch(`${origin}/v1/session`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ tenantId: 'night-trains', name }),
  });
  return answer.status;
}

test(
  'somebody is found, banned, the ban lifted and put back, told everything about, and erased by who types their id',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    await owner.goTo('People');
    await page.getByText('Nobody yet.').waitFor();
    for (const name of ['Ada', 'Bob']) expect(await comes(server.origin, name)).toBe(200);
    await page.getByLabel('Name, email address or id').fill('ad');
    await until('Ada to be found', async () => {
      await owner.button('Find').click();
      return await page.getByText('Ada', { exact: true }).isVisible();
    });
    expect(await page.getByText('Bob', { exact: true }).count()).toBe(0);
    await owner.button('Ban: Ada').click();
    await page.getByRole('radio', { name: 'A week' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Ban' }).click();
    await page.getByText('Ada is banned').waitFor();
    await owner.button('Lift: Ada').click();
    await page.getByText('Nobody is banned.').waitFor();
    await owner.button('Undo').click();
    await owner.button('Lift: Ada').waitFor();

    const href = (await page.getByRole('link', { name: 'Export: Ada' }).getAttribute('href')) ?? '';
    const file = await page.evaluate(async (address) => await (await fetch(address)).json(), href);
    const { id } = file as { id: string };
    expect(file).toMatchObject({ tenantId: 'night-trains', person: { username: 'Ada' } });
    await owner.button('Erase: Ada').click();
    await page.getByLabel(`Type ${id} to confirm`).fill('Ada');
    await page.keyboard.press('Enter');
    await page.getByText(`That is not ${id}.`).waitFor();
    await page.getByLabel(`Type ${id} to confirm`).fill(id);
    await page.keyboard.press('Enter');
    await page.getByText('Ada is erased').waitFor();
    await page.getByText('Nobody is called that here.').waitFor();
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);
