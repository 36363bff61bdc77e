import { REFUSALS } from '@imagechat/protocol/refusal';
import { readSecureSso } from '@imagechat/server/identity/secure-sso';
import { readSignOn } from '@imagechat/server/identity/sign-on';
import { readSimpleUser } from '@imagechat/server/identity/sso-user';
import type { Mutator } from './mutator.ts';
import { type Target, must, target } from './target.ts';

const SECRET = 'a secret for fuzzing';
const NOW = 1_767_225_600_000;

const USERS = [
  { id: '42', email: 'ada@example.com', username: 'Ada' },
  {
    ...{ id: 'ü-7', email: 'zoë@example.com', username: 'Zoë 🦊', displayName: null, displayLabel: 'Staff' },
    ...{
      avatar: 'https://example.com/a.png',
      groupIds: ['green', 'blue'],
      isAdmin: true,
      isModerator: false,
      locale: 'de_de',
    },
  },
];

/** Secure SSO data as a tenant's server makes it. */
function signed(user: unknown): { userDataJSONBase64: string; verificationHash: string; timestamp: number } {
  const data = Buffer.from(JSON.stringify(user) ?? '').toString('base64');
  const hash = new Bun.CryptoHasher('sha256', SECRET).update(`${NOW}${data}`).digest('hex');
  return { userDataJSONBase64: data, verificationHash: hash, timestamp: NOW };
}

function refusedWell(answer: {
  readonly ok: boolean;
  readonly refusal?: { code: string; message: string };
}): string {
  if (answer.ok) return 'ok';
  const { code = '', message = '' } = answer.refusal ?? {};
  must(code === 'malformed-sso' && Object.hasOwn(REFUSALS, code), () => `refused with ${code}`);
  must(/^\S[\s\S]*\.$/.test(message) && !message.includes(SECRET), () => `says ${message}`);
  return code;
}

const proofs: Target = target({
  name: 'secure SSO data',
  share: 4,
  make: (mutator) => mutator.jsonText(signed(mutator.random.pick(USERS))),
  run: (text: string) => {
    const sso = parsed(text);
    // What is no object does not get this far.
    if (typeof sso !== 'object' || sso === null) return ['none'];
    const read = readSecureSso(sso as never, [SECRET], NOW);
    // Whatever is read was signed: changed data is never somebody else.
    const known = !read.ok || USERS.some(({ id }) => id === read.value.id);
    must(known, () => `reads a forged user from ${text}`);
    return [refusedWell(read)];
  },
});

const users: Target = target({
  name: 'signed users',
  share: 4,
  make: (mutator) => mutator.jsonText(mutator.random.pick(USERS)),
  run: (text: string) => {
    const read = readSecureSso(signed(parsed(text)), [SECRET], NOW);
    if (read.ok) {
      const { id, profile } = read.value;
      must(id.length > 0 && id.length <= 1000, () => 'an id out of bounds');
      must(profile.verified && (profile.groupIds?.length ?? 0) <= 100, () => 'a profile out of bounds');
    }
    return [refusedWell(read)];
  },
});

const words: Target = target({
  name: 'simple SSO and tokens of tenants',
  share: 4,
  make: (mutator: Mutator) => mutator.jsonText({ simpleSSO: { simpleSSOUser: USERS[1] }, ssoToken: 'a.b.c' }),
  run: async (text: string) => {
    const bag = parsed(text);
    const simple = readSimpleUser(bag);
    must(!simple.ok || !simple.value.verified, () => 'a word that verifies');
    const fields = typeof bag === 'object' && bag !== null ? bag : {};
    const { ssoToken, simpleSSO } = fields as { ssoToken?: unknown; simpleSSO?: unknown };
    const signOn = {
      ...(typeof ssoToken === 'string' ? { ssoToken } : {}),
      ...(typeof simpleSSO === 'object' && simpleSSO
        ? { simpleSSO: simpleSSO as Record<string, unknown> }
        : {}),
    };
    const read = await readSignOn(signOn, 'demo', [SECRET], NOW);
    must(!read.ok || read.value?.via !== 'sso', () => 'a token nobody signed');
    return [refusedWell(read)];
  },
});

/** Everything that says who somebody is. */
export const SIGN_ONS: readonly Target[] = [proofs, users, words];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
