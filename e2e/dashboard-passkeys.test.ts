import { expect, test } from 'bun:test';
import { DashboardWindow, PASSWORD, setupLink } from './support/dashboard.ts';
import { ownBrowser } from './support/own-browser.ts';
import { VirtualAuthenticator } from './support/passkeys.ts';
import { ServerProcess } from './support/server-process.ts';

const LIMIT = 240_000;

const browser = ownBrowser();

/** The link that was printed, under a name: at an address there are no passkeys. */
async function linkByName(server: ServerProcess): Promise<string> {
  return (await setupLink(server)).replace('127.0.0.1', 'localhost');
}

/** Sets the dashboard up with a passkey and no password. */
async function setUpWithPasskey(owner: DashboardWindow, server: ServerProcess): Promise<void> {
  const { page } = owner;
  await page.goto(await linkByName(server));
  await page.getByLabel('Your name').fill('Olive Tree');
  await page.getByLabel('Email address').fill('olive@example.com');
  await page.getByText('With a passkey').click();
  expect(await page.getByLabel('Choose a password').count()).toBe(0);
  await owner.button('Next').click();
  await page.getByLabel('Name of the site').fill('Night Trains');
  await owner.button('Finish').click();
  await owner.button('Open the dashboard').click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

async function toSigningIn(window: DashboardWindow): Promise<void> {
  await window.button(/Your account/).click();
  await window.page.getByRole('link', { name: 'Signing in' }).click();
  await window.heading('How do you sign in?').waitFor();
}

async function signOut(window: DashboardWindow): Promise<void> {
  await window.button(/Your account/).click();
  await window.button('Sign out').click();
  await window.heading('Sign in').waitFor();
}

/** Signs out and asks to sign in with a passkey. */
async function signOutAndPress(window: DashboardWindow): Promise<void> {
  await signOut(window);
  await window.button('Sign in with a passkey').click();
}

/** A window whose browser fills no passkeys in: the virtual authenticator would be chosen at once, before anybody can press a button. */
async function openPlain(): Promise<DashboardWindow> {
  const window = await DashboardWindow.open(browser());
  await window.page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  return window;
}

async function signInWithPassword(window: DashboardWindow): Promise<void> {
  const { page } = window;
  await page.getByLabel('Email address').fill('olive@example.com');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await pages(window).waitFor();
}

const pages = ({ page }: DashboardWindow) => page.getByRole('navigation', { name: 'Pages' });

test(
  'first start with a passkey: set-up, out and in again, a second one, one removed, never the last; who has a password signs in with it',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await openPlain();
    const { page } = owner;
    const device = await VirtualAuthenticator.at(page);
    await setUpWithPasskey(owner, server);
    expect(await device.held()).toMatchObject([{ rpId: 'localhost' }]);

    await signOutAndPress(owner);
    await pages(owner).waitFor();

    await toSigningIn(owner);
    const list = page.getByRole('region', { name: 'Passkeys' });
    await list.getByText(/last used/).waitFor();
    await page.getByText('This is your only way in.').waitFor();
    expect(await owner.button('Remove: Passkey').count()).toBe(0);
    // The device has one for them; another one beside it has none.
    await owner.button('Add a passkey').click();
    await page.getByText('This device has a passkey for you already.').waitFor();
    await device.unplug();
    const stick = await VirtualAuthenticator.at(page, 'usb');
    await owner.button('Add a passkey').click();
    await page.getByText('The passkey is added.').waitFor();
    expect(await stick.held()).toHaveLength(1);
    await owner.button('Rename: Passkey 2').click();
    await page.getByLabel('Name of the passkey').fill('Stick');
    await owner.button('Save').click();
    await owner.button('Remove: Stick').waitFor();
    expect(await owner.objections()).toEqual([]);

    // One is removed: it opens nothing any more, the other does not go.
    await signOutAndPress(owner);
    await pages(owner).waitFor();
    await toSigningIn(owner);
    await owner.button('Remove: Passkey').click();
    await page.locator('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('The passkey is removed.').waitFor();
    // The list is asked for anew only then.
    await owner.button('Remove: Passkey').waitFor({ state: 'detached' });
    expect(await list.getByRole('listitem').count()).toBe(1);
    expect(await owner.button('Remove: Stick').count()).toBe(0);
    await page.getByLabel('Choose a password').fill(PASSWORD);
    await owner.button('Add a password').click();
    await page.getByText('Your password is saved.').waitFor();
    await owner.button('Remove: Stick').click();
    await page.locator('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No passkey yet.').waitFor();
    await signOutAndPress(owner);
    await page.getByText('This passkey opens nothing here.').waitFor();
    expect(await owner.objections()).toEqual([]);
    await signInWithPassword(owner);
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);

test(
  'who has a password adds a passkey and keeps the password; who is invited joins with a passkey; who is not verified stays out',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await openPlain();
    const { page } = owner;
    // At an address there are no passkeys, and the page says why.
    await page.goto(await setupLink(server));
    await page.getByText('Passkeys need https and a name.').waitFor();
    await owner.setUp(server);
    await page.goto(`${server.originAt('localhost')}/dashboard`);
    const device = await VirtualAuthenticator.at(page);
    await signInWithPassword(owner);
    await toSigningIn(owner);
    await page.getByText('No passkey yet.').waitFor();
    await owner.button('Add a passkey').click();
    await page.getByText('The passkey is added.').waitFor();
    await device.verifies(false);
    await signOutAndPress(owner);
    await page.getByText('No passkey was used.').waitFor();
    await device.verifies(true);
    await signInWithPassword(owner);
    await signOutAndPress(owner);
    await pages(owner).waitFor();

    await owner.goTo('Access');
    await owner.button('Invite somebody').click();
    await owner.button('Make a link').click();
    const link = (await page.locator('dialog pre').textContent()) ?? '';
    await using mo = await openPlain();
    await VirtualAuthenticator.at(mo.page);
    await mo.page.goto(link);
    await mo.page.getByLabel('Your name').fill('Mo');
    await mo.page.getByLabel('Email address').fill('mo@example.com');
    await mo.page.getByText('With a passkey').click();
    expect(await mo.objections()).toEqual([]);
    await mo.button('Join').click();
    await pages(mo).waitFor();
    await signOutAndPress(mo);
    await pages(mo).waitFor();
    await owner.button('Close').click();
    await page.getByText('mo@example.com').waitFor();
    expect([...owner.complaints, ...mo.complaints]).toEqual([]);
  },
  LIMIT,
);

test(
  'what the browser offers to fill in signs in, too',
  async () => {
    await using server = await ServerProcess.start();
    await using owner = await DashboardWindow.open(browser());
    await VirtualAuthenticator.at(owner.page);
    await setUpWithPasskey(owner, server);
    const signedIn = owner.page.waitForResponse((it) => it.url().endsWith('/passkeys/sign-in'));
    await owner.button(/Your account/).click();
    await owner.button('Sign out').click();
    expect((await signedIn).status()).toBe(200);
    await pages(owner).waitFor();
    expect(owner.complaints).toEqual([]);
  },
  LIMIT,
);
