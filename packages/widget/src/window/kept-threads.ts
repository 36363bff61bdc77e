import type { LiveThread, ViewComment } from '@imagechat/client/api';

/** How many conversations stay loaded. After a reset each of them is asked for anew, so they are few. */
const KEPT = 10;

/** Conversations opened lately go on following the image, so that they open again at once, also without a line (CONTRACT §1.6). */
export class KeptThreads {
  readonly #open: (id: string) => LiveThread;
  /** By conversation id, the one opened last at the end. */
  readonly #threads = new Map<string, LiveThread>();

  constructor(open: (id: string) => LiveThread) {
    this.#open = open;
  }

  /** The conversation's comments; whoever opens does not release. */
  open(id: string): LiveThread {
    const thread = this.#threads.get(id) ?? this.#open(id);
    this.#threads.delete(id);
    this.#threads.set(id, thread);
    for (const [oldest, { view }] of this.#threads) {
      if (oldest !== id && (this.#threads.size > KEPT || view.status === 'gone')) this.#release(oldest);
    }
    return thread;
  }

  /** A comment, as far as it is loaded. */
  find(id: string, commentId: string): ViewComment | undefined {
    return this.#threads.get(id)?.view.comments.find((comment) => comment.id === commentId);
  }

  /** Nobody looks at the image any more. */
  stop(): void {
    for (const id of [...this.#threads.keys()]) this.#release(id);
  }

  #release(id: string): void {
    this.#threads.get(id)?.release();
    this.#threads.delete(id);
  }
}
