import { expect, test } from 'bun:test';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { add, create, freshId } from '@imagechat/core/testing/builders';
import { runCommand } from '@imagechat/server/testing/fake-terminal';
import { scenario, withBrowser } from './support/scenario.ts';
import type { ServerProcess } from './support/server-process.ts';
import { confirmed } from './support/two.ts';
import { IMAGE, page, serve, withPages } from './support/widget-page.ts';

withBrowser();
withPages();

/** Where the made-up visitors come from; documentation addresses, so nothing else on this machine has them. */
const ADDRESSES = ['203.0.113.77', '2001:db8:77:88::99'];

/** Secure SSO data for a user, signed with the tenant's secret. */
function signed(secret: string, user: Record<string, unknown>) {
  const userDataJSONBase64 = Buffer.from(JSON.stringify(user)).toString('base64');
  const timestamp = Date.now();
  const hmac = new Bun.CryptoHasher('sha256', secret).update(`${timestamp}${userDataJSONBase64}`);
  return { userDataJSONBase64, timestamp, verificationHash: hmac.digest('hex') };
}

/** Everything in the data folder, by file, as text. */
function dataOf(server: ServerProcess): readonly (readonly [string, string])[] {
  const files = readdirSync(server.dataDir, { recursive: true, withFileTypes: true }).filter((it) =>
    it.isFile(),
  );
  return files.map((it) => [it.name, readFileSync(join(it.parentPath, it.name), 'latin1')]);
}

/** What a program says to a server, from these addresses, and every word it was answered. */
class Program {
  readonly heard: string[] = [];
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async asks(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<string> {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    for (const address of ADDRESSES) {
      const all = { 'x-forwarded-for': address, ...headers };
      const answer = await fetch(`${this.#origin}${path}`, { ...init, headers: all });
      this.heard.push(`${[...answer.headers].join('\n')}\n${await answer.text()}`);
    }
    return this.heard.at(-1) ?? '';
  }
}

test(
  'no secret, no token and no address is in a log, an address, an answer, the data or a browser where it does not belong',
  scenario(async (stage) => {
    const server = await stage.server({ env: { LOG_LEVEL: 'debug', TRUSTED_PROXIES: '1' } });
    const env = { DATA_DIR: server.dataDir };
    const made = async (kind: 'secret' | 'key') =>
      /ic[sk]_[\w-]{43}/.exec((await runCommand([kind, 'add', 'demo'], env)).out)?.[0] ?? '';
    const [secret, key] = [await made('secret'), await made('key')];
    expect([secret.slice(0, 4), key.slice(0, 4)]).toEqual(['ics_', 'ick_']);

    // A program: signs in, writes, is refused, uses its key, and does all of it wrongly too.
    const program = new Program(server.origin);
    const sso = signed(secret, { id: '7', email: 'mo@example.org', username: 'Mo', isAdmin: true });
    const session = await program.asks('/v1/session', { tenantId: 'demo', sso });
    const token = /"token":"([^"]+)"/.exec(session)?.[1] ?? '';
    const bearer = { authorization: `Bearer ${token}` };
    const operation = create();
    const submit = (it: unknown, headers = bearer) =>
      program.asks('/v1/tenants/demo/operations', { urlId: 'widget', operation: it }, headers);
    await submit(operation);
    await submit(add('nowhere'));
    await submit({ ...operation, type: 'paint' });
    await submit(operation, { authorization: `Bearer ${token}x` });
    await program.asks('/v1/session', {
      tenantId: 'demo',
      sso: { ...sso, verificationHash: '0'.repeat(64) },
    });
    await program.asks('/v1/tenants/demo/snapshot?urlId=widget', undefined, {
      ...bearer,
      origin: 'https://evil.test',
    });
    await program.asks('/api/v1/tenant-daily-usage', undefined, { 'x-api-key': key, 'x-tenant-id': 'demo' });
    await program.asks('/api/v1/tenant-daily-usage', undefined, {
      'x-api-key': `${key}x`,
      'x-tenant-id': 'demo',
    });
    await program.asks('/v1/stream', {
      hello: { t: 'hello', v: 1, tenantId: 'demo', token: `${token}x` },
      subscribe: [],
    });
    await program.asks('/comment-image-chats/demo', { urlId: 'widget', broadcastId: freshId(), sso }, bearer);

    // A page that says who its visitor is.
    const pages = serve({
      '/': { html: page(server.origin, 'widget', IMAGE, `sso: ${JSON.stringify(sso)}`) },
    });
    const visitor = await stage.visitor('Mo');
    const addresses: string[] = [];
    visitor.page.on('request', (request) => addresses.push(request.url()));
    visitor.page.on('websocket', (socket) => addresses.push(socket.url()));
    await visitor.open(pages.at('/'), 'css:light=img#it');
    await visitor.starts(60, 60, 'Said by Mo');
    await confirmed(visitor, 'Said by Mo');
    const stored = await visitor.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    const cookies = await visitor.page.context().cookies();
    const tokens = visitor.frames.flatMap((frame) =>
      'up' in frame && 'token' in frame.up ? [String(frame.up.token)] : [],
    );
    expect(tokens.length).toBeGreaterThan(0);
    await server.kill('SIGTERM');

    const payload = [sso.userDataJSONBase64, sso.verificationHash];
    const everything = [secret, key, token, ...tokens, ...payload, ...ADDRESSES];
    const found = (where: string, text: string, what: readonly string[]) =>
      what.filter((each) => text.includes(each)).map((each) => `${where}: ${each.slice(0, 12)}…`);
    // What is said to whom it belongs: a session to who asked for it.
    const answers = program.heard.filter((answer) => !/"expiresAt"/.test(answer));
    expect(server.output).toContain('not-let-in');
    expect([
      ...found('log', server.output, everything),
      ...found('address', addresses.join('\n'), everything),
      ...found('answers', answers.join('\n'), everything),
      ...found('browser', stored, [secret, key, ...payload, ...ADDRESSES]),
      // The API secret is kept, since checking an HMAC needs it; nothing else is.
      ...dataOf(server).flatMap(([file, text]) =>
        found(file, text, [key, token, ...tokens, ...payload, ...ADDRESSES]),
      ),
    ]).toEqual([]);
    expect(
      dataOf(server)
        .filter(([, text]) => text.includes(secret))
        .map(([file]) => file),
    ).toEqual(['imagechat.db']);
    expect(cookies).toEqual([]);
  }),
  120_000,
);
