import { UPLOAD_PATTERN } from '@imagechat/protocol/body';
import { EXCHANGE_VERSION } from '@imagechat/protocol/exchange';
import { LIMITS } from '@imagechat/protocol/limits';
import {
  actorId,
  commentText,
  counter,
  emoji,
  id,
  imageFacts,
  place,
  urlId,
} from '@imagechat/protocol/schemas/fields';
import { cleanLine } from '@imagechat/protocol/text';
import * as v from 'valibot';

/** Whoever was erased has neither id nor name. */
const author = v.union([actorId, v.literal('')]);
const line = (most: number) => v.pipe(v.string(), v.transform(cleanLine), v.maxLength(most));
const shownName = line(1000);
const maybe = (most: number) => v.nullable(line(most));
const groups = v.nullable(v.pipe(v.array(line(50)), v.maxLength(1000)));
const status = v.picklist(['pending', 'hidden', 'spam']);
const shown = v.picklist(['public', 'pending', 'hidden']);
const time = counter;

const opening = v.object({ commentId: id, by: author, name: shownName, line: v.string() });
const reactions = v.pipe(
  v.array(v.object({ emoji, by: v.pipe(v.array(actorId), v.minLength(1)) })),
  v.maxLength(LIMITS.reactionKinds),
);

/** Every record of a file that is brought here, by its type; what else a record says is left out. */
export const RECORDS = {
  'imagechat-export': v.object({
    version: v.literal(
      EXCHANGE_VERSION,
      `invalid-input: This server reads version ${EXCHANGE_VERSION} of the format.`,
    ),
    tenantId: id,
  }),
  tenant: v.object({
    domains: v.pipe(v.array(v.string()), v.maxLength(1000)),
    settings: v.record(v.string(), v.unknown()),
  }),
  person: v.object({
    id: actorId,
    username: line(1000),
    displayName: maybe(500),
    displayLabel: maybe(100),
    avatar: v.nullable(v.pipe(v.string(), v.startsWith('https://'), v.maxLength(4096))),
    websiteUrl: v.nullable(v.pipe(v.string(), v.maxLength(4096))),
    email: maybe(1000),
    groupIds: groups,
    locale: maybe(50),
    isAdmin: v.boolean(),
    isModerator: v.boolean(),
    verified: v.boolean(),
    signedAt: time,
    updatedAt: time,
  }),
  ban: v.object({
    id,
    actorId,
    shadow: v.boolean(),
    until: v.nullable(time),
    createdAt: time,
    by: v.string(),
  }),
  image: v.object({ urlId, groups, closed: v.exactOptional(v.literal(true)), ...imageFacts.entries }),
  conversation: v.object({
    ...{ urlId, id, ...place, by: author, name: shownName, resolved: v.boolean(), createdAt: time },
    locked: v.exactOptional(v.literal(true)),
    status: v.exactOptional(status),
    shown: v.exactOptional(shown),
  }),
  comment: v.object({
    ...{ urlId, conversationId: id, id, by: author, name: shownName, text: commentText },
    avatar: v.exactOptional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))),
    body: v.exactOptional(v.unknown()),
    replyTo: v.exactOptional(id),
    depth: v.exactOptional(v.pipe(counter, v.maxValue(1000))),
    reactions: v.exactOptional(reactions),
    createdAt: time,
    editedAt: v.nullable(time),
    status: v.exactOptional(status),
    shown: v.exactOptional(shown),
  }),
  opening: v.object({ urlId, conversationId: id, opening: v.nullable(opening) }),
  upload: v.object({
    id: v.pipe(v.string(), v.regex(UPLOAD_PATTERN)),
    bytes: v.pipe(v.string(), v.base64()),
  }),
} as const;

/** The type of a record that is brought here. */
export type BroughtType = keyof typeof RECORDS;

/** What a record of that type says once it is read. */
export type RecordOf<Type extends BroughtType> = v.InferOutput<(typeof RECORDS)[Type]>;

/** True for the type of a record that is brought here. */
export function isBroughtType(type: unknown): type is BroughtType {
  return typeof type === 'string' && Object.hasOwn(RECORDS, type);
}
