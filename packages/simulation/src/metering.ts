import type { Clock } from '@imagechat/core/ports/clock';
import type { UsageTotal } from '@imagechat/core/ports/usage';
import { UsageMeter } from '@imagechat/core/usage-meter';
import { type RunTap, utf8Bytes } from './usage-check.ts';

/** What a process counts with. */
export interface MeteringParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly tap: RunTap;
  /** Saves totals on the disk; rejects when it cannot, and never answers a process that was killed. */
  save(run: string, totals: readonly UsageTotal[]): Promise<void>;
}

/** A process's meter, with what saves it at every pulse, one save at a time (M1). */
export class Metering {
  readonly meter: UsageMeter;
  readonly #parts: MeteringParts;
  #saving: Promise<void> | undefined;
  #onTheWay: readonly UsageTotal[] = [];

  constructor(parts: MeteringParts) {
    this.#parts = parts;
    this.meter = new UsageMeter(parts.clock, utf8Bytes);
  }

  /** Watches what one connection of this tenant is sent; it is not the tenant's before its hello. */
  line(tenantId: string): (frame: string) => void {
    const { clock, tap } = this.#parts;
    let known = false;
    return (frame) => {
      known ||= frame.startsWith('{"t":"hello"');
      if (known) tap.handed(tenantId, frame, clock.now());
    };
  }

  /** The totals that have not arrived yet, for whoever saves them at once. */
  rest(): readonly UsageTotal[] {
    const totals = this.meter.changes();
    this.#parts.tap.told(totals)(true);
    return [...this.#onTheWay, ...totals];
  }

  /** Saves what changed, unless it is at it. */
  pulse(): void {
    this.#saving ??= this.#save().finally(() => {
      this.#saving = undefined;
    });
  }

  /** Saves what is left. */
  async close(): Promise<void> {
    await this.#saving;
    this.pulse();
    await this.#saving;
  }

  async #save(): Promise<void> {
    const { save, tap } = this.#parts;
    const totals = this.meter.changes();
    const answered = tap.told(totals);
    this.#onTheWay = totals;
    try {
      if (totals.length > 0) await save(tap.name, totals);
      answered(true);
    } catch {
      this.meter.untold(totals);
      answered(false);
    }
    this.#onTheWay = [];
  }
}
