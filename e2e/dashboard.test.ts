import { expect, test } from 'bun:test';
import { DashboardWindow, PASSWORD, setupLink } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

const LIMIT = 240_000;

const browser = ownBrowser();

test(
  'first start: the printed link sets the dashboard up once, by keyboard; its secret is in no request and no log',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    const { page } = owner;
    await page.goto(`${server.origin}/dashboard`);
    await owner.heading('Set up your dashboard').waitFor();
    const link = await setupLink(server);
    const secret = link.split('#')[1] ?? '';
    await page.goto(link);
    await owner.heading('Who are you?').waitFor();
    expect(page.url()).not.toContain('#');
    // The name has the focus; Enter on an unfinished form says what is missing.
    await page.keyboard.type('Olive Tree');
    await page.keyboard.press('Enter');
    await page.getByText('This does not look like an email address.').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('olive@example.com');
    await page.keyboard.press('Tab');
    await page.keyboard.type('passwordpassword');
    await page.getByText('This is one of the first that would be guessed.').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(PASSWORD);
    await page.getByText('Very good').waitFor();
    await page.keyboard.press('Enter');
    await owner.heading('Where will people talk?').waitFor();
    await page.keyboard.type('Night Trains');
    expect(await page.getByLabel('Short id').inputValue()).toBe('night-trains');
    await page.getByLabel('Domains').fill('nighttrains.example');
    await owner.button('Finish').press('Enter');
    await owner.heading('Ready. Put this on your page.').waitFor();
    const snippet = await page.locator('pre').textContent();
    expect(snippet).toContain(`${server.origin}/js/embed-image-chat.min.js`);
    expect(snippet).toContain("tenantId: 'night-trains'");
    await owner.button('Open the dashboard').click();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    // Once only: whoever finds the link later finds nothing.
    await using thief = await DashboardWindow.open(browser());
    await thief.page.goto(link);
    await thief.heading('This link is not good any more').waitFor();
    const asked = [...owner.requests, ...thief.requests].filter((request) => request.includes(secret));
    // Playwright tells of the part behind the # too, which browsers do not send.
    expect(asked.filter((request) => !request.includes(`#${secret}`))).toEqual([]);
    expect(server.output.split(secret)).toHaveLength(2);
    await server.kill('SIGTERM');
    await server.restart();
    expect(server.output.match(/dashboard\/setup#/g)).toHaveLength(1);
    expect([...owner.complaints, ...thief.complaints]).toEqual([]);
  },
  LIMIT,
);

test(
  'an invited moderator joins, sees what moderators see, signs out and in again, and is out once removed',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    await owner.setUp(server);
    await owner.goTo('Access');
    await owner.heading('Who may in?').waitFor();
    await owner.button('Invite somebody').click();
    await owner.button('Make a link').click();
    const invitation = (await owner.page.locator('dialog pre').textContent()) ?? '';
    await owner.button('Close').click();
    await owner.page.getByText('Invitation for Moderator').waitFor();

    await using mo = await DashboardWindow.open(browser());
    await mo.page.goto(invitation);
    await mo.heading('You are invited to Night Trains').waitFor();
    await mo.page.getByLabel('Your name').fill('Mo');
    await mo.page.getByLabel('Email address').fill('mo@example.com');
    await mo.page.getByLabel('Choose a password').fill(PASSWORD);
    await mo.button('Join').click();
    const nav = mo.page.getByRole('navigation', { name: 'Pages' });
    await nav.waitFor();
    expect(await nav.getByRole('link', { name: 'Access' }).count()).toBe(0);
    await mo.button(/Your account/).click();
    await mo.button('Sign out').click();
    await mo.heading('Sign in').waitFor();
    await mo.page.getByLabel('Email address').fill('mo@example.com');
    await mo.page.getByLabel('Password', { exact: true }).fill('not the right one');
    await mo.button('Sign in').click();
    await mo.page.getByText('Address and password do not belong together.').waitFor();
    await mo.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await mo.page.keyboard.press('Enter');
    await nav.waitFor();

    await owner.page.reload();
    await owner.button('Remove: Mo').click();
    await owner.answer('Remove').click();
    await until('Mo to be gone', async () => !(await owner.page.getByText('mo@example.com').count()));
    await mo.page.reload();
    await mo.heading('No site yet').waitFor();
    await owner.goTo('Log');
    await owner.page.getByText('remove-member').waitFor();
    expect([...owner.complaints, ...mo.complaints]).toEqual([]);
  },
  LIMIT,
);

test(
  'no other page can frame it, and its policy lets in nothing but its own',
  async () => {
    await using server = await ServerProcess.start();
    await using other = await DashboardWindow.open(browser());
    for (const path of ['/dashboard', '/dashboard/setup', '/dashboard/api/me']) {
      const { headers } = await fetch(`${server.origin}${path}`);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
    await other.page.goto('data:text/html,<p>hello');
    await other.page.setContent(`<iframe src="${server.origin}/dashboard"></iframe>`);
    const frame = other.page.frames()[1];
    await until('the frame to be refused', async () => frame?.url().startsWith('chrome-error:'));
  },
  LIMIT,
);
