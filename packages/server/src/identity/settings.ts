import { TENANT_SETTINGS, type TenantSettings } from '@imagechat/core/tenant-settings';
import { LIMITS } from '@imagechat/protocol/limits';
import { LOCALES } from '@imagechat/protocol/locale';
import * as v from 'valibot';

/** One setting of a tenant: what it can be, and what it is about. */
export interface Setting<Value> {
  readonly schema: v.GenericSchema<unknown, Value>;
  /** Completes "it must be …". */
  readonly must: string;
  /** A sentence for the owner. */
  readonly means: string;
}

/** From a list, or from what was typed with commas. */
const wordList = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((given): readonly string[] => {
    const words = typeof given === 'string' ? given.split(',') : given;
    return [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))];
  }),
  v.check((words) => words.length <= 1000 && words.every(({ length }) => length <= 100)),
);

const yesOrNo = { schema: v.boolean(), must: 'true or false' };

/** Every setting of a tenant; the compiler asks for one per field. */
export const SETTINGS: { readonly [Name in keyof TenantSettings]: Setting<TenantSettings[Name]> } = {
  allowAnonymous: { ...yesOrNo, means: 'Visitors without an account may write, under a name they give.' },
  allowUnverified: {
    ...yesOrNo,
    means: 'Users whom the page names without proof (Simple SSO) may write; they are marked as unverified.',
  },
  whoMayCreate: {
    schema: v.picklist(['everyone', 'users', 'moderators']),
    must: 'everyone, users or moderators',
    means: 'Who may start conversations; answering is not touched by it.',
  },
  premoderation: {
    schema: v.picklist(['nobody', 'anonymous', 'everyone']),
    must: 'nobody, anonymous or everyone',
    means: 'Whose comments wait for a moderator before others see them; never those of moderators.',
  },
  flagsToHide: {
    schema: v.nullable(whole(1, 100)),
    must: 'a whole number from 1 to 100, or null for never',
    means: 'So many people who flag a comment take it out of sight until a moderator looks.',
  },
  filterWords: {
    schema: wordList,
    must: 'words or groups of words with commas between them, at most 1000',
    means:
      'Comments with one of these wait or are spam, as filterOutcome says; "casino*" is every word that begins so.',
  },
  filterLinks: {
    schema: v.nullable(whole(0, 100)),
    must: 'a whole number from 0 to 100, or null for any number',
    means: 'Comments with more links than this wait or are spam, as filterOutcome says.',
  },
  filterOutcome: {
    schema: v.picklist(['pending', 'spam']),
    must: 'pending or spam',
    means:
      'What becomes of comments that a filter catches: a moderator is asked, or nobody but the author sees them.',
  },
  privateImages: { ...yesOrNo, means: 'Only signed-in users may look at the images.' },
  replyDepth: {
    schema: whole(0, 10),
    must: 'a whole number from 0 to 10',
    means: 'How many levels of replies there are; 0 is a flat conversation.',
  },
  allowUploads: { ...yesOrNo, means: 'Pictures can be uploaded into comments.' },
  commentLength: {
    schema: whole(1, LIMITS.commentLength),
    must: `a whole number from 1 to ${LIMITS.commentLength}`,
    means: 'How many characters a comment can have.',
  },
  locale: {
    schema: v.nullable(v.picklist(LOCALES)),
    must: `null or one of ${LOCALES.join(', ')}`,
    means: 'What the widget speaks where the page names no language; null is what the browser prefers.',
  },
  retentionDays: orServers(1, 365, 'For how many days changes are kept, for pages that were away.'),
  retentionEvents: orServers(100, 1_000_000, 'How many changes are kept of each image, the newest.'),
  operationsPerMinute: limit('How many changes all people of the tenant may make a minute.'),
  requestsPerMinute: limit('How many HTTP requests may be made for the tenant a minute.'),
  arrivalsPerMinute: limit('How many connections and sessions the tenant may have opened a minute.'),
  operationsPerMinuteOfOne: limit('How many changes one person may make a minute.'),
  uploadsPerMinuteOfOne: limit('How many pictures one person may upload a minute.'),
  readsPerMinuteOfAddress: limit('How many images those behind one address may open a minute.'),
};

/** What is good among stored settings; what another version wrote and this one does not understand is left out. */
export function readSettings(stored: unknown): Partial<TenantSettings> {
  const given = new Map(Object.entries(v.is(v.looseObject({}), stored) ? stored : {}));
  const good = Object.entries(SETTINGS).flatMap(([name, { schema }]) => {
    const result = v.safeParse(schema as v.GenericSchema, given.get(name));
    return given.has(name) && result.success ? [[name, result.output] as const] : [];
  });
  return Object.fromEntries(good) as Partial<TenantSettings>;
}

/** True for the name of a setting. */
export function isSetting(name: string): name is keyof TenantSettings {
  return Object.hasOwn(SETTINGS, name);
}

/** A setting's value from what was typed: `true`, `3`, `null` and words; undefined when it cannot be that. */
export function parseSetting(name: keyof TenantSettings, text: string): Partial<TenantSettings> | undefined {
  const value = /^(true|false|null|\d{1,9})$/.test(text) ? (JSON.parse(text) as unknown) : text;
  const read = readSettings({ [name]: value });
  return name in read ? read : undefined;
}

/** Every setting with its default and what it means, for help. */
export function describeSettings(): { name: string; fallback: string; must: string; means: string }[] {
  return Object.entries(SETTINGS).map(([name, { must, means }]) => ({
    name,
    fallback: String(TENANT_SETTINGS[name as keyof TenantSettings]),
    must,
    means,
  }));
}

function orServers(least: number, most: number, means: string): Setting<number | null> {
  const must = `a whole number from ${least} to ${most}, or null for the server's`;
  return { schema: v.nullable(whole(least, most)), must, means };
}

/** What may be done in a minute; the server's own limit stands beside it, so this one can only be lower. */
function limit(means: string): Setting<number | null> {
  return orServers(1, 100_000_000, `${means} Never more than the server allows.`);
}

function whole(least: number, most: number) {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
}
