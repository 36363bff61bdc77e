import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Storage } from '../ports/storage.ts';
import { type Delivery, KEPT_DELIVERIES, type Webhook, type WebhookStore } from '../ports/webhooks.ts';
import { actor, add, create } from './builders.ts';

/** Webhooks to hold against the contract, none at first, with the storage whose events they are told. */
export interface WebhooksUnderTest {
  readonly webhooks: WebhookStore;
  readonly storage: Pick<Storage, 'submit'>;
  readonly close: () => Promise<void>;
}

const hook = (id: string, more: Partial<Webhook> = {}): Webhook => ({
  ...{ id, url: `https://${id}.example/`, secret: 'icw_x', events: ['new-image-chat'], active: true },
  ...{ createdAt: 1, ...more },
});

/** Later than any clock of a storage under test. */
const LATE = 9_000_000_000_000;

/** What every store of webhooks owes (ports/webhooks.ts). `make` gives an empty one that knows the tenants `acme` and `other`. */
export function webhooksContract(name: string, make: () => Promise<WebhooksUnderTest>): void {
  describe(`${name} keeps the webhooks contract`, () => {
    let world: WebhooksUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());
    const starts = async (urlId: string, tenantId = 'acme') => {
      const operation = create();
      const image = { tenantId, urlId };
      await world.storage.submit([{ image, actor: actor({ tenantId }), site: '', operation }]);
      return operation.id;
    };
    const answers = (urlId: string, id: string) =>
      world.storage.submit([
        {
          ...{ image: { tenantId: 'acme', urlId }, actor: actor({ tenantId: 'acme' }), site: '' },
          operation: add(id),
        },
      ]);
    const claim = async (now = LATE, most = 9) => await world.webhooks.claim(now, now + 1000, most);
    const seqs = async (urlId: string) =>
      (await claim()).filter((lane) => lane.urlId === urlId).map(({ seq }) => seq);

    test('one is made, changed, listed in its own tenant, and taken away', async () => {
      const { webhooks } = world;
      await webhooks.put('acme', hook('b', { createdAt: 2 }));
      await webhooks.put('acme', hook('a'));
      await webhooks.put(
        'acme',
        hook('a', { active: false, events: ['deleted-image-chat', 'new-image-chat'] }),
      );
      await webhooks.put('other', hook('a'));
      expect(await webhooks.list('acme')).toEqual([
        hook('a', { active: false, events: ['deleted-image-chat', 'new-image-chat'] }),
        hook('b', { createdAt: 2 }),
      ]);
      expect(await webhooks.hooked()).toEqual(['acme', 'other']);
      expect(await webhooks.remove('acme', 'b')).toBe(true);
      expect(await webhooks.remove('acme', 'b')).toBe(false);
      expect(await webhooks.hooked()).toEqual(['other']);
    });

    test('an event opens a lane for each active webhook of its tenant, from that event on', async () => {
      const { webhooks } = world;
      const id = await starts('sofa');
      await webhooks.put('acme', hook('a'));
      await webhooks.put('acme', hook('off', { active: false }));
      await webhooks.put('other', hook('a'));
      await answers('sofa', id);
      await starts('chair');
      const lanes = await claim();
      expect(
        lanes
          .map(({ seq, tenantId, tries, urlId, webhook }) => [tenantId, webhook.id, urlId, seq, tries])
          .sort(),
      ).toEqual([
        ['acme', 'a', 'chair', 1, 0],
        ['acme', 'a', 'sofa', 2, 0],
      ]);
      const [sofa] = lanes.filter(({ urlId }) => urlId === 'sofa');
      if (!sofa) throw new Error('no lane');
      expect((await webhooks.events(sofa, 9)).map(({ seq, type }) => [seq, type])).toEqual([
        [2, 'image-chat-updated'],
      ]);
    });

    test('whoever claims a lane has it alone until it is let go, and it stands where it was put', async () => {
      const { webhooks } = world;
      await webhooks.put('acme', hook('a'));
      const id = await starts('sofa');
      await starts('chair');
      expect(await claim(LATE, 1)).toHaveLength(1);
      const both = [...(await claim(LATE)), ...(await claim(LATE + 2000, 9))];
      expect(both).toHaveLength(3);
      const [lane] = both.filter(({ urlId }) => urlId === 'sofa');
      if (!lane) throw new Error('no lane');
      await webhooks.postpone(lane, 3, LATE + 9000);
      await answers('sofa', id);
      expect(await claim(LATE + 8999)).toMatchObject([{ urlId: 'chair' }]);
      expect((await claim(LATE + 9000)).filter(({ urlId }) => urlId === 'sofa')).toMatchObject([
        { seq: 1, tries: 3 },
      ]);
    });

    test('a lane that is told everything is gone, and the next event opens it again: none is missed, none is told twice', async () => {
      const { webhooks } = world;
      await webhooks.put('acme', hook('a'));
      const id = await starts('sofa');
      const [lane] = await claim();
      if (!lane) throw new Error('no lane');
      await answers('sofa', id);
      expect(await webhooks.advance(lane, 2)).toBe(true);
      await webhooks.postpone(lane, 0, LATE);
      expect(await seqs('sofa')).toEqual([2]);
      expect(await webhooks.advance(lane, 3)).toBe(false);
      expect(await seqs('sofa')).toEqual([]);
      await answers('sofa', id);
      expect(await seqs('sofa')).toEqual([3]);
      await webhooks.remove('acme', 'a');
      await webhooks.put('acme', hook('a'));
      expect(await seqs('sofa')).toEqual([]);
    });

    test('deliveries are told the newest first, each once however often it is tried, and the oldest are forgotten', async () => {
      const { webhooks } = world;
      await webhooks.put('acme', hook('a'));
      const delivery = (id: string, at: number, more: Partial<Delivery> = {}): Delivery => ({
        ...{ id, urlId: 'sofa', seq: at, type: 'new-image-chat', at, tries: 1, outcome: 'delivered' },
        ...{ status: 200, answer: 'ok', nextAt: null, ...more },
      });
      const waiting = { outcome: 'waiting', status: null, answer: 'no way', nextAt: 99 } as const;
      await webhooks.note('acme', 'a', delivery('d1', 1, waiting));
      await webhooks.note('acme', 'a', delivery('d2', 2));
      expect(await webhooks.deliveries('acme', 'a', 9)).toEqual([
        delivery('d2', 2),
        delivery('d1', 1, waiting),
      ]);
      await webhooks.note('acme', 'a', delivery('d1', 3, { seq: 1, tries: 2 }));
      expect(await webhooks.deliveries('acme', 'a', 1)).toEqual([delivery('d1', 3, { seq: 1, tries: 2 })]);
      for (let at = 10; at < 10 + KEPT_DELIVERIES; at++)
        await webhooks.note('acme', 'a', delivery(`n${at}`, at));
      const kept = await webhooks.deliveries('acme', 'a', 1000);
      expect([kept.length, kept.at(-1)?.at]).toEqual([KEPT_DELIVERIES, 10]);
      expect(await webhooks.deliveries('other', 'a', 9)).toEqual([]);
    });
  });
}
