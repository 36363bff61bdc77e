/** How often a statement is sent before it is worth keeping: until then a new database has grown beyond what can be planned in any way. */
const WORTH_KEEPING = 64;

/** A plan is made anew when its statement was sent so many times as often as when it was made. */
const GROWTH = 8;

/** All plans are given up at most so often, in ms: what was kept before stays with its connections until they end. */
const RENEWED_MS = 300_000;

/** A transaction that takes longer may have a plan to blame, in ms. */
const LONG_MS = 300;

/** Of a pooler that gives every transaction another of its connections and does not follow names (Postgres' appendix A): a name that is unknown, and one that is taken. */
const LOST = new Set(['26000', '42P05']);

/**
 * Names for statements that are sent again and again, under which Postgres keeps them parsed and planned on each connection. A plan says what was best when the tables were
 * as large as they were then, so each gets another name from time to time, and all of them when something takes long. A name comes from its text: whoever meets it elsewhere
 * meets the same statement.
 */
export class KeptPlans {
  readonly #statements = new Map<string, { readonly hash: string; sent: number }>();
  readonly #now: () => number;
  #renewals = 0;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #followed = true;

  /** @param now a clock in ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The name to send a statement under; undefined to send it without one. */
  nameOf(text: string): string | undefined {
    const known = this.#statements.get(text) ?? { hash: hashOf(text), sent: 0 };
    this.#statements.set(text, known);
    known.sent++;
    if (!this.#followed || known.sent < WORTH_KEEPING) return undefined;
    const age = Math.floor(Math.log(known.sent / WORTH_KEEPING) / Math.log(GROWTH));
    return `imagechat-${known.hash}-${age}-${this.#renewals}`;
  }

  /** Whether a failure is of names that somebody in between does not follow. None is used from then on, and the same without names may succeed. */
  areLost(error: unknown): boolean {
    const lost = error instanceof Error && 'code' in error && LOST.has(String(error.code));
    if (lost) this.#followed = false;
    return lost;
  }

  /** Tells how long a transaction took, in ms, that kept its plans. */
  took(ms: number): void {
    const now = this.#now();
    if (ms < LONG_MS || now - this.#renewedAt < RENEWED_MS) return;
    this.#renewedAt = now;
    this.#renewals++;
  }
}

function hashOf(text: string): string {
  return new Bun.CryptoHasher('sha256').update(text).digest('base64url').slice(0, 22);
}
