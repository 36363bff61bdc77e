import type { Operation } from '@imagechat/protocol/catalog';
import type { Created, Outcome, Submission } from '../ports/storage.ts';
import { utcDay } from '../utc-day.ts';

/** What a group's accepted operations created, by tenant, site and day; repeats create nothing (M1), nor does what comes back or is brought. */
export function createdBy(group: readonly Submission[], outcomes: readonly Outcome[]): readonly Created[] {
  const created = new Map<string, Created>();
  for (const [at, { actor, brings, site, operation }] of group.entries()) {
    if (brings) continue;
    const outcome = outcomes[at];
    const event = outcome?.accepted ? outcome.event : undefined;
    if (!event || !(startsConversation(operation) || addsComment(operation) || votes(operation))) continue;
    const day = utcDay(event.at);
    const key = `${day}/${actor.tenantId}/${site}`;
    const before = created.get(key) ?? createdNothing(actor.tenantId, site, day);
    created.set(key, {
      ...before,
      conversations: before.conversations + Number(startsConversation(operation)),
      comments: before.comments + Number(addsComment(operation)),
      votes: before.votes + Number(votes(operation)),
    });
  }
  return [...created.values()];
}

function createdNothing(tenantId: string, site: string, day: string): Created {
  return { tenantId, site, day, conversations: 0, comments: 0, votes: 0, accounts: 0 };
}

function startsConversation(operation: Operation): boolean {
  return operation.type === 'create-conversation';
}

function addsComment(operation: Operation): boolean {
  if (operation.type === 'create-conversation') return operation.comment !== undefined;
  return operation.type === 'add-comment';
}

/** A reaction given; one taken back takes nothing from what was counted. */
function votes(operation: Operation): boolean {
  return operation.type === 'react' && operation.on;
}
