import type { Clock } from '@imagechat/core/ports/clock';
import type { Handed, Meter } from '@imagechat/core/ports/meter';
import { wireBytes } from '@imagechat/core/usage-meter';
import type { LiveUsage } from '@imagechat/protocol/dashboard';

/** How long one step is, in ms, and how many are remembered: ten minutes. */
const STEP_MS = 10_000;
const STEPS = 60;

/** Tenants remembered at most; who was quiet longest is forgotten first. */
const MOST_TENANTS = 1000;

interface Recent {
  viewers: number;
  /** The step of `now / STEP_MS` the last entries are of. */
  step: number;
  readonly messages: number[];
  readonly bytes: number[];
}

/** What tenants' subscribers were sent in the last minutes by this process: bounded, never saved, for those who look on. */
export class RecentUsage implements Meter {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #tenants = new Map<string, Recent>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  handed({ events, frame, recipients, tenantId }: Handed): void {
    let count = 0;
    for (const each of recipients.values()) count += each;
    if (count === 0) return;
    const recent = this.#upToNow(tenantId);
    const last = STEPS - 1;
    recent.messages[last] = (recent.messages[last] ?? 0) + events * count;
    recent.bytes[last] = (recent.bytes[last] ?? 0) + wireBytes(Buffer.byteLength(frame)) * count;
  }

  connected(tenantId: string, _site: string, change: 1 | -1): void {
    this.#upToNow(tenantId).viewers += change;
  }

  fetched(): void {
    // Not among what is looked on at.
  }

  apiAsked(): void {
    // Not among what is looked on at.
  }

  /** The last minutes of a tenant. */
  of(tenantId: string): LiveUsage {
    const { bytes, messages, viewers } = this.#tenants.has(tenantId) ? this.#upToNow(tenantId) : newRecent(0);
    return { viewers: Math.max(0, viewers), stepMs: STEP_MS, messages: [...messages], bytes: [...bytes] };
  }

  #upToNow(tenantId: string): Recent {
    const step = Math.floor(this.#clock.now() / STEP_MS);
    const recent = this.#tenants.get(tenantId) ?? newRecent(step);
    // A clock that was set back goes on where it was.
    const gone = Math.min(STEPS, Math.max(0, step - recent.step));
    for (const list of [recent.messages, recent.bytes]) {
      list.splice(0, gone);
      while (list.length < STEPS) list.push(0);
    }
    recent.step = Math.max(step, recent.step);
    this.#tenants.delete(tenantId);
    this.#tenants.set(tenantId, recent);
    if (this.#tenants.size > MOST_TENANTS) this.#forgetOne();
    return recent;
  }

  /** Somebody who is connected is not forgotten, or their going would count below nothing. */
  #forgetOne(): void {
    for (const [id, { viewers }] of this.#tenants)
      if (viewers === 0) {
        this.#tenants.delete(id);
        return;
      }
  }
}

function newRecent(step: number): Recent {
  return {
    viewers: 0,
    step,
    messages: new Array<number>(STEPS).fill(0),
    bytes: new Array<number>(STEPS).fill(0),
  };
}
