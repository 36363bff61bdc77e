/** Worlds broken on purpose: what the checker must notice, and under which rule. */

import { expect, setDefaultTimeout, test } from 'bun:test';
import type { Environment } from '@imagechat/client/api';
import { eyesKey } from '@imagechat/core/eyes';
import type { Handed } from '@imagechat/core/ports/meter';
import type { Decide, Outcome, Storage, ThreadRead } from '@imagechat/core/ports/storage';
import { storageAround } from '@imagechat/core/storage-around';
import { factOf } from '@imagechat/protocol/catalog';
import { LIMITS } from '@imagechat/protocol/limits';
import type { Events, MessageDown } from '@imagechat/protocol/messages';
import { brokenRules, publishing } from './spoiling.ts';
import { NO_TROUBLES, type Temper } from './temper.ts';
import type { Spoil } from './world.ts';

// Dozens of worlds each: seconds on a machine that is busy with other things.
setDefaultTimeout(60_000);

test('O2: an unspoilt world breaks nothing, so what follows is caught for what it is', async () => {
  expect(await brokenRules(() => ({}))).toEqual([]);
});

test('O2: a repeated broadcastId that takes effect twice', async () => {
  const forgets =
    (decide: Decide): Decide =>
    (loaded, group, now) => {
      const images = new Map(
        [...loaded.images].map(([key, image]) => [key, { ...image, answers: new Map() }]),
      );
      return decide({ ...loaded, images }, group, now);
    };
  expect(await brokenRules(() => ({ decide: forgets }), { hostile: 0.4 })).toContain('O2');
});

test('O2: a repeat inside one commit group that takes effect twice', async () => {
  const forgets =
    (decide: Decide): Decide =>
    (loaded, group, now) => {
      const seen = new Set<string>();
      const renamed = group.map((submission, at) => {
        const { broadcastId } = submission.operation;
        if (!seen.has(broadcastId)) {
          seen.add(broadcastId);
          return submission;
        }
        const other = `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`;
        return { ...submission, operation: { ...submission.operation, broadcastId: other } };
      });
      return decide(loaded, renamed, now);
    };
  const rates = { slowStorage: 0.8 } as Temper['rates'];
  const temper = { hostile: 0.4, steps: 200, latency: 20, rates };
  expect(await brokenRules(() => ({ decide: forgets }), temper)).toContain('O2');
});

test('O2: a commit that is answered and never written', async () => {
  const spoil = (): Spoil => {
    let commits = 0;
    const storage = (inner: Storage): Storage =>
      storageAround(inner, {
        submit: async (group) => {
          if (++commits % 5 > 0) return inner.submit(group);
          const heads = await inner.heads(group.map(({ image }) => image));
          return group.map(({ actor, operation }, at): Outcome => {
            const { epoch = '', seq = 0 } = heads[at] ?? {};
            const stamp = { seq: seq + 1, broadcastId: operation.broadcastId, at: 0, by: actor.id, name: '' };
            return {
              accepted: true,
              cursor: { epoch, seq: seq + 1 },
              at: 0,
              event: factOf(operation, stamp),
            };
          });
        },
      });
    return { storage };
  };
  expect(await brokenRules(spoil)).toContain('O2');
});

test('O1: a number taken twice', async () => {
  const spoil = (): Spoil => ({
    decide: (decide) => (loaded, group, now) => {
      const images = new Map(
        [...loaded.images].map(([key, image]) => [key, { ...image, head: Math.max(0, image.head - 1) }]),
      );
      return decide({ ...loaded, images }, group, now);
    },
  });
  expect(await brokenRules(spoil)).toContain('O1');
});

test('R3: gaps that are not filled: what is missing is passed over', async () => {
  const spoil = (): Spoil => {
    let frames = 0;
    return publishing((frame, publish) => {
      if (++frames % 4 > 0) publish(frame);
    });
  };
  expect(await brokenRules(spoil)).toContain('R3');
});

test('B1: a batch that reorders', async () => {
  const spoil = (): Spoil =>
    publishing((frame, publish) => {
      const message = JSON.parse(frame) as MessageDown;
      publish(message.t === 'events' ? JSON.stringify({ ...message, e: message.e.toReversed() }) : frame);
    });
  expect(await brokenRules(spoil)).toContain('B1');
});

