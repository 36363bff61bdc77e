/** What somebody may be in the dashboard: the owner of the server, or invited into one tenant. */
export type Role = 'owner' | 'admin' | 'moderator';

/** Roles somebody can be invited to. */
export type InvitedRole = Exclude<Role, 'owner'>;

/** A tenant as who signed in may see it. */
export interface MyTenant {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** Who asks, as `GET /dashboard/api/me` tells. */
export interface Me {
  /** True until somebody owns the server. */
  readonly needsOwner: boolean;
  /** Null when nobody is signed in. */
  readonly account: { readonly id: string; readonly name: string; readonly login: string } | null;
  readonly tenants: readonly MyTenant[];
}

/** What a one-time link is good for. */
export interface LinkMeans {
  readonly kind: 'setup' | 'invitation' | 'password';
  /** The tenant one is invited to. */
  readonly tenantName?: string;
  readonly role?: InvitedRole;
  /** Whose password it gives anew: what they sign in with, and their name, which no password may be like. */
  readonly login?: string;
  readonly name?: string;
}

/** A passkey as who owns it is told, by `GET /dashboard/api/passkeys`. */
export interface ToldPasskey {
  readonly id: string;
  readonly name: string;
  /** True when a password manager keeps it, so that it is not lost with a device. */
  readonly backedUp: boolean;
  /** The host name it is good at. */
  readonly host: string;
  /** Server times in ms; null while it was never used. */
  readonly createdAt: number;
  readonly usedAt: number | null;
}

/** How one signs in, as `GET /dashboard/api/passkeys` tells. */
export interface WaysIn {
  readonly hasPassword: boolean;
  /** Oldest first. */
  readonly passkeys: readonly ToldPasskey[];
}

/** How long a passkey's name may be, in UTF-16 units. */
export const PASSKEY_NAME_MOST = 60;

/** True where browsers have passkeys: over https, or on this very machine, under a name and not an address (W3C WebAuthn §5.1.3, §13.4.9). */
export function allowsPasskeys({ hostname, protocol }: { hostname: string; protocol: string }): boolean {
  if (/^\[|^[\d.]+$/.test(hostname)) return false;
  return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

/** Somebody with access to a tenant. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly login: string;
  readonly role: Role;
  /** Server time in ms. */
  readonly since: number;
}

/** An invitation nobody has used yet; the link itself was told once. */
export interface Invitation {
  readonly id: string;
  readonly role: InvitedRole;
  /** Server times in ms. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Who may in, as `GET /dashboard/api/tenants/:tenantId/members` tells. */
export interface Members {
  readonly members: readonly Member[];
  readonly invitations: readonly Invitation[];
}

/** One administrative act, as `GET /dashboard/api/tenants/:tenantId/audit` tells. */
export interface ToldAct {
  readonly id: string;
  /** Server time in ms. */
  readonly at: number;
  /** The name of who did it, where there is one; else an actor id or `command line`. */
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
}

/** The figures of usage, in the order in which they are told. Bandwidth in bytes. */
export const USAGE_FIGURES = [
  'pubSubMessageCount',
  'pubSubBandwidth',
  'conversationCreateCount',
  'commentCreateCount',
  'commentFetchCount',
  'voteCount',
  'accountCreatedCount',
  'connectionPeak',
  'framesSaved',
  'apiCreditsUsed',
  'apiErrorCount',
] as const;

/** One of {@link USAGE_FIGURES}. */
export type UsageFigure = (typeof USAGE_FIGURES)[number];

/** What was used at one site on one UTC day. */
export type UsageRow = Readonly<Record<UsageFigure, number>> & {
  /** `2026-01-31`. */
  readonly day: string;
  /** Origin host of the pages; '' for no browser. */
  readonly site: string;
};

/** What happens now, on the process that was asked. */
export interface LiveUsage {
  /** Connections of the tenant's pages. */
  readonly viewers: number;
  /** How long one step is, in ms. */
  readonly stepMs: number;
  /** Events times recipients by step, the newest last; the last step is not over. */
  readonly messages: readonly number[];
  /** Bytes by step. */
  readonly bytes: readonly number[];
}

/** What a password must be: length is what makes it strong. In UTF-16 units. */
export const PASSWORD = { least: 12, most: 200 } as const;

/** Why a password will not do; undefined when it will. */
export type PasswordFault = 'short' | 'long' | 'common' | 'personal';

const COMMON = [
  'password passwort contrasena contraseña kennwort parola sifre şifre letmein welcome willkommen admin',
  'administrator login master monkey dragon football baseball sunshine princess iloveyou trustno secret',
  'changeme default qwerty qwertz azerty abc test hello shadow superman michael jordan imagechat image chat dashboard',
]
  .join(' ')
  .split(' ');

const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
];

/**
 * Judges a password as NIST SP 800-63B asks: by its length and by whether it would be among the first that are tried; no rules about digits.
 * @param own what is known of the person (login, name), which anybody could guess
 */
export function passwordFault(password: string, own: readonly string[] = []): PasswordFault | undefined {
  if (password.length < PASSWORD.least) return 'short';
  if (password.length > PASSWORD.most) return 'long';
  const plain = password.toLowerCase();
  if (distinct(plain) < 5 || distinct(withoutRuns(plain)) < 4 || isCommonWords(plain)) return 'common';
  const personal = own
    .flatMap((text) => text.toLowerCase().split(/[@\s.]+/))
    .filter(({ length }) => length > 3);
  const without = personal.reduce((text, word) => text.replaceAll(word, ''), plain);
  return without.length < PASSWORD.least / 2 ? 'personal' : undefined;
}

/** What people write for letters, as letters. */
function unleet(text: string): string {
  const letters: Readonly<Record<string, string>> = {
    '0': 'o',
    '1': 'i',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '7': 't',
    '@': 'a',
    $: 's',
  };
  return text.replace(/[013457@$]/g, (sign) => letters[sign] ?? sign);
}

function withoutRuns(text: string): string {
  let rest = text;
  for (const run of RUNS)
    for (const way of [run, [...run].reverse().join('')])
      for (let from = 0; from + 4 <= way.length; from++)
        for (let to = way.length; to - from >= 4; to--) rest = rest.replaceAll(way.slice(from, to), '');
  return rest;
}

function distinct(text: string): number {
  return new Set(text).size;
}

/** True when all its letters are words that everybody tries, whatever figures and signs stand between. */
function isCommonWords(text: string): boolean {
  // Figures before and behind are figures, those between may stand for letters.
  const letters = unleet(text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''));
  const rest = COMMON.reduce((left, word) => left.replaceAll(word, ''), letters);
  return /\p{L}{3}/u.test(letters) && distinct(rest.replace(/[^\p{L}]/gu, '')) < 2;
}
