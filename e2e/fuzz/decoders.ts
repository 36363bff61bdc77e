import { EventStream } from '@imagechat/client/stream/event-stream';
import { siteOf } from '@imagechat/core/site';
import { formatCursor, parseCursor } from '@imagechat/protocol/cursor';
import { isUrlId } from '@imagechat/protocol/ids';
import { LIMITS } from '@imagechat/protocol/limits';
import { REFUSALS, type Refusal } from '@imagechat/protocol/refusal';
import { decode, decodeFrame, parseJson } from '@imagechat/protocol/schemas/decode';
import { submitBody } from '@imagechat/protocol/schemas/messages';
import { deriveUrlId } from '@imagechat/protocol/url-id';
import { originAllowed } from '@imagechat/server/identity/domains';
import { type TokenContents, readToken, signToken } from '@imagechat/server/identity/token';
import { clientAddress, limitAddress } from '@imagechat/server/requester';
import { CORPUS } from './corpus.ts';
import type { Mutator } from './mutator.ts';
import { SIGN_ONS } from './sign-ons.ts';
import { type Target, must, target } from './target.ts';

const { texts } = CORPUS;

/** One of the texts as it is, changed, or any text at all. */
function textFrom(mutator: Mutator, list: readonly string[]): string {
  const { random } = mutator;
  const one = random.pick(list) ?? '';
  if (random.chance(0.1)) return one;
  return random.chance(0.9) ? mutator.text(one) : mutator.noise();
}

/** A refusal as every refusal is (F1). */
function isRefusal({ code, message, retry }: Refusal): boolean {
  return Object.hasOwn(REFUSALS, code) && /^\S[\s\S]*\.$/.test(message) && retry === REFUSALS[code].retry;
}

const frames: Target = target({
  name: 'frames',
  share: 24,
  make: (mutator) =>
    mutator.random.chance(0.8)
      ? mutator.jsonText(mutator.random.pick(CORPUS.framesUp))
      : textFrom(mutator, texts.frames),
  run: (text: string) => {
    const decoded = decodeFrame(text);
    if (!decoded.ok) {
      must(isRefusal(decoded.refusal), () => `not a refusal: ${JSON.stringify(decoded.refusal)}`);
      return [decoded.refusal.code];
    }
    const written = JSON.stringify(decoded.value);
    const again = decodeFrame(written);
    must(again.ok && JSON.stringify(again.value) === written, () => 'what was read does not read the same');
    return ['ok'];
  },
});

const bodies: Target = target({
  name: 'operation bodies',
  share: 12,
  make: (mutator) => mutator.jsonText(mutator.random.pick(CORPUS.bodies)),
  run: (text: string) => {
    const json = parseJson(text);
    const decoded = json.ok ? decode(submitBody, json.value) : json;
    if (decoded.ok) return ['ok'];
    must(isRefusal(decoded.refusal), () => `not a refusal: ${JSON.stringify(decoded.refusal)}`);
    return [decoded.refusal.code];
  },
});

const cursors: Target = target({
  name: 'cursors',
  share: 10,
  make: (mutator) => textFrom(mutator, texts.cursors),
  run: (text: string) => {
    const cursor = parseCursor(text);
    must(cursor === undefined || formatCursor(cursor) === text, () => 'a cursor that is written otherwise');
    return [cursor ? 'ok' : 'none'];
  },
});

const urlIds: Target = target({
  name: 'derived urlIds',
  share: 10,
  make: (mutator) => ({
    page: textFrom(mutator, texts.pages),
    src: textFrom(mutator, mutator.random.chance(0.5) ? texts.sources : texts.pages),
  }),
  run: ({ page, src }: { page: string; src: string }) => {
    const derived = deriveUrlId(page, src);
    must(derived === null || isUrlId(derived), () => `derives ${JSON.stringify(derived)}`);
    must(derived === deriveUrlId(page, src), () => 'derives something else the second time');
    return [derived === null ? 'none' : 'ok'];
  },
});

const OWN = 'https://chat.test:8443';