test('O3: somebody gets other bytes', async () => {
  const spoil = (): Spoil =>
    publishing((frame, publish) => publish(frame.replace(/"at":(\d+),"by":("[^"]*")/g, '"by":$2,"at":$1')));
  expect(await brokenRules(spoil)).toContain('O3');
});

test('R4: heads that are never compared: a lost last event stays lost', async () => {
  const spoil: Spoil = {
    hub: (parts) => ({
      ...parts,
      storage: storageAround(parts.storage, {
        heads: async (images) => images.map(() => ({ epoch: 'e1', seq: 0 })),
      }),
    }),
  };
  const rates = { lostMessage: 0.7 } as Temper['rates'];
  expect(await brokenRules(() => spoil, { hubs: 3, trouble: 0, rates })).toContain('R4');
});

test('R1: a catch-up that leaves out its first event', async () => {
  const spoil: Spoil = {
    hub: (parts) => ({
      ...parts,
      storage: storageAround(parts.storage, {
        eventsAfter: async (image, after, most) => {
          const read = await parts.storage.eventsAfter(image, after, most);
          return read.reset ? read : { ...read, events: read.events.slice(1) };
        },
      }),
    }),
  };
  expect(await brokenRules(() => spoil, { trouble: 0.3 })).toContain('R1');
});

test('S1: a snapshot older than its cursor says', async () => {
  const spoil: Spoil = {
    hub: (parts) => ({
      ...parts,
      storage: storageAround(parts.storage, {
        snapshot: async (image) => {
          const { conversations } = await parts.storage.snapshot(image);
          const { cursor } = await parts.storage.snapshot(image);
          return { cursor, conversations };
        },
      }),
    }),
  };
  expect(await brokenRules(() => spoil)).toContain('S1');
});

test('W6: a page of comments older than what was sent', async () => {
  const spoil = (): Spoil => {
    const first = new Map<string, ThreadRead>();
    return {
      hub: (parts) => ({
        ...parts,
        storage: storageAround(parts.storage, {
          thread: async (image, id, before, most, eyes) => {
            const page = await parts.storage.thread(image, id, before, most, eyes);
            const key = `${image.tenantId}/${image.urlId}/${id}/${before}/${eyesKey(eyes)}`;
            if (page && !first.has(key)) first.set(key, page);
            return page && first.get(key);
          },
        }),
      }),
    };
  };
  expect(await brokenRules(spoil)).toContain('W6');
});

test('W3: a request that is never answered', async () => {
  const spoil = (): Spoil => {
    let pages = 0;
    return {
      hub: (parts) => ({
        ...parts,
        storage: storageAround(parts.storage, {
          thread: (image, id, before, most, eyes) =>
            ++pages % 5 > 0
              ? parts.storage.thread(image, id, before, most, eyes)
              : new Promise(() => undefined),
        }),
      }),
    };
  };
  expect(await brokenRules(spoil, { trouble: 0 })).toContain('W3');
});

test('T1: a page that does not notice that its line is dead', async () => {
  const spoil: Spoil = {
    environment: (environment) => ({
      ...environment,
      after: (ms, task) => (ms === LIMITS.aliveMs ? () => undefined : environment.after(ms, task)),
    }),
  };
  expect(await brokenRules(() => spoil, { trouble: 0.3 })).toContain('T1');
});

test('A1: a storage that takes one tenant for another', async () => {
  const spoil: Spoil = {
    storage: (inner) =>
      storageAround(inner, { snapshot: ({ urlId }) => inner.snapshot({ tenantId: 'tenant-a', urlId }) }),
  };
  expect(await brokenRules(() => spoil, { tenants: 2, pages: 4, images: 1 })).toContain('A1');
});

/** Changes every frame a page hears before its client does. */
function hearing(change: (message: MessageDown) => MessageDown): Spoil {
  return {
    environment: (environment: Environment): Environment => ({
      ...environment,
      openSocket: (events) =>
        environment.openSocket({
          opened: () => events.opened(),
          received: (frame) => events.received(JSON.stringify(change(JSON.parse(frame) as MessageDown))),
          closed: (code) => events.closed(code),
        }),
    }),
  };
}

test('S1: an echo that does not advance the cursor', async () => {
  const spoil = (): Spoil => {
    const own = new Set<string>();
    const echoes = (message: Events): Events => ({
      ...message,
      e: message.e.filter((event) => event.type === undefined || !own.has(event.by)),
    });
    return hearing((message) => {
      if (message.t === 'hello') own.add(message.actor.id);
      return message.t === 'events' ? echoes(message) : message;
    });
  };
  expect(await brokenRules(spoil, { trouble: 0 })).toContain('S1');
});

test('O4: a page that does not know that it is offline, and tries all the same', async () => {
  const spoil: Spoil = { environment: (environment) => ({ ...environment, online: () => true }) };
  expect(await brokenRules(() => spoil, { trouble: 0.3 })).toContain('O4');
});

test('E1: a restore that keeps the epoch', async () => {
  const troubles = { ...NO_TROUBLES, restore: 1, cut: 2 };
  const spoil = (): Spoil => ({ epoch: () => 'e1' });
  expect(await brokenRules(spoil, { trouble: 0.15, troubles })).toContain('E1');
});

test('K1: a slow reader whose frames are dropped, and who is not closed', async () => {
  const troubles = { ...NO_TROUBLES, slowReader: 1 };
  const temper = { trouble: 0.3, troubles, buffer: 1000, pages: 5, images: 1 };
  expect(await brokenRules(() => ({ overflow: 'drop' }), temper)).toContain('K1');
});

test('O1: events that are published before they are committed', async () => {
  const spoil: Spoil = {
    hub: (parts) => ({
      ...parts,
      storage: storageAround(parts.storage, {
        submit: async (group) => {
          const heads = await parts.storage.heads(group.map(({ image }) => image));
          for (const [at, { actor, image, operation }] of group.entries()) {
            const { epoch = '', seq = 0 } = heads[at] ?? {};
            const { broadcastId } = operation;
            const stamp = {
              seq: seq + 1,
              broadcastId,
              at: parts.clock.now(),
              by: actor.id,
              name: actor.name,
            };
            parts.bus.publish({ image, epoch, events: [factOf(operation, stamp)] });
          }
          return parts.storage.submit(group);
        },
      }),
    }),
  };
  expect(await brokenRules(() => spoil, { hubs: 2, trouble: 0 })).toContain('O1');
});

/** Changes what each process's meter is told. */
function metering(change: (sent: Handed) => Handed): Spoil {
  return {
    hub: ({ meter, ...parts }) => ({
      ...parts,
      meter: {
        handed: (sent) => meter.handed(change(sent)),
        connected: (tenantId, site, by) => meter.connected(tenantId, site, by),
        fetched: (tenantId, site, comments) => meter.fetched(tenantId, site, comments),
        apiAsked: (tenantId, succeeded) => meter.apiAsked(tenantId, succeeded),
      },
    }),
  };
}

test('M1: a meter that counts a frame once, however many got it', async () => {
  const once = ({ recipients, ...sent }: Handed): Handed => ({
    ...sent,
    recipients: new Map(Array.from(recipients, ([site]) => [site, 1])),
  });
  expect(await brokenRules(() => metering(once))).toContain('M1');
});

test('P1: presence for everybody on the image, asked or not', async () => {
  const spoil: Spoil = {
    hub: (parts) => ({
      ...parts,
      fanout: {
        publish: (topic, frame) => parts.fanout.publish(topic.replace('presence/', 'image/'), frame),
        count: (topic) => parts.fanout.count(topic),
      },
    }),
  };
  expect(await brokenRules(() => spoil, { presence: true, hostile: 0.4, steps: 200 })).toContain('P1');
});

test('P1: presence that comes too often', async () => {
  const twice = publishing((frame, publish) => {
    publish(frame);
    if (frame.startsWith('{"t":"presence"')) publish(frame);
  });
  expect(await brokenRules(() => twice, { presence: true, hostile: 0.4, steps: 200 })).toContain('P1');
});

test('R4: a hub whose server clock was set back and that compares heads no more', async () => {
  const spoil = (): Spoil => ({
    hub: (parts) => {
      let compared = 0;
      return {
        ...parts,
        storage: storageAround(parts.storage, {
          heads: async (images) => {
            const now = parts.clock.now();
            if (now < compared) return images.map(() => ({ epoch: 'e1', seq: 0 }));
            compared = now;
            return parts.storage.heads(images);
          },
        }),
      };
    },
  });
  const rates = { lostMessage: 0.7 } as Temper['rates'];
  const troubles = { ...NO_TROUBLES, serverClock: 1 };
  expect(await brokenRules(spoil, { hubs: 3, trouble: 0.2, troubles, rates })).toContain('R4');
});
