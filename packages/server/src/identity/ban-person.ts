import type { Actor } from '@imagechat/core/access';
import { standsOver } from '@imagechat/core/administration';
import type { Hub } from '@imagechat/core/hub';
import type { Ban, BanStore, BanSubject } from '@imagechat/core/ports/bans';
import type { Clock } from '@imagechat/core/ports/clock';
import type { PeopleStore } from '@imagechat/core/ports/people';
import { newId } from '@imagechat/protocol/ids';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';

/** What banning stands on. */
export interface BanParts {
  readonly bans: BanStore;
  readonly people: PeopleStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly hub: Pick<Hub, 'revoke'>;
}

/** Who is to be banned, and how. */
export interface BanWanted {
  readonly actorId: string;
  /** Everyone at the actor's last known address too. */
  readonly address: boolean;
  readonly shadow: boolean;
  /** For good without it. */
  readonly minutes?: number;
}

/** What was added, and how it is told in the audit log. */
export type Banned =
  | { readonly ok: true; readonly bans: readonly Ban[]; readonly detail: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Bans an actor of the tenant of who asks; live sessions learn at once. Refusal: `not-allowed` where one does not stand over the person. */
export async function banPerson(
  { bans, clock, hub, people }: BanParts,
  by: Actor,
  { actorId, address, minutes, shadow }: BanWanted,
): Promise<Banned> {
  const { tenantId } = by;
  const person = await people.find(tenantId, actorId);
  const rights = person ?? { id: actorId, isAdmin: false, isModerator: false };
  if (!standsOver(by, rights))
    return { ok: false, refusal: refuse('not-allowed', 'You may not ban this person.') };
  const subjects: BanSubject[] = [{ kind: 'actor', actorId }];
  if (address && person?.addressHash != null)
    subjects.push({ kind: 'address', addressHash: person.addressHash });
  const now = clock.now();
  const until = minutes === undefined ? null : now + minutes * 60_000;
  const added = subjects.map(
    (subject): Ban => ({ id: freshId(now), subject, shadow, until, createdAt: now, by: by.id }),
  );
  for (const each of added) await bans.ban(tenantId, each);
  // An address may be anybody's.
  hub.revoke(address ? { tenantId } : { tenantId, actorId });
  const detail = `${shadow ? 'shadow, ' : ''}${address ? 'with address, ' : ''}${minutes ?? 'no'} minutes`;
  return { ok: true, bans: added, detail };
}

/** Lifts a ban; undefined when there is no such ban. */
export async function liftBan(
  { bans, hub }: Pick<BanParts, 'bans' | 'hub'>,
  tenantId: string,
  banId: string,
): Promise<{ readonly subject: string } | undefined> {
  const lifted = await bans.unban(tenantId, banId);
  if (!lifted) return undefined;
  hub.revoke({ tenantId });
  return { subject: lifted.subject.kind === 'actor' ? lifted.subject.actorId : banId };
}

function freshId(now: number): string {
  return newId({
    now: () => now,
    random: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
  });
}
