import type { TestServer } from './start-test-server.ts';

/** Everybody who may try something. `elsewhere` has a token for another page's origin, `foreign` one of another tenant. */
export const CALLERS = [
  'nobody',
  'expired',
  'foreign',
  'elsewhere',
  'visitor',
  'author',
  'user',
  'moderator',
  'admin',
  'banned',
] as const;

/** One of {@link CALLERS}. */
export type Caller = (typeof CALLERS)[number];

/** The tenant they ask, and the page they ask from. */
export const ASKED = { tenantId: 'acme', origin: 'https://example.com' } as const;

/** Each caller's token, and the actor id of the author. */
export interface Callers {
  readonly tokens: Readonly<Record<Caller, string | undefined>>;
  readonly authorId: string;
}

/** Makes all callers, on a server that has nobody banned yet. */
export async function callersOf(server: TestServer): Promise<Callers> {
  const { tenantId, origin } = ASKED;
  const sign = await secretOf(server);
  const known = async (kind: 'user' | 'moderator' | 'admin'): Promise<string> => {
    const rights = { isModerator: kind === 'moderator', isAdmin: kind === 'admin' };
    const sso = sign({ id: kind, email: `${kind}@example.com`, username: kind, ...rights });
    const answer = await server.post('/v1/session', { tenantId, sso }, { origin });
    return ((await answer.json()) as { token: string }).token;
  };
  const visitor = (name: string) => server.session(name, tenantId, origin);
  const [author, banned, moderator] = [
    await visitor('Author'),
    await visitor('Banned'),
    await known('moderator'),
  ];
  const hour = 3_600_000;
  const past = { issuedAt: Date.now() - 2 * hour, expiresAt: Date.now() - hour };
  const old = { id: `${tenantId}:user`, name: 'user' };
  const ban = await server.post(
    `/v1/tenants/${tenantId}/bans`,
    { actorId: banned.actor.id },
    { authorization: `Bearer ${moderator}`, origin },
  );
  if (!ban.ok) throw new Error(`no ban: ${await ban.text()}`);
  return {
    authorId: author.actor.id,
    tokens: {
      nobody: undefined,
      expired: await server.tokenOf({ ...old, ...ASKED, ...past }),
      foreign: await server.tokenOf({ ...old, ...ASKED, tenantId: 'other' }),
      elsewhere: await server.tokenOf({ ...old, ...ASKED, origin: 'https://blog.example.com' }),
      visitor: (await visitor('Visitor')).token,
      author: author.token,
      user: await known('user'),
      moderator,
      admin: await known('admin'),
      banned: banned.token,
    },
  };
}

/** Gives the asked tenant a secret; what it signs says who somebody is (CONTRACT §4). */
async function secretOf(
  server: TestServer,
): Promise<(user: Record<string, unknown>) => Record<string, unknown>> {
  const secret = 'ics_for_tests';
  await server.tenants.addSecret(ASKED.tenantId, { id: 's1', secret, createdAt: 0 });
  return (user) => {
    const userDataJSONBase64 = Buffer.from(JSON.stringify(user)).toString('base64');
    const timestamp = Date.now();
    const hmac = new Bun.CryptoHasher('sha256', secret).update(`${timestamp}${userDataJSONBase64}`);
    return { userDataJSONBase64, timestamp, verificationHash: hmac.digest('hex') };
  };
}
