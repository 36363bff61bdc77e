import { CommitQueue } from '@imagechat/core/commit-queue';
import type { Storage, Submission } from '@imagechat/core/ports/storage';
import { HUB_SETTINGS } from '@imagechat/core/settings';
import { answer, creation } from './seed.ts';

/** What to write, on top of what. */
export interface Work {
  /** Operations that are measured, and how many of them share a transaction. */
  readonly operations: number;
  readonly group: number;
  /** Of each image, before: conversations, and events beyond those that made them. */
  readonly conversations?: number;
  readonly history?: number;
  readonly images?: number;
  readonly tenants?: number;
}

/** Fills what should be there before, and says what is to be measured. */
export async function prepared(
  { conversations = 0, history = 0, images = 1, operations, tenants = 1 }: Work,
  write: (all: readonly Submission[]) => Promise<void>,
): Promise<Submission[]> {
  const places = Array.from({ length: tenants * images }, (_, n) => ({
    tenantId: tenants > 1 ? `tenant-${n % tenants}` : 'demo',
    urlId: `image-${Math.floor(n / tenants)}`,
  }));
  for (const { tenantId, urlId } of places) {
    const made = Array.from({ length: Math.max(1, conversations) }, (_, n) => creation(urlId, n, tenantId));
    await write(made);
    const [first] = made;
    if (first && history > 0) await write(Array.from({ length: history }, () => answer(first)));
  }
  return Array.from({ length: operations }, (_, n) => {
    const { tenantId, urlId } = places[n % places.length] ?? { tenantId: 'demo', urlId: '' };
    return creation(urlId, n, tenantId);
  });
}

/** Two groups are always under way or waiting, as under load; the next is asked for when one is answered. */
async function inGroups(
  todo: readonly Submission[],
  group: number,
  submit: CommitQueue['submit'],
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < todo.length) {
      const mine = todo.slice(next, next + group);
      next += mine.length;
      const outcomes = await Promise.all(mine.map(submit));
      if (outcomes.some(({ accepted }) => !accepted)) throw new Error('an operation was refused');
    }
  };
  await Promise.all([lane(), lane(), lane()]);
}

/** How long a storage takes for operations of which always so many wait, in whatever groups that makes. */
export function withWaiting(
  storage: Storage,
  todo: readonly Submission[],
  waiting: number,
): ReturnType<typeof timed> {
  const nobody = (): void => undefined;
  const queue = new CommitQueue(
    storage,
    { groupSize: storage.takes ?? HUB_SETTINGS.groupSize, queueSize: Number.POSITIVE_INFINITY },
    nobody,
    nobody,
  );
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < todo.length) {
      const outcome = await queue.submit(todo[next++] as Submission);
      if (!outcome.accepted) throw new Error('an operation was refused');
    }
  };
  return timed(async () => void (await Promise.all(Array.from({ length: waiting }, caller))));
}

/** How long a storage takes for operations that come through the commit queue, in groups of at most so many. */
export function throughQueue(
  storage: Storage,
  todo: readonly Submission[],
  group: number,
): ReturnType<typeof timed> {
  const limits = { groupSize: group, queueSize: Number.POSITIVE_INFINITY };
  const nobody = (): void => undefined;
  const queue = new CommitQueue(storage, limits, nobody, nobody);
  return timed(() => inGroups(todo, group, (submission) => queue.submit(submission)));
}

/** How long some work took, and the CPU of all threads of this process meanwhile, both in seconds. */
export async function timed(work: () => Promise<void>): Promise<{ seconds: number; cpu: number }> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}
