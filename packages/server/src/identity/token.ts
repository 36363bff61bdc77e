import { sign, verify } from 'hono/jwt';
import * as v from 'valibot';

/** What a session token says. Times in ms, server time. */
export interface TokenContents {
  /** Actor id. */
  readonly id: string;
  /** Empty when none was given yet. */
  readonly name: string;
  readonly tenantId: string;
  /** The origin of the page it was made for; empty outside browsers. */
  readonly origin: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** How the actor came to be who it is; left out for who gave a name and nothing else. */
  readonly via?: 'sso' | 'simple-sso' | 'dashboard';
  /** What single sign-on made of it; left out for visitors. */
  readonly kind?: 'user' | 'moderator' | 'admin';
  readonly avatar?: string;
  readonly label?: string;
  /** Null is every group; `stored` when they are too many for a token; left out for visitors. */
  readonly groupIds?: readonly string[] | null | 'stored';
  /** When the tenant's word was last heard, with `via: 'sso'`. */
  readonly loginAt?: number;
  /** The hash of the dashboard's session it came from and ends with, with `via: 'dashboard'`. */
  readonly session?: string;
}

/** Kept apart from whatever else is ever signed with the same secret. */
const PURPOSE = 'imagechat-session';

const text = v.pipe(v.string(), v.maxLength(4096));
const payload = v.object({
  iss: v.literal(PURPOSE),
  sub: v.pipe(text, v.minLength(1)),
  name: text,
  aud: v.string(),
  origin: v.string(),
  iat: v.number(),
  exp: v.number(),
  via: v.exactOptional(v.picklist(['sso', 'simple-sso', 'dashboard'])),
  kind: v.exactOptional(v.picklist(['user', 'moderator', 'admin'])),
  ava: v.exactOptional(text),
  lab: v.exactOptional(text),
  grp: v.exactOptional(v.union([v.null(), v.literal('stored'), v.array(text)])),
  login: v.exactOptional(v.number()),
  ses: v.exactOptional(text),
});

/** A session token: a JWT (RFC 7519), HS256, `aud` the tenant, times in seconds. */
export function signToken(contents: TokenContents, secret: string): Promise<string> {
  const { id, name, tenantId, origin, issuedAt, expiresAt, via, kind, avatar, label, groupIds, loginAt } =
    contents;
  const { session: ses } = contents;
  const claims = {
    iss: PURPOSE,
    sub: id,
    name,
    aud: tenantId,
    origin,
    // To the millisecond: a session made right after a sign-out is not one from before it.
    iat: issuedAt / 1000,
    exp: Math.floor(expiresAt / 1000),
    via,
    kind,
    ava: avatar,
    lab: label,
    grp: groupIds,
    login: loginAt,
    ses,
  };
  return sign(said(claims), secret, 'HS256');
}

/**
 * Reads a token that was signed with `secret`; undefined for every other string. Whether it has expired, and whose it is, is the
 * caller's to judge.
 */
export async function readToken(token: string, secret: string): Promise<TokenContents | undefined> {
  // Times are checked by the caller's clock, not by the library's.
  const claims = await verify(token, secret, { alg: 'HS256', exp: false, nbf: false, iat: false }).catch(
    () => undefined,
  );
  const result = v.safeParse(payload, claims);
  if (!result.success) return undefined;
  const { sub, name, aud, origin, iat, exp, via, kind, ava, lab, grp, login, ses } = result.output;
  return {
    id: sub,
    name,
    tenantId: aud,
    origin,
    issuedAt: Math.round(iat * 1000),
    expiresAt: exp * 1000,
    ...said({ via, kind, avatar: ava, label: lab, groupIds: grp, loginAt: login, session: ses }),
  };
}

type Said<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

/** Without the fields that say nothing. */
function said<Fields extends object>(fields: Fields): Partial<Said<Fields>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<
    Said<Fields>
  >;
}
