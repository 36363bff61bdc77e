import { expect, test } from 'bun:test';
import { DashboardWindow, PASSWORD } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

const LIMIT = 240_000;

const browser = ownBrowser();

test(
  'rules, name and domains are changed and taken back; what is wrong is said beside the field',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    await owner.goTo('Settings');
    await owner.heading('Who may do what?').waitFor();
    const mayAnonymousWrite = async (): Promise<boolean> => {
      const answer = await fetch(`${server.origin}/v1/session`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify({ tenantId: 'night-trains', name: 'Ada' }),
      });
      const { actor } = (await answer.json()) as { actor: { rights: Record<string, string> } };
      return actor.rights['add-comment'] === 'any';
    };
    expect(await mayAnonymousWrite()).toBe(true);
    await page.getByRole('checkbox', { name: 'Visitors without an account' }).uncheck();
    await page.getByText('Saved: Visitors without an account: off.').waitFor();
    expect(await mayAnonymousWrite()).toBe(false);
    await owner.button('Undo').click();
    await page.getByText('Undone.').waitFor();
    expect(await mayAnonymousWrite()).toBe(true);
    expect(await page.getByRole('checkbox', { name: 'Visitors without an account' }).isChecked()).toBe(true);

    const replies = page.getByLabel('Levels of replies');
    await replies.fill('11');
    await replies.press('Enter');
    await page.getByText('A whole number from 0 to 10.').waitFor();
    await replies.press('Escape');
    expect(await replies.inputValue()).toBe('0');
    await replies.fill('2');
    await replies.press('Enter');
    await page.getByText('Saved: Levels of replies: 2.').waitFor();

    await page.getByLabel('Add a domain').fill('not a domain!');
    await owner.button('Add').click();
    await page.getByText('“not a domain!” is no domain.').waitFor();
    await page.getByLabel('Add a domain').fill('https://Example.com/');
    await owner.button('Add').click();
    await page.getByText('example.com is on the list').waitFor();
    await owner.button('Remove: nighttrains.example').click();
    await page.getByText('nighttrains.example is off the list').waitFor();
    await owner.button('Undo').click();
    await owner.button('Remove: nighttrains.example').waitFor();

    await page.getByLabel('Name of the site').fill('Day Trains');
    await owner.button('Save').click();
    await until('the rail to have the name', async () =>
      (await page.locator('.site select').textContent())?.includes('Day Trains'),
    );
    await owner.goTo('Log');
    await page.getByText('replyDepth: 0 → 2').waitFor();
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);

test(
  'secrets and keys are shown once, rotated, and revoked by whoever types their id; a moderator sees that they may not',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    await owner.goTo('Settings');
    await page.getByRole('link', { name: 'Secrets and keys' }).click();
    await owner.heading('What do your programs sign in with?').waitFor();
    await owner.button('Make a key').click();
    const key = (await page.locator('dialog pre').textContent()) ?? '';
    expect(key).toMatch(/^ick_[\w-]{43}$/);
    // It can be read a moment before its window opens, and Escape closes what is open.
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    const headers = { 'x-api-key': key, 'x-tenant-id': 'night-trains' };
    const usage = () => fetch(`${server.origin}/api/v1/tenant-daily-usage`, { headers });
    expect((await usage()).status).toBe(200);
    await until('the key to be gone', async () => (await page.getByText(key).count()) === 0);

    const id = (await page.locator('section:has(#keys) code').textContent()) ?? '';
    await owner.button(`Rotate: ${id}`).click();
    await page.getByText(`Put the new one in place of ${id}`).waitFor();
    expect((await usage()).status).toBe(200);
    await owner.button(`Revoke ${id} now`).click();
    await owner.answer('Revoke').click();
    await page.getByText(`That is not ${id}.`).waitFor();
    await page.getByLabel(`Type ${id} to confirm`).fill(id);
    await page.keyboard.press('Enter');
    await page.getByText(/^Revoked /).waitFor();
    expect((await usage()).status).toBe(401);

    await owner.goTo('Access');
    await owner.button('Invite somebody').click();
    await owner.button('Make a link').click();
    const invitation = (await page.locator('dialog pre').textContent()) ?? '';
    await using mo = await DashboardWindow.open(browser());
    await mo.page.goto(invitation);
    await mo.page.getByLabel('Your name').fill('Mo');
    await mo.page.getByLabel('Email address').fill('mo@example.com');
    await mo.page.getByLabel('Choose a password').fill(PASSWORD);
    await mo.button('Join').click();
    await mo.page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await mo.page.goto(`${server.origin}/dashboard/settings`);
    await mo.page.getByText('Your role does not include this.').waitFor();
    expect([...owner.complaints, ...mo.complaints]).toEqual([]);
  },
  LIMIT,
);

test(
  'the owner makes a second site, copies what its pages need in any form, and removes it by its name',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await owner.setUp(server);
    await page.getByRole('link', { name: 'Add a site' }).click();
    await owner.heading('Where will people talk?').waitFor();
    await page.getByLabel('Name of the site').fill('Night Trains');
    await owner.button('Finish').click();
    await page.getByText('There is a site with this id already.').waitFor();
    await page.getByLabel('Short id').fill('harbour');
    await page.getByLabel('Name of the site').fill('Harbour');
    await owner.button('Finish').click();
    await owner.heading('Put it on your page').waitFor();
    const snippet = async () => (await page.locator('pre').first().textContent()) ?? '';
    expect(await snippet()).toContain("tenantId: 'harbour'");
    await owner.button('React').click();
    await page.getByLabel('Name of the picture').fill('crane');
    await until('the snippet to follow', async () => (await snippet()).includes('urlId="crane"'));
    await owner.button('As an element').click();
    expect(await snippet()).toContain('<image-chat tenant-id="harbour" url-id="crane">');

    await owner.goTo('Settings');
    await owner.button('Remove this site').click();
    await page.getByLabel('Type harbour to confirm').fill('night-trains');
    await owner.answer('Remove this site').click();
    await page.getByText('That is not harbour.').waitFor();
    await page.getByLabel('Type harbour to confirm').fill('harbour');
    await owner.answer('Remove this site').click();
    await until(
      'the site to be gone',
      async () => (await page.locator('.site select').textContent()) === 'Night TrainsDemo',
    );
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);
