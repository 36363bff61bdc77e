import { expect, test } from 'bun:test';
import { Command } from './support/command.ts';
import { DashboardWindow, PASSWORD } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { ServerProcess } from './support/server-process.ts';

const LIMIT = 240_000;
const ANOTHER = 'amber foxes sing at dusk';
const THIRD = 'seven quiet lamps in fog';

const browser = ownBrowser();

async function signIn({ page }: DashboardWindow, password: string): Promise<void> {
  await page.getByLabel('Email address').fill('olive@example.com');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

test(
  'a password is changed by who knows the old one, and got back by who runs the server; open sessions elsewhere end',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    await using elsewhere = await DashboardWindow.open(browser());
    await owner.setUp(server);
    await elsewhere.page.goto(`${server.origin}/dashboard`);
    await signIn(elsewhere, PASSWORD);
    await elsewhere.page.getByRole('navigation', { name: 'Pages' }).waitFor();

    const { page } = owner;
    await owner.button(/Your account/).click();
    await page.getByRole('link', { name: 'Signing in' }).click();
    await owner.heading('How do you sign in?').waitFor();
    await page.getByLabel('The password you have now').fill('not the one');
    await page.getByLabel('Choose a password').fill(ANOTHER);
    await owner.button('Change password').click();
    await page.getByText('That is not the password you have now.').waitFor();
    await page.getByLabel('The password you have now').fill(PASSWORD);
    await owner.button('Change password').click();
    await page.getByText('Your password is changed.').waitFor();
    await elsewhere.page.reload();
    await elsewhere.heading('Sign in').waitFor();
    await signIn(elsewhere, PASSWORD);
    await elsewhere.page.getByText('Address and password do not belong together.').waitFor();
    await elsewhere.page.getByText('Forgot your password?').click();
    await elsewhere.page.getByText('npm run -s imagechat dashboard link').waitFor();

    const line = [process.execPath, 'packages/server/src/main.ts', 'dashboard', 'link'];
    await using command = new Command(line, { ...server.place, PORT: String(server.port) });
    const [, secret = ''] = await command.prints(/\/dashboard\/password#(\S+)/);
    const link = `${server.origin}/dashboard/password#${secret}`;
    await elsewhere.page.goto(link);
    await elsewhere.heading('A new password for Olive Tree').waitFor();
    await elsewhere.page.getByLabel('Choose a password').fill(THIRD);
    await elsewhere.button('Save and sign in').click();
    await elsewhere.page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await page.reload();
    await owner.heading('Sign in').waitFor();
    await page.goto(link);
    await owner.heading('This link is not good any more').waitFor();
    await page.goto(`${server.origin}/dashboard`);
    await signIn(owner, THIRD);
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    expect(server.output).not.toContain(secret);
    expect([...owner.complaints, ...elsewhere.complaints]).toEqual([]);
  },
  LIMIT,
);
