import type { Operation, Operations } from '@imagechat/protocol/catalog';
import { newId } from '@imagechat/protocol/ids';
import type { Actor } from '../access.ts';
import type { Submission } from '../ports/storage.ts';

let count = 0;

/** A fresh id: the same run gives the same ids. */
export function freshId(): string {
  count++;
  const tail = count;
  return newId({
    now: () => 1_700_000_000_000 + tail,
    random: (bytes) => {
      for (let at = 0; at < bytes.length; at++) bytes[at] = (tail >> ((at % 4) * 8)) & 0xff;
    },
  });
}

/** An actor of tenant `demo`, a visitor with a name unless told otherwise. */
export function actor(parts: Partial<Actor> = {}): Actor {
  return {
    tenantId: 'demo',
    id: 'ada',
    kind: 'visitor',
    name: 'Ada',
    groupIds: [],
    verified: false,
    ...parts,
  };
}

/** A new conversation with a first comment. */
export function create(
  parts: Partial<Operations['create-conversation']> = {},
): Operations['create-conversation'] {
  const comment = { id: freshId(), text: 'Look here' };
  return {
    type: 'create-conversation',
    broadcastId: freshId(),
    id: freshId(),
    x: 10,
    y: 20,
    comment,
    ...parts,
  };
}

/** A comment for a conversation. */
export function add(id: string, text = 'I see'): Operations['add-comment'] {
  return { type: 'add-comment', broadcastId: freshId(), id, comment: { id: freshId(), text } };
}

/** An operation by an actor on image `picture` of the actor's tenant. */
export function submission(operation: Operation, by: Actor = actor(), urlId = 'picture'): Submission {
  return { image: { tenantId: by.tenantId, urlId }, actor: by, site: '', operation };
}
