import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { ImageWrite } from '../ports/storage.ts';
import type { Removed } from '../ports/tenants.ts';
import {
  type Delivery,
  KEPT_DELIVERIES,
  type Lane,
  type Webhook,
  type WebhookStore,
} from '../ports/webhooks.ts';
import type { KeptEvent } from '../veil.ts';
import type { ImageRows } from './image-rows.ts';
import type { HoldsTenants } from './tenants.ts';

interface LaneRow {
  readonly tenantId: string;
  readonly webhookId: string;
  readonly urlId: string;
  seq: number;
  tries: number;
  nextAt: number;
}

/** Webhooks kept in memory. */
export class MemoryWebhooks implements WebhookStore, HoldsTenants {
  readonly #images: ReadonlyMap<string, ImageRows>;
  readonly #webhooks = new Map<string, Map<string, Webhook>>();
  readonly #lanes = new Map<string, LaneRow>();
  readonly #deliveries = new Map<string, Map<string, Delivery>>();

  constructor(images: ReadonlyMap<string, ImageRows>) {
    this.#images = images;
  }

  /** To be called with what is written, by the storage that writes it. */
  touch({ events, image }: ImageWrite, now: number): void {
    const [first] = events;
    if (!first) return;
    for (const { active, id: webhookId } of this.#webhooks.get(image.tenantId)?.values() ?? []) {
      const key = laneKey(image.tenantId, webhookId, image.urlId);
      if (active && !this.#lanes.has(key))
        this.#lanes.set(key, { ...image, webhookId, seq: first.seq, tries: 0, nextAt: now });
    }
  }

  /** To be called when an image has another name: its lanes go along. */
  renamed({ tenantId, urlId }: ImageKey, to: ImageKey): void {
    for (const [key, lane] of this.#lanes)
      if (lane.tenantId === tenantId && lane.urlId === urlId) {
        this.#lanes.delete(key);
        this.#lanes.set(laneKey(tenantId, lane.webhookId, to.urlId), { ...lane, urlId: to.urlId });
      }
  }

  async list(tenantId: string): Promise<readonly Webhook[]> {
    return [...(this.#webhooks.get(tenantId)?.values() ?? [])].sort(
      (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
    );
  }

  async put(tenantId: string, webhook: Webhook): Promise<void> {
    const all = this.#webhooks.get(tenantId) ?? new Map<string, Webhook>();
    this.#webhooks.set(tenantId, all.set(webhook.id, webhook));
  }

  async remove(tenantId: string, id: string): Promise<boolean> {
    for (const [key, lane] of this.#lanes)
      if (lane.tenantId === tenantId && lane.webhookId === id) this.#lanes.delete(key);
    this.#deliveries.delete(`${tenantId}/${id}`);
    return this.#webhooks.get(tenantId)?.delete(id) ?? false;
  }

  async hooked(): Promise<readonly string[]> {
    const all = [...this.#webhooks].filter(([, each]) => [...each.values()].some(({ active }) => active));
    return all.map(([tenantId]) => tenantId).sort();
  }

  async claim(now: number, until: number, most: number): Promise<readonly Lane[]> {
    const due = [...this.#lanes.values()]
      .filter(({ nextAt }) => nextAt <= now)
      .sort((a, b) => a.nextAt - b.nextAt)
      .slice(0, most);
    return due.flatMap((row) => {
      const webhook = this.#webhooks.get(row.tenantId)?.get(row.webhookId);
      row.nextAt = until;
      const { seq, tenantId, tries, urlId } = row;
      return webhook ? [{ tenantId, webhook, urlId, seq, tries }] : [];
    });
  }

  async events({ seq, tenantId, urlId }: Lane, most: number): Promise<readonly KeptEvent[]> {
    const log = this.#images.get(imageKeyText({ tenantId, urlId }))?.log ?? [];
    return log.filter((event) => event.seq >= seq).slice(0, most);
  }

  async advance({ tenantId, urlId, webhook }: Lane, seq: number): Promise<boolean> {
    const key = laneKey(tenantId, webhook.id, urlId);
    const lane = this.#lanes.get(key);
    const head = this.#images.get(imageKeyText({ tenantId, urlId }))?.head ?? 0;
    if (!lane || seq > head) {
      this.#lanes.delete(key);
      return false;
    }
    lane.seq = seq;
    lane.tries = 0;
    return true;
  }

  async postpone({ tenantId, urlId, webhook }: Lane, tries: number, nextAt: number): Promise<void> {
    const lane = this.#lanes.get(laneKey(tenantId, webhook.id, urlId));
    if (!lane) return;
    lane.tries = tries;
    lane.nextAt = nextAt;
  }

  async note(tenantId: string, webhookId: string, delivery: Delivery): Promise<void> {
    const key = `${tenantId}/${webhookId}`;
    const all = this.#deliveries.get(key) ?? new Map<string, Delivery>();
    all.delete(delivery.id);
    all.set(delivery.id, delivery);
    const kept = [...all].sort(([, a], [, b]) => b.at - a.at).slice(0, KEPT_DELIVERIES);
    this.#deliveries.set(key, new Map(kept));
  }

  async deliveries(tenantId: string, webhookId: string, most: number): Promise<readonly Delivery[]> {
    const all = [...(this.#deliveries.get(`${tenantId}/${webhookId}`)?.values() ?? [])];
    return all.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).slice(0, most);
  }

  removeTenant(id: string): Removed {
    const webhooks = this.#webhooks.get(id)?.size ?? 0;
    for (const each of this.#webhooks.get(id)?.keys() ?? []) void this.remove(id, each);
    this.#webhooks.delete(id);
    return { webhooks };
  }
}

function laneKey(tenantId: string, webhookId: string, urlId: string): string {
  return `${tenantId}/${webhookId}/${urlId}`;
}
