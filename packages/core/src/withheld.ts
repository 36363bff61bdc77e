import type { Action, ActorKind } from '@imagechat/protocol/actor';
import { COMMENT_LENGTH } from '@imagechat/protocol/limits';
import { ACCESS, type Actor } from './access.ts';
import type { TenantSettings } from './tenant-settings.ts';

/** One value of a setting, and what it takes from whom, on top of the permission table. */
export interface Withholding {
  /** As the owner sets it, `privateImages = true`. */
  readonly setting: string;
  applies(settings: TenantSettings): boolean;
  readonly from: readonly ActorKind[];
  /** Only from those of these kinds who are nobody's user; Simple SSO users are somebody's, if only by word. */
  readonly anonymousOnly?: true;
  /** Only from Simple SSO users. */
  readonly unverifiedOnly?: true;
  readonly actions: readonly Action[];
}

const EVERYTHING = Object.keys(ACCESS) as readonly Action[];
const WRITING = EVERYTHING.filter((action) => action !== 'read');

/** What settings take away. */
export const WITHHELD: readonly Withholding[] = [
  {
    setting: 'allowAnonymous = false',
    applies: ({ allowAnonymous }) => !allowAnonymous,
    from: ['visitor'],
    anonymousOnly: true,
    actions: WRITING,
  },
  {
    setting: 'allowUnverified = false',
    applies: ({ allowUnverified }) => !allowUnverified,
    from: ['visitor'],
    unverifiedOnly: true,
    actions: WRITING,
  },
  {
    setting: 'privateImages = true',
    applies: ({ privateImages }) => privateImages,
    from: ['visitor'],
    actions: EVERYTHING,
  },
  {
    setting: 'allowUploads = false',
    applies: ({ allowUploads }) => !allowUploads,
    from: ['visitor', 'user', 'moderator', 'admin', 'api-key'],
    actions: ['upload'],
  },
  {
    setting: 'whoMayCreate = users',
    applies: ({ whoMayCreate }) => whoMayCreate === 'users',
    from: ['visitor'],
    actions: ['create-conversation'],
  },
  {
    setting: 'whoMayCreate = moderators',
    applies: ({ whoMayCreate }) => whoMayCreate === 'moderators',
    from: ['visitor', 'user'],
    actions: ['create-conversation'],
  },
];

/** How somebody without proof came to a name: by giving one, or by the page's word (Simple SSO). */
export type Naming = 'anonymous' | 'simple-sso';

/** The actor with everything a tenant's settings say about it. `naming` is undefined for who proved who they are. */
export function underSettings(actor: Actor, naming: Naming | undefined, settings: TenantSettings): Actor {
  const withheld = WITHHELD.filter(
    ({ applies, from, anonymousOnly, unverifiedOnly }) =>
      applies(settings) &&
      from.includes(actor.kind) &&
      !(anonymousOnly && naming === 'simple-sso') &&
      !(unverifiedOnly && naming !== 'simple-sso'),
  ).flatMap(({ actions }) => actions);
  return {
    ...actor,
    ...(withheld.length > 0 ? { withheld: [...new Set(withheld)] } : {}),
    ...(isPremoderated(actor, settings) ? { premoderated: true } : {}),
    ...(settings.commentLength < COMMENT_LENGTH ? { commentLength: settings.commentLength } : {}),
    ...(settings.flagsToHide === null ? {} : { flagsToHide: settings.flagsToHide }),
    ...filterFor(actor, settings),
    ...(settings.replyDepth > 0 ? { replyDepth: settings.replyDepth } : {}),
    ...(settings.locale === null ? {} : { locale: settings.locale }),
  };
}

/** Moderators are not filtered. */
function filterFor(
  { kind }: Actor,
  { filterLinks: links, filterOutcome: outcome, filterWords: words }: TenantSettings,
): Pick<Actor, 'filter'> {
  const isOff = words.length === 0 && links === null;
  return isOff || (kind !== 'visitor' && kind !== 'user') ? {} : { filter: { words, links, outcome } };
}

function isPremoderated({ kind, verified }: Actor, { premoderation }: TenantSettings): boolean {
  if (premoderation === 'nobody' || (kind !== 'visitor' && kind !== 'user')) return false;
  return premoderation === 'everyone' || !verified;
}
