import type { LimitName, Limiter } from '@imagechat/core/ports/limiter';
import type { Storage } from '@imagechat/core/ports/storage';
import { storageAround } from '@imagechat/core/storage-around';
import type { RefusalCode } from '@imagechat/protocol/refusal';
import { Histogram, SECONDS, SIZES } from './histogram.ts';

/** How an operation ended: accepted, recognised as a repeat (O2), or refused with a code. */
export type Result = 'accepted' | 'repeated' | RefusalCode;

/** What has happened since this process started. */
export class OperationCounts {
  readonly #results = new Map<Result, number>();
  readonly #limited = new Map<LimitName, number>();

  /** Operations by how they ended. */
  get results(): ReadonlyMap<Result, number> {
    return this.#results;
  }

  /** Groups that storage answered: how many operations were in each, and how many seconds each took. */
  readonly commits = { size: new Histogram(SIZES), seconds: new Histogram(SECONDS) };

  /** Seconds it took to hand a frame to everyone on a topic. */
  readonly fanOut = new Histogram(SECONDS);

  /** What was refused on live connections, by code. */
  readonly refusals = new Map<RefusalCode, number>();

  /** Answers over HTTP, by status. */
  readonly answers = new Map<number, number>();

  /** Requests that came too fast, by limit. */
  get limited(): ReadonlyMap<LimitName, number> {
    return this.#limited;
  }

  count(result: Result, times = 1): void {
    this.#results.set(result, (this.#results.get(result) ?? 0) + times);
  }

  countLimited(name: LimitName): void {
    countIn(this.#limited, name);
  }

  countRefusal(code: RefusalCode): void {
    countIn(this.refusals, code);
  }

  countAnswer(status: number): void {
    countIn(this.answers, status);
  }
}

function countIn<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The same storage; how each submission ended is counted, and how long groups took, by a clock in ms. */
export function countedStorage(
  storage: Storage,
  counts: OperationCounts,
  now: () => number = () => performance.now(),
): Storage {
  return storageAround(storage, {
    async submit(group) {
      try {
        const start = now();
        const outcomes = await storage.submit(group);
        counts.commits.size.observe(group.length);
        counts.commits.seconds.observe((now() - start) / 1000);
        for (const outcome of outcomes) {
          if (outcome.accepted) counts.count(outcome.event ? 'accepted' : 'repeated');
          else counts.count(outcome.refusal.code);
        }
        return outcomes;
      } catch (error) {
        counts.count('unavailable', group.length);
        throw error;
      }
    },
  });
}

/** The same limiter; what it holds back is counted. */
export function countedLimiter(limiter: Limiter, counts: OperationCounts): Limiter {
  return {
    // Handed on as it was asked, so that nothing of the question is lost on the way.
    take(...asked) {
      const wait = limiter.take(...asked);
      if (wait > 0) counts.countLimited(asked[0]);
      return wait;
    },
  };
}
