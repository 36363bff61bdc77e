import type { Log } from '@imagechat/core/ports/log';
import type { Submission } from '@imagechat/core/ports/storage';
import type { Delivery, Lane, Webhook, WebhookStore } from '@imagechat/core/ports/webhooks';
import type { KeptEvent } from '@imagechat/core/veil';
import type { Sending, Sent } from './send-post.ts';
import { type WebhookMessage, eventMessage, messageHeaders, testMessage } from './webhook-message.ts';

/** What telling webhooks stands on. */
export interface CourierParts {
  readonly webhooks: WebhookStore;
  readonly send: (sending: Sending) => Promise<Sent>;
  /** The name of this life of the logs (E1). */
  readonly epoch: string;
  /** Server time in ms. */
  readonly now: () => number;
  readonly log: Log;
}

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

/** How long to wait after each try that failed, in ms; after the last one an event is given up: more than a day in all. */
export const PATIENCE = [
  ...[SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE],
  ...[HOUR, 3 * HOUR, 8 * HOUR, 12 * HOUR],
];

/** How long a lane is this process's own, in ms: should it die, another goes on with it then. */
const CLAIM_MS = 60_000;
/** Within a claim there is always time for one more try, which takes ten seconds at most. */
const BUSY_MS = 45_000;
const LANES = 20;
const EVENTS = 50;

/**
 * Tells webhooks what happened: of each image one event after the other, at least once, tried again with more and more patience. It works at every pulse, and
 * at once when this process wrote something.
 */
export class WebhookCourier {
  readonly #parts: CourierParts;
  #hooked: ReadonlySet<string> = new Set();
  #working: Promise<void> | undefined;
  #more = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /** To be called now and then. Never rejects; resolves when nothing is due any more. */
  async pulse(): Promise<void> {
    try {
      await this.follow();
    } catch (error) {
      this.#parts.log('warn', 'webhooks-not-told', { error: String(error) });
    }
    if (this.#hooked.size > 0) await this.#work();
  }

  /** Looks which tenants have webhooks; to be called when that changed. */
  async follow(): Promise<void> {
    this.#hooked = new Set(await this.#parts.webhooks.hooked());
  }

  /** To be called with what was just written; costs nothing where nobody wants to hear of it. */
  wrote(group: readonly Submission[]): void {
    if (this.#hooked.size > 0 && group.some(({ image }) => this.#hooked.has(image.tenantId)))
      void this.#work();
  }

  /** Sends a test, once, and writes down what came of it. */
  async test(tenantId: string, webhook: Webhook): Promise<Delivery> {
    const message = testMessage(tenantId, crypto.randomUUID());
    const sent = await this.#send(webhook, message);
    const about = { id: message.id, urlId: '', seq: 0, type: 'test', tries: 1 } as const;
    const delivery: Delivery = { ...about, ...told(sent), at: this.#parts.now(), nextAt: null };
    const done = arrived(sent) ? delivery : { ...delivery, outcome: 'given-up' as const };
    await this.#parts.webhooks.note(tenantId, webhook.id, done);
    return done;
  }

  #work(): Promise<void> {
    this.#more = true;
    this.#working ??= this.#tellAll().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  async #tellAll(): Promise<void> {
    const { log, now, webhooks } = this.#parts;
    try {
      while (this.#more) {
        this.#more = false;
        const at = now();
        const lanes = await webhooks.claim(at, at + CLAIM_MS, LANES);
        await Promise.all(lanes.map((lane) => this.#tell(lane, at)));
        if (lanes.length > 0) this.#more = true;
      }
    } catch (error) {
      log('warn', 'webhooks-not-told', { error: String(error) });
    }
  }

  /** One image's events, until one does not arrive, there is no more, or others want their turn. */
  async #tell(lane: Lane, since: number): Promise<void> {
    const { now, webhooks } = this.#parts;
    const events = await webhooks.events(lane, EVENTS);
    if (events.length === 0) return await this.#end(lane);
    let at = lane;
    for (const event of events) {
      if (event.seq > at.seq) await this.#noteLost(lane, at.seq);
      if (!(await this.#tellOne(at, event))) return;
      at = { ...lane, seq: event.seq + 1, tries: 0 };
      if (now() - since > BUSY_MS) break;
    }
    // What nobody wanted to hear of is passed over in one step.
    if (await webhooks.advance(lane, at.seq)) await webhooks.postpone(lane, 0, now());
  }

  /** True when the next event may be told: this one arrived, was given up, or is none that is wanted. */
  async #tellOne(lane: Lane, event: KeptEvent): Promise<boolean> {
    const { webhooks } = this.#parts;
    const { active, events } = lane.webhook;
    if (!active || !events.includes(event.type)) return true;
    const failed = await this.#try({ ...lane, seq: event.seq }, event);
    if (failed === undefined) return await webhooks.advance(lane, event.seq + 1);
    await webhooks.advance(lane, event.seq);
    await webhooks.postpone(lane, lane.tries + 1, failed);
    return false;
  }

  /** The log has nothing for a lane: it was told all, or what it was to be told is not kept any more. */
  async #end(lane: Lane): Promise<void> {
    const { webhooks } = this.#parts;
    if (!(await webhooks.advance(lane, lane.seq))) return;
    await this.#noteLost(lane, lane.seq);
    await webhooks.advance(lane, Number.MAX_SAFE_INTEGER);
  }

  /** Undefined when it arrived or was given up; else when it is to be tried again. */
  async #try(lane: Lane, event: KeptEvent): Promise<number | undefined> {
    const { epoch, now, webhooks } = this.#parts;
    const { seq, tenantId, urlId, webhook } = lane;
    const message = eventMessage(lane, event, epoch);
    const sent = await this.#send(webhook, message);
    const tries = lane.tries + 1;
    const patience = PATIENCE[lane.tries];
    const nextAt = arrived(sent) || patience === undefined ? null : now() + patience;
    const result = told(sent);
    const outcome = nextAt === null && result.outcome === 'waiting' ? 'given-up' : result.outcome;
    const about = { id: message.id, urlId, seq, type: event.type, at: now(), tries };
    await webhooks.note(tenantId, webhook.id, { ...about, ...result, outcome, nextAt });
    return nextAt ?? undefined;
  }

  #send(webhook: Webhook, message: WebhookMessage): Promise<Sent> {
    const headers = messageHeaders(message, webhook, this.#parts.now());
    return this.#parts.send({ url: webhook.url, body: message.body, headers });
  }

  /** The log was cut before its events were told. */
  async #noteLost({ tenantId, urlId, webhook }: Lane, seq: number): Promise<void> {
    const about = { id: `lost ${urlId} ${seq}`, urlId, seq, type: 'image-chat-updated', tries: 0 } as const;
    const lost = { outcome: 'lost', status: null, answer: '', nextAt: null } as const;
    await this.#parts.webhooks.note(tenantId, webhook.id, { ...about, ...lost, at: this.#parts.now() });
  }
}

function arrived(sent: Sent): boolean {
  return sent.ok && sent.status >= 200 && sent.status < 300;
}

function told(sent: Sent): Pick<Delivery, 'outcome' | 'status' | 'answer'> {
  const outcome = arrived(sent) ? 'delivered' : 'waiting';
  return sent.ok
    ? { outcome, status: sent.status, answer: sent.answer }
    : { outcome, status: null, answer: sent.why };
}