/** A second opinion on domains, by suffix and without wildcards: what it denies must not be allowed. */
function mayBeAllowed(origin: string): boolean {
  const url = URL.parse(origin);
  if (!url || !/^https?:$/.test(url.protocol)) return false;
  const name = url.hostname.replace(/\.$/, '');
  return (
    name === 'localhost' ||
    /(^|\.)(localhost|example\.com|example\.co\.uk)$/.test(name) ||
    ['127.0.0.1', '[::1]', 'blog.site.org', 'chat.test'].includes(name) ||
    /^[^.]*\.corp\.test$/.test(name) ||
    (name === 'shop.test' && url.port === '8443') ||
    /(^|\.)shop\.test$/.test(name)
  );
}

const KNOWN_DOMAINS = ['example.com', 'example.co.uk', 'blog.site.org', '*.corp.test', 'shop.test:8443'];

const origins: Target = target({
  name: 'origins',
  share: 8,
  make: (mutator) => textFrom(mutator, texts.origins),
  run: (origin: string) => {
    const allowed = originAllowed(origin, OWN, KNOWN_DOMAINS);
    must(!allowed || mayBeAllowed(origin), () => 'this origin may not be allowed');
    siteOf(origin);
    return [allowed ? 'allowed' : 'denied'];
  },
});

const domains: Target = target({
  name: 'domain lists',
  share: 4,
  make: (mutator) => ({
    domain: textFrom(mutator, texts.domains),
    origin: mutator.random.pick(texts.origins) ?? '',
  }),
  run: ({ domain, origin }: { domain: string; origin: string }) => [
    originAllowed(origin, OWN, [domain]) ? 'allowed' : 'denied',
  ],
});

const addresses: Target = target({
  name: 'addresses',
  share: 4,
  make: (mutator) => textFrom(mutator, texts.addresses),
  run: (text: string) => {
    const key = limitAddress(clientAddress('10.0.0.9', text, text.length % 3));
    must(key.length <= 64, () => `a key of ${key.length} characters`);
    return ['ok'];
  },
});

const streams: Target = target({
  name: 'event streams',
  share: 4,
  make: (mutator) => ({
    frames: [1, 2].map(() => JSON.stringify(mutator.json(mutator.random.pick(CORPUS.framesDown))) ?? 'null'),
    noise: mutator.text(mutator.random.pick(texts.streams) ?? ''),
    cut: mutator.random.between(1, 60),
  }),
  run: ({ frames: whole, noise, cut }: { frames: string[]; noise: string; cut: number }) => {
    // Whatever came before, what follows an empty line is read as it was written.
    const text = `${noise}\n\n${whole.map((frame) => `data: ${frame}\n\n`).join('')}`;
    const stream = new EventStream();
    const heard: string[] = [];
    for (let at = 0; at < text.length; at += cut)
      heard.push(...stream.take(text.slice(at, at + cut)).map(({ data }) => data));
    must(Bun.deepEquals(heard.slice(-whole.length), whole), () => `hears ${JSON.stringify(heard)}`);
    return ['ok'];
  },
});

const SECRET = 'a secret for fuzzing';
const VALID: TokenContents[] = [
  { id: 'q8Zt1mVbR0iJx3kY5nW7cA', name: 'Ada', tenantId: 'demo', origin: '', issuedAt: 0, expiresAt: 9e15 },
  { id: 'x', name: '', tenantId: 'acme', origin: 'https://example.com', issuedAt: 1e12, expiresAt: 1e12 },
];
const TOKENS = await Promise.all(VALID.map((contents) => signToken(contents, SECRET)));
const FOREIGN = await Promise.all(VALID.map((contents) => signToken(contents, 'another secret')));

const tokens: Target = target({
  name: 'tokens',
  share: 3,
  make: (mutator) => textFrom(mutator, [...TOKENS, ...TOKENS, ...FOREIGN, ...texts.tokens]),
  run: async (text: string) => {
    const contents = await readToken(text.slice(0, 4 * LIMITS.commentLength), SECRET);
    // Whatever is read was signed by us: a changed token says nothing else than the one it was made of.
    const known = contents === undefined || VALID.some((each) => Bun.deepEquals(each, contents));
    must(known, () => `a forged token: ${JSON.stringify(contents)}`);
    return [contents ? 'ok' : 'none'];
  },
});

/** Everything that reads input on its own, without a server around it. */
export const DECODERS: readonly Target[] = [
  frames,
  bodies,
  cursors,
  urlIds,
  origins,
  domains,
  addresses,
  tokens,
  streams,
  ...SIGN_ONS,
];
