import { refuse } from '@imagechat/protocol/refusal';
import type { Log } from './ports/log.ts';
import type { Outcome, Storage, Submission } from './ports/storage.ts';

/** Operations decided together at most, and waiting at most. */
export interface QueueLimits {
  readonly groupSize: number;
  readonly queueSize: number;
}

interface Waiting {
  readonly submission: Submission;
  readonly answer: (outcome: Outcome) => void;
}

/**
 * Groups under way at a time. With two, storage has the next one at hand when it has finished one, instead of standing idle until
 * the answer was heard here (docs/decisions/0006); more gain nothing, and make smaller groups.
 */
const UNDER_WAY = 2;

/**
 * Group commit: while transactions run, operations gather for the next. Keeps the order of arrival; every submission is answered
 * exactly once, with `unavailable` when storage cannot write or too much is waiting.
 */
export class CommitQueue {
  readonly #storage: Storage;
  readonly #limits: QueueLimits;
  readonly #log: Log;
  readonly #committed: (group: readonly Submission[], outcomes: readonly Outcome[]) => void;
  readonly #failed: () => void;
  readonly #waiting: Waiting[] = [];
  #underWay = 0;
  #willSend = false;
  /** Resolves when the group sent last is answered; groups are answered in the order they were sent. */
  #lastAnswered: Promise<void> = Promise.resolve();

  /**
   * `committed` hears of every durable group, in order, before its submissions are answered; `failed`, that it is not known of a group whether it
   * is durable.
   */
  constructor(
    storage: Storage,
    limits: QueueLimits,
    log: Log,
    committed: (group: readonly Submission[], outcomes: readonly Outcome[]) => void,
    failed: () => void = () => undefined,
  ) {
    this.#storage = storage;
    this.#limits = limits;
    this.#log = log;
    this.#committed = committed;
    this.#failed = failed;
  }

  /** Resolves once the submission is durable or refused; never rejects. */
  submit(submission: Submission): Promise<Outcome> {
    if (this.#waiting.length >= this.#limits.queueSize) return Promise.resolve(unavailable(1000));
    return new Promise((answer) => {
      this.#waiting.push({ submission, answer });
      this.#sendSoon();
    });
  }

  /** Resolves when everything submitted so far is answered. */
  async settled(): Promise<void> {
    while (this.#willSend || this.#underWay > 0) await this.#lastAnswered;
  }

  /** In a turn's time, so that operations of the same turn share a transaction. */
  #sendSoon(): void {
    if (this.#willSend || this.#underWay >= UNDER_WAY || this.#waiting.length === 0) return;
    this.#willSend = true;
    void Promise.resolve().then(() => {
      this.#willSend = false;
      this.#send(this.#waiting.splice(0, this.#limits.groupSize));
      this.#sendSoon();
    });
  }

  #send(group: readonly Waiting[]): void {
    this.#underWay++;
    // Asked at once, heard in order: a later group may be durable earlier, but nobody is told before.
    const outcomes = this.#outcomesOf(group.map(({ submission }) => submission));
    this.#lastAnswered = this.#lastAnswered.then(async () => {
      this.#answer(group, await outcomes);
      this.#underWay--;
      this.#sendSoon();
    });
  }

  /** Never rejects. */
  async #outcomesOf(group: readonly Submission[]): Promise<readonly Outcome[]> {
    try {
      return await this.#storage.submit(group);
    } catch (error) {
      this.#log('error', 'commit-failed', { size: group.length, error: String(error) });
      this.#failed();
      return group.map(() => unavailable(2000));
    }
  }

  #answer(group: readonly Waiting[], outcomes: readonly Outcome[]): void {
    try {
      this.#committed(
        group.map(({ submission }) => submission),
        outcomes,
      );
    } catch (error) {
      // A bug in who is told must not keep the answers from those who asked, nor stop the queue.
      this.#log('error', 'telling-failed', { size: group.length, error: String(error) });
    }
    for (const [at, { answer }] of group.entries()) answer(outcomes[at] ?? unavailable(2000));
  }
}

function unavailable(retryAfterMs: number): Outcome {
  const refusal = refuse(
    'unavailable',
    'The server cannot save anything just now. Try again in a moment.',
    retryAfterMs,
  );
  return { accepted: false, refusal };
}
