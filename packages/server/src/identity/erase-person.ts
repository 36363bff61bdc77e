import type { Actor } from '@imagechat/core/access';
import type { BanStore } from '@imagechat/core/ports/bans';
import type { Erased, PersonFiles, StartedByPerson } from '@imagechat/core/ports/person-files';
import type { Outcome, Submission } from '@imagechat/core/ports/storage';
import type { Refusal } from '@imagechat/protocol/refusal';
import { erasingSubmissions } from './erasure.ts';
import { erasedMark } from './person-marks.ts';

/** What an erasure stands on, wherever it is asked. */
export interface ErasureParts {
  readonly bans: Pick<BanStore, 'signOut'>;
  readonly personFiles: PersonFiles;
  /** Of the server: makes the mark that stands for who was erased. */
  readonly secret: string;
  /** Server time in ms. */
  readonly now: () => number;
  readonly submit: (all: readonly Submission[]) => Promise<readonly Outcome[]>;
  /** Ends what the actor has open, where a server runs. */
  readonly revoke?: (actorId: string) => void;
}

/** What came of an erasure: how many changes it took, what it took out of rows and log, conversations that stay because others wrote in them. */
export interface ErasedPerson {
  readonly ok: true;
  readonly changed: number;
  readonly erased: Erased;
  readonly kept: readonly StartedByPerson[];
  /** What stands for the person from now on. */
  readonly mark: string;
}

/** How often an erasure looks whether something is left. */
const MOST_ROUNDS = 5;

/**
 * Erases a person of the tenant of who asks. What they wrote is deleted like anything else, and what others wrote goes on without their marks and name, so
 * every open page follows at once. Refusals: those of operations that may succeed later.
 */
export async function erasePerson(
  parts: ErasureParts,
  by: Actor,
  subject: string,
): Promise<ErasedPerson | { readonly ok: false; readonly refusal: Refusal }> {
  const { bans, now, personFiles, revoke, secret } = parts;
  const { tenantId } = by;
  const mark = erasedMark(subject, secret);
  // First of all they write nothing any more.
  await bans.signOut(tenantId, { actorId: mark, before: now(), final: true });
  revoke?.(subject);
  const file = await personFiles.read(tenantId, subject);
  const changed = await takeAway(parts, by, subject);
  if (typeof changed !== 'number') return { ok: false, refusal: changed };
  const erased = await personFiles.scrub(tenantId, subject, mark);
  revoke?.(subject);
  const kept = file.conversations.filter((each) => each.shared && each.deletedAt === null);
  return { ok: true, changed, erased, kept, mark };
}

/**
 * Deletes what somebody wrote and takes them out of what others wrote, until nothing is left: what was under way when they were signed out comes in too. Answers
 * how many changes that took, or why it cannot be done just now.
 */
async function takeAway(
  { personFiles, submit }: ErasureParts,
  by: Actor,
  subject: string,
): Promise<number | Refusal> {
  let changed = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const submissions = erasingSubmissions(await personFiles.read(by.tenantId, subject), by);
    if (submissions.length === 0) break;
    for (const outcome of await submit(submissions)) {
      if (outcome.accepted) changed++;
      else if (outcome.refusal.retry) return outcome.refusal;
    }
  }
  return changed;
}
