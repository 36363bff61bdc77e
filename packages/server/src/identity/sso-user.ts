import type { Profile } from '@imagechat/core/ports/people';
import type { Refusal } from '@imagechat/protocol/refusal';
import { type Decoded, decode } from '@imagechat/protocol/schemas/decode';
import { cleanLine } from '@imagechat/protocol/text';
import * as v from 'valibot';

/** Longest texts in UTF-16 units, and most groups (CONTRACT §4). */
const MOST = { id: 1000, email: 1000, username: 1000, displayName: 500, displayLabel: 100 } as const;
const MOST_ADDRESS = 3000;
/** An id travels in every session token, which is bounded. */
const MOST_ID_BYTES = 1500;
const GROUPS = { count: 100, length: 50 } as const;

/** A user as a tenant tells of one: the tenant's own id, and what is kept of the person. */
export interface SsoUser {
  readonly id: string;
  readonly profile: Profile;
}

/** A line of 1 to `most` characters after cleaning. */
function line(field: string, most: number) {
  const sentence = `malformed-sso: ${field} must be a text of 1 to ${most} characters.`;
  return v.pipe(
    v.string(sentence),
    v.maxLength(most, sentence),
    v.transform(cleanLine),
    v.minLength(1, sentence),
  );
}

/** The same, or null to clear it; an empty text clears it too. */
function optionalLine(field: string, most: number) {
  const sentence = `malformed-sso: ${field} must be a text of at most ${most} characters, or null.`;
  return v.exactOptional(
    v.nullable(
      v.pipe(
        v.string(sentence),
        v.maxLength(most, sentence),
        v.transform((text) => cleanLine(text) || null),
      ),
      null,
    ),
  );
}

/** An address to show; one that is no https address is nothing to show rather than a reason to keep somebody out. */
function address(field: string) {
  return v.exactOptional(
    v.nullable(
      v.pipe(
        v.string(`malformed-sso: ${field} must be an address, or null.`),
        v.maxLength(MOST_ADDRESS, `malformed-sso: ${field} can have at most ${MOST_ADDRESS} characters.`),
        v.transform(httpsAddress),
      ),
    ),
  );
}

const GROUPS_SENTENCE = `malformed-sso: groupIds must be at most ${GROUPS.count} texts of 1 to ${GROUPS.length} characters, or null.`;

/** Groups of a user or of an image: null, or a list. `count` is how many there can be. */
export function groupList(count: number, sentence: string) {
  return v.nullable(
    v.pipe(
      v.array(
        v.pipe(v.string(sentence), v.minLength(1, sentence), v.maxLength(GROUPS.length, sentence)),
        sentence,
      ),
      v.maxLength(count, sentence),
      v.transform((groups): readonly string[] => [...new Set(groups)]),
    ),
  );
}

const username = v.pipe(
  line('username', MOST.username),
  v.check(
    (text) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
    'malformed-sso: username must not be an email address: everybody reads it.',
  ),
);

const common = {
  username,
  displayName: optionalLine('displayName', MOST.displayName),
  displayLabel: optionalLine('displayLabel', MOST.displayLabel),
  avatar: address('avatar'),
  websiteUrl: address('websiteUrl'),
};

const flag = (field: string) =>
  v.optional(v.nullable(v.boolean(`malformed-sso: ${field} must be true or false.`)), false);

const known = {
  ...common,
  id: v.pipe(
    v.union([v.string(), v.pipe(v.number(), v.safeInteger(), v.transform(String))], idSentence()),
    v.minLength(1, idSentence()),
    v.maxLength(MOST.id, idSentence()),
    v.check((id) => cleanLine(id) === id, 'malformed-sso: id must be one line without spaces at its ends.'),
    v.check((id) => Buffer.byteLength(JSON.stringify(id)) <= MOST_ID_BYTES, idSentence()),
  ),
  groupIds: v.exactOptional(groupList(GROUPS.count, GROUPS_SENTENCE)),
  isAdmin: flag('isAdmin'),
  isModerator: flag('isModerator'),
  locale: optionalLine('locale', 20),
};

/** A field that is left out is told by name, like one that is wrong. */
const required = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(schema, null as never);

const secureUser = v.object({ ...known, email: required(line('email', MOST.email)) });
const tokenUser = v.object({ ...known, email: optionalLine('email', MOST.email) });
const simpleUser = v.object({ ...common, email: optionalLine('email', MOST.email) });

/** The user in secure SSO data. Refusal: `malformed-sso`, which names the field. */
export function readSecureUser(data: unknown): Decoded<SsoUser> {
  return knownUser(decode(secureUser, data));
}

/** The user in the claims of a tenant's token: as in secure SSO, with `sub` for id and `name` for username where those are missing. */
export function readTokenUser(claims: Readonly<Record<string, unknown>>): Decoded<SsoUser> {
  const { id = claims.sub, username: given = claims.name } = claims;
  return knownUser(decode(tokenUser, { ...claims, id, username: given }));
}

/** What a page says of a visitor without proof (Simple SSO), flat or under `simpleSSOUser`. Rights and groups are not among it. */
export function readSimpleUser(data: unknown): Decoded<Profile> {
  const nested = v.is(v.object({ simpleSSOUser: v.looseObject({}) }), data) ? data.simpleSSOUser : data;
  const decoded = asSso(decode(simpleUser, nested));
  if (!decoded.ok) return decoded;
  return {
    ok: true,
    value: { ...decoded.value, groupIds: [], isAdmin: false, isModerator: false, verified: false },
  };
}

function knownUser(decoded: Decoded<v.InferOutput<typeof tokenUser>>): Decoded<SsoUser> {
  const read = asSso(decoded);
  if (!read.ok) return read;
  const { id, isAdmin, isModerator, ...rest } = read.value;
  const rights = { isAdmin: isAdmin === true, isModerator: isModerator === true };
  return { ok: true, value: { id, profile: { ...rest, ...rights, verified: true } } };
}

/** Whatever is wrong with sign-in data is `malformed-sso`. */
function asSso<Value>(decoded: Decoded<Value>): Decoded<Value> {
  if (decoded.ok || decoded.refusal.code === 'malformed-sso') return decoded;
  const refusal: Refusal = { ...decoded.refusal, code: 'malformed-sso' };
  return { ok: false, refusal };
}

function httpsAddress(text: string): string | null {
  const url = URL.parse(text.trim());
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}

function idSentence(): string {
  return `malformed-sso: id must be a text of 1 to ${MOST.id} characters, and at most ${MOST_ID_BYTES} bytes.`;
}
