import type { Clock } from '@imagechat/core/ports/clock';

/** A rule that was broken, and what was seen. */
export interface Breach {
  readonly rule: string;
  readonly says: string;
}

/** What happened in a world, for people to read; and what was wrong with it. */
export class Trace {
  readonly lines: string[] = [];
  readonly breaches: Breach[] = [];
  readonly #clock: Pick<Clock, 'now'>;
  readonly #start: number;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#start = clock.now();
  }

  /** Writes a line down. */
  note(text: string): void {
    this.lines.push(`${((this.#clock.now() - this.#start) / 1000).toFixed(3).padStart(9)}  ${text}`);
  }

  /** A rule was broken. */
  breach(rule: string, says: string): void {
    this.note(`BROKEN ${rule}: ${says}`);
    this.breaches.push({ rule, says });
  }
}
