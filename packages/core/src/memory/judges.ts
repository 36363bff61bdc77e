import { type Judge, type JudgeStore, KEPT_VERDICTS, type Verdict } from '../ports/judges.ts';
import type { Removed } from '../ports/tenants.ts';
import type { HoldsTenants } from './tenants.ts';

/** Judges kept in memory. */
export class MemoryJudges implements JudgeStore, HoldsTenants {
  readonly #judges = new Map<string, Judge>();
  readonly #verdicts = new Map<string, readonly Verdict[]>();
  readonly #changed: () => void;

  /** `changed` is told of every change of a judge, for whoever answers for the version of tenants. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  async find(tenantId: string): Promise<Judge | undefined> {
    return this.#judges.get(tenantId);
  }

  async put(tenantId: string, judge: Judge): Promise<void> {
    this.#judges.set(tenantId, judge);
    this.#changed();
  }

  async remove(tenantId: string): Promise<boolean> {
    this.#verdicts.delete(tenantId);
    const removed = this.#judges.delete(tenantId);
    if (removed) this.#changed();
    return removed;
  }

  async active(): Promise<readonly (readonly [string, Judge])[]> {
    return [...this.#judges].filter(([, { active }]) => active).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  async note(tenantId: string, verdict: Verdict): Promise<void> {
    const all = [...(this.#verdicts.get(tenantId) ?? []), verdict];
    all.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    this.#verdicts.set(tenantId, all.slice(0, KEPT_VERDICTS));
  }

  async verdicts(tenantId: string, most: number): Promise<readonly Verdict[]> {
    return (this.#verdicts.get(tenantId) ?? []).slice(0, most);
  }

  removeTenant(id: string): Removed {
    const [judges, verdicts] = [Number(this.#judges.has(id)), this.#verdicts.get(id)?.length ?? 0];
    this.#judges.delete(id);
    this.#verdicts.delete(id);
    return { judges, verdicts };
  }
}
