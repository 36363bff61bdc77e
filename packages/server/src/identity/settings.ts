import { TENANT_SETTINGS, type TenantSettings } from '@imagechat/core/tenant-settings';
import type { SettingShape } from '@imagechat/protocol/dashboard-settings';
import { LIMITS } from '@imagechat/protocol/limits';
import { LOCALES } from '@imagechat/protocol/locale';
import * as v from 'valibot';

/** One setting of a tenant: what it can be, and what it is about. */
export interface Setting<Value> {
  readonly schema: v.GenericSchema<unknown, Value>;
  /** The same for whoever draws a field. */
  readonly shape: SettingShape;
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

/** Every setting of a tenant; the compiler asks for one per field. */
export const SETTINGS: { readonly [Name in keyof TenantSettings]: Setting<TenantSettings[Name]> } = {
  allowAnonymous: yesOrNo('Visitors without an account may write, under a name they give.'),
  allowUnverified: yesOrNo(
    'Users whom the page names without proof (Simple SSO) may write; they are marked as unverified.',
  ),
  whoMayCreate: choice(
    ['everyone', 'users', 'moderators'],
    'Who may start conversations; answering is not touched by it.',
  ),
  premoderation: choice(
    ['nobody', 'anonymous', 'everyone'],
    'Whose comments wait for a moderator before others see them; never those of moderators.',
  ),
  flagsToHide: orNone(
    1,
    100,
    'null for never',
    'So many people who flag a comment take it out of sight until a moderator looks.',
  ),
  filterWords: {
    schema: wordList,
    shape: { kind: 'words', most: 1000, longest: 100 },
    must: 'words or groups of words with commas between them, at most 1000',
    means:
      'Comments with one of these wait or are spam, as filterOutcome says; "casino*" is every word that begins so.',
  },
  filterLinks: orNone(
    0,
    100,
    'null for any number',
    'Comments with more links than this wait or are spam, as filterOutcome says.',
  ),
  filterOutcome: choice(
    ['pending', 'spam'],
    'What becomes of comments that a filter catches: a moderator is asked, or nobody but the author sees them.',
  ),
  privateImages: yesOrNo('Only signed-in users may look at the images.'),
  replyDepth: number(0, 10, 'How many levels of replies there are; 0 is a flat conversation.'),
  allowUploads: yesOrNo('Pictures can be uploaded into comments.'),
  commentLength: number(1, LIMITS.commentLength, 'How many characters a comment can have.'),
  locale: {
    schema: v.nullable(v.picklist(LOCALES)),
    shape: { kind: 'choice', choices: LOCALES, none: true },
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

function yesOrNo(means: string): Setting<boolean> {
  return { schema: v.boolean(), shape: { kind: 'yes-no' }, must: 'true or false', means };
}

function choice<const Choices extends readonly [string, ...string[]]>(
  choices: Choices,
  means: string,
): Setting<Choices[number]> {
  const must = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
  return { schema: v.picklist(choices), shape: { kind: 'choice', choices }, must, means };
}

function number(least: number, most: number, means: string): Setting<number> {
  const must = `a whole number from ${least} to ${most}`;
  return { schema: whole(least, most), shape: { kind: 'number', least, most }, must, means };
}

function orServers(least: number, most: number, means: string): Setting<number | null> {
  return orNone(least, most, "null for the server's", means);
}

function orNone(least: number, most: number, none: string, means: string): Setting<number | null> {
  const { must, schema } = number(least, most, means);
  const shape = { kind: 'number', least, most, none: true } as const;
  return { schema: v.nullable(schema), shape, must: `${must}, or ${none}`, means };
}

/** What may be done in a minute; the server's own limit stands beside it, so this one can only be lower. */
function limit(means: string): Setting<number | null> {
  return orServers(1, 100_000_000, `${means} Never more than the server allows.`);
}

function whole(least: number, most: number) {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
}
