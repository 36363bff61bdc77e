import * as v from 'valibot';
import type { Operations } from '../catalog.ts';
import { actorId, counter, draft, emoji, id, place, uuid } from './fields.ts';

const common = { broadcastId: uuid, id };

/**
 * One schema per operation; the compiler asks for an entry per operation. Unknown fields are dropped, so
 * what the server owns cannot be written by a client (A1).
 */
export const operationSchemas = {
  'create-conversation': v.object({
    type: v.literal('create-conversation'),
    ...common,
    ...place,
    comment: v.exactOptional(draft),
  }),
  'move-conversation': v.object({
    type: v.literal('move-conversation'),
    ...common,
    ...place,
    undoes: v.exactOptional(counter),
  }),
  'resolve-conversation': v.object({ type: v.literal('resolve-conversation'), ...common }),
  'reopen-conversation': v.object({ type: v.literal('reopen-conversation'), ...common }),
  'delete-conversation': v.object({ type: v.literal('delete-conversation'), ...common }),
  'add-comment': v.object({
    type: v.literal('add-comment'),
    ...common,
    comment: v.object({ ...draft.entries, replyTo: v.exactOptional(id) }),
  }),
  'edit-comment': v.object({ type: v.literal('edit-comment'), ...common, comment: draft }),
  'delete-comment': v.object({ type: v.literal('delete-comment'), ...common, comment: v.object({ id }) }),
  react: v.object({ type: v.literal('react'), ...common, comment: v.object({ id }), emoji, on: v.boolean() }),
  'approve-comment': v.object({ type: v.literal('approve-comment'), ...common, comment: v.object({ id }) }),
  'hide-comment': v.object({
    type: v.literal('hide-comment'),
    ...common,
    comment: v.object({ id }),
    as: v.picklist(['hidden', 'spam', 'pending']),
  }),
  'flag-comment': v.object({ type: v.literal('flag-comment'), ...common, comment: v.object({ id }) }),
  'restore-comment': v.object({ type: v.literal('restore-comment'), ...common, comment: v.object({ id }) }),
  'restore-conversation': v.object({ type: v.literal('restore-conversation'), ...common }),
  'lock-conversation': v.object({ type: v.literal('lock-conversation'), ...common }),
  'unlock-conversation': v.object({ type: v.literal('unlock-conversation'), ...common }),
  'disown-conversation': v.object({ type: v.literal('disown-conversation'), ...common }),
  'forget-person': v.object({
    type: v.literal('forget-person'),
    ...common,
    comment: v.object({ id }),
    person: actorId,
  }),
} satisfies { readonly [Type in keyof Operations]: v.GenericSchema<unknown, Operations[Type]> };

/** Any operation. */
export const operation = v.variant('type', [
  operationSchemas['create-conversation'],
  operationSchemas['move-conversation'],
  operationSchemas['resolve-conversation'],
  operationSchemas['reopen-conversation'],
  operationSchemas['delete-conversation'],
  operationSchemas['add-comment'],
  operationSchemas['edit-comment'],
  operationSchemas['delete-comment'],
  operationSchemas.react,
  operationSchemas['approve-comment'],
  operationSchemas['hide-comment'],
  operationSchemas['flag-comment'],
  operationSchemas['restore-comment'],
  operationSchemas['restore-conversation'],
  operationSchemas['lock-conversation'],
  operationSchemas['unlock-conversation'],
  operationSchemas['disown-conversation'],
  operationSchemas['forget-person'],
]);
