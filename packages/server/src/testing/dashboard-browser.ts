import type { Account } from '@imagechat/core/ports/accounts';
import type { InvitedRole, Me } from '@imagechat/protocol/dashboard';
import { newInvitation, newSetupLink } from '../dashboard/one-time-link.ts';
import type { TestServer } from './start-test-server.ts';

/** A password that will do. */
export const GOOD_PASSWORD = 'violet otters hum at noon';

/** A browser with the dashboard open: keeps its cookie and says where its requests come from. */
export class DashboardBrowser {
  readonly #server: TestServer;
  /** As `name=value`; empty without one. */
  cookie = '';
  /** The last `Set-Cookie`. */
  told = '';

  /** Of the page: the server's own, unless it is known under another name. */
  readonly origin: string;

  readonly #says: Readonly<Record<string, string | undefined>>;

  /** @param says what every request says instead of what a browser would; undefined is not said */
  constructor(
    server: TestServer,
    origin = server.origin,
    says: Readonly<Record<string, string | undefined>> = {},
  ) {
    this.#server = server;
    this.origin = origin;
    this.#says = says;
  }

  get(path: string): Promise<Response> {
    return this.ask('GET', path);
  }

  post(path: string, body: unknown = {}): Promise<Response> {
    return this.ask('POST', path, body);
  }

  /** @param headers added to what a browser says, or taking its place */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const changes = method !== 'GET';
    const said: Record<string, string | undefined> = {
      'sec-fetch-site': 'same-origin',
      host: new URL(this.origin).host,
      ...(changes ? { origin: this.origin, 'content-type': 'application/json' } : {}),
      ...(this.cookie === '' ? {} : { cookie: this.cookie }),
      ...headers,
      ...this.#says,
    };
    const answer = await this.#server.fetch(`/dashboard/api${path}`, {
      method,
      headers: Object.entries(said).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as [string, string]],
      ),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const told = answer.headers.get('set-cookie');
    if (told !== null) {
      this.told = told;
      this.cookie = told.split(';', 1)[0]?.replace(/^[^=]+=$/, '') ?? '';
    }
    return answer;
  }

  async me(): Promise<Me> {
    return (await (await this.get('/me')).json()) as Me;
  }

  signIn(login: string, password = GOOD_PASSWORD): Promise<Response> {
    return this.post('/sign-in', { login, password });
  }
}

/** A browser in which the owner set up the server; their first tenant is `studio`. */
export async function ownerOf(server: TestServer): Promise<DashboardBrowser> {
  const { link, secret } = newSetupLink(Date.now());
  await server.foundations.accounts.addLink(link);
  const browser = new DashboardBrowser(server);
  const tenant = { id: 'studio', name: 'Studio', domains: ['studio.example'] };
  const olive = { name: 'Olive', login: 'olive@example.com', password: GOOD_PASSWORD };
  const answer = await browser.post('/setup', { link: secret, ...olive, tenant });
  if (!answer.ok) throw new Error(`no owner: ${await answer.text()}`);
  return browser;
}

/** A browser in which somebody invited to a tenant is signed in; their login is `<name>@example.com`. */
export async function memberOf(
  server: TestServer,
  tenantId: string,
  role: InvitedRole,
  name: string = role,
): Promise<DashboardBrowser> {
  const { accounts } = server.foundations;
  const { link, secret } = newInvitation({ tenantId, role, by: 'test' }, Date.now());
  await accounts.addLink(link);
  const browser = new DashboardBrowser(server);
  const person = { name, login: `${name}@example.com`, password: GOOD_PASSWORD };
  const answer = await browser.post('/invitation', { link: secret, person });
  if (!answer.ok) throw new Error(`no member: ${await answer.text()}`);
  return browser;
}

/** The account with a login. */
export async function accountOf(server: TestServer, login: string): Promise<Account> {
  const account = await server.foundations.accounts.byLogin(login);
  if (!account) throw new Error(`nobody is ${login}`);
  return account;
}
