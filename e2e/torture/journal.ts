/** Something that may not be, with what happened around it. */
export interface Breach {
  /** What was promised: `lost`, `doubled`, `out of order` … */
  readonly kind: BreachKind;
  readonly says: string;
  /** The history around it, oldest first. */
  readonly excerpt: readonly string[];
}

/** Kinds of breaches; each has its line in the report. */
export const BREACH_KINDS = [
  'lost',
  'doubled',
  'out of order',
  'refused yet done',
  'not asked for',
  'state differs',
  'metering',
  'not in time',
] as const;

/** What kind of promise was broken. */
export type BreachKind = (typeof BREACH_KINDS)[number];

/** Lines kept of everyone's doings, and lines told with a breach. */
const KEPT = 400;
const TOLD = 30;

/** Breaches told in full; the rest is counted. */
const MOST_TOLD = 10;

/** What everyone did lately, line by line, and what went wrong. */
export class Journal {
  readonly breaches: Breach[] = [];
  readonly counts = new Map<BreachKind, number>();
  readonly #now: () => number;
  readonly #lines = new Map<string, string[]>();

  /** `now` in milliseconds since the run began. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Writes a line into somebody's history. */
  note(who: string, text: string): void {
    const lines = this.#lines.get(who) ?? [];
    lines.push(`${(this.#now() / 1000).toFixed(3).padStart(8)} ${who}: ${text}`);
    if (lines.length > 2 * KEPT) lines.splice(0, KEPT);
    this.#lines.set(who, lines);
  }

  /**
   * A promise was broken.
   * @param whose whose history is told with it
   * @param words only lines with one of them are told, if there are any such words
   */
  breach(kind: BreachKind, says: string, whose: readonly string[] = [], words: readonly string[] = []): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    if (this.breaches.length >= MOST_TOLD) return;
    const lines = (whose.length === 0 ? [] : [...whose, 'server'])
      .flatMap((who) => this.#lines.get(who) ?? [])
      .filter((text) => words.length === 0 || words.some((word) => text.includes(word)))
      .sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b));
    this.breaches.push({ kind, says, excerpt: lines.slice(-TOLD) });
  }

  /** How often promises were broken. */
  get broken(): number {
    let sum = 0;
    for (const count of this.counts.values()) sum += count;
    return sum;
  }
}

/** The end of an id, for people to tell ids apart. */
export function short(id: string): string {
  return id.slice(-6);
}
