import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { root } from '../../scripts/lib/repo.ts';
import type { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

/** A password that will do. */
export const PASSWORD = 'violet otters hum at noon';

/** The link that a server printed for its first owner. */
export function setupLink(server: ServerProcess): Promise<string> {
  return until('the link for set-up', () => /\S+\/dashboard\/setup#\S+/.exec(server.output)?.[0]);
}

/** A browser's own words: about an answer that is no success, and about a line of the widget's that is given up before it stood. */
const OF_THE_LINE = /^(?:WebSocket connection to|Failed to load resource)/;

/** A window of the dashboard; what its scripts complain about is kept. */
export class DashboardWindow {
  readonly page: Page;
  readonly complaints: string[] = [];
  /** Addresses the page asked for. */
  readonly requests: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    // Hashing a password takes its time, on a busy machine a long one.
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !OF_THE_LINE.test(message.text()))
        this.complaints.push(message.text());
    });
    page.on('request', (request) => this.requests.push(`${request.method()} ${request.url()}`));
  }

  /** A new browser with one window. */
  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<DashboardWindow> {
    const context = await browser.newContext({ locale: 'en', ...options });
    return new DashboardWindow(await context.newPage());
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name });
  }

  /** A button of the question that stands in front of the page, or will in a moment. */
  answer(name: string) {
    return this.page.getByRole('dialog').getByRole('button', { name, exact: true });
  }

  heading(name: string) {
    return this.page.getByRole('heading', { name, level: 1 });
  }

  /** Goes through set-up by the printed link; the first site is "Night Trains", `night-trains`. */
  async setUp(server: ServerProcess): Promise<void> {
    const { page } = this;
    await page.goto(await setupLink(server));
    await page.getByLabel('Your name').fill('Olive Tree');
    await page.getByLabel('Email address').fill('olive@example.com');
    await page.getByLabel('Choose a password').fill(PASSWORD);
    await this.button('Next').click();
    await page.getByLabel('Name of the site').fill('Night Trains');
    await page.getByLabel('Domains').fill('nighttrains.example');
    await this.button('Finish').click();
    await this.button('Open the dashboard').click();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  }

  /** Joins the site the owner looks at, by a link the owner makes; its login is `<name>@example.com`. */
  async joinBy(
    owner: DashboardWindow,
    name: string,
    role: 'Moderator' | 'Admin' = 'Moderator',
  ): Promise<void> {
    await owner.goTo('Access');
    await owner.button('Invite somebody').click();
    await owner.page.getByRole('radio', { name: new RegExp(`^${role}`) }).check();
    await owner.button('Make a link').click();
    await this.page.goto((await owner.page.locator('dialog pre').textContent()) ?? '');
    await owner.button('Close').click();
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByLabel('Email address').fill(`${name.toLowerCase()}@example.com`);
    await this.page.getByLabel('Choose a password').fill(PASSWORD);
    await this.button('Join').click();
    await this.page.getByRole('navigation', { name: 'Pages' }).waitFor();
  }

  /** Goes to a page by its link in the rail. */
  async goTo(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
  }

  /** Looks and speaks so from now on. */
  async wear(look: 'light' | 'dark', language: string): Promise<void> {
    await this.page.evaluate(
      ([chosen, spoken]) => {
        localStorage.setItem('imagechat-look', chosen ?? '');
        localStorage.setItem('imagechat-language', spoken ?? '');
      },
      [look, language],
    );
    await this.page.reload();
    await this.page.locator('h1').waitFor();
  }

  /** What axe-core objects to, one line each. */
  async objections(): Promise<string[]> {
    const { page } = this;
    // Evaluated rather than added as a script: the policy lets no other script in.
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await axe());
    const { violations } = await page.evaluate(() => {
      const { axe: it } = window as unknown as { axe: { run(): Promise<AxeResults> } };
      return it.run();
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}: ${failureSummary}`),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}

function axe(): Promise<string> {
  return Bun.file(join(root, 'node_modules/axe-core/axe.min.js')).text();
}
