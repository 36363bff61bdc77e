import { expect, test } from 'bun:test';
import type { FullEvent } from '@imagechat/protocol/catalog';
import type { MessageDown } from '@imagechat/protocol/messages';
import type { Watcher } from './entitled.ts';
import { PUBLIC } from './eyes.ts';
import { MemoryFanout } from './memory/fanout.ts';
import { MemoryStorage } from './memory/storage.ts';
import type { Storage } from './ports/storage.ts';
import { decide } from './rules/decide.ts';
import { HUB_SETTINGS, type HubSettings } from './settings.ts';
import { create, submission } from './testing/builders.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';
import { UsageMeter } from './usage-meter.ts';
import { WatchedImage } from './watched-image.ts';

const KEY = { tenantId: 'demo', urlId: 'picture' };

/** One watched image on a storage whose reads a test can hold back; what its watchers hear is in `heard`. */
class Rig {
  readonly clock = new FakeClock();
  readonly heard: string[] = [];
  readonly logged: string[] = [];
  readonly storage: MemoryStorage;
  readonly image: WatchedImage;
  reads = 0;
  #held: ReturnType<typeof Promise.withResolvers<void>> | undefined;

  constructor(settings: Partial<HubSettings> = {}, epoch = 'e1') {
    this.storage = new MemoryStorage({ decide, clock: this.clock, epoch });
    const fanout = new MemoryFanout();
    this.image = new WatchedImage(1, KEY, {
      clock: this.clock,
      fanout,
      storage: this.#reading(this.storage),
      meter: new UsageMeter(this.clock, Buffer.byteLength),
      log: (_level, event) => this.logged.push(event),
      settings: { ...HUB_SETTINGS, ...settings },
    });
    fanout
      .socket({
        receive: (frame) => this.heard.push(inShort(JSON.parse(frame) as MessageDown)),
        closed: () => undefined,
      })
      .join(this.image.topic);
  }

  /** Writes so many events past this process, and gives them. */
  async writes(count: number): Promise<readonly FullEvent[]> {
    const group = Array.from({ length: count }, () => submission(create()));
    const outcomes = await this.storage.submit(group);
    return outcomes.flatMap((outcome) => (outcome.accepted && outcome.event ? [outcome.event] : []));
  }

  /** Reads are made from now on, and answered when the test lets them. */
  holdsReads(): void {
    this.#held = Promise.withResolvers();
  }

  /** Answers what is read, and lets everything follow from it. */
  async answersReads(): Promise<void> {
    this.#held?.resolve();
    this.#held = undefined;
    await this.settles();
  }

  /** Everything that is on its way arrives. */
  async settles(): Promise<void> {
    await settle();
    await this.clock.advance(HUB_SETTINGS.batchMaxMs);
  }

  #reading(storage: MemoryStorage): Storage {
    const held = async <Read>(read: Promise<Read>): Promise<Read> => {
      // Whoever reads for ever shall fail instead of hanging the tests.
      if (++this.reads > 50) throw new Error('too many reads');
      const found = await read;
      await this.#held?.promise;
      return found;
    };
    return {
      submit: (group) => storage.submit(group),
      heads: (images) => storage.heads(images),
      thread: (...asked) => storage.thread(...asked),
      close: () => storage.close(),
      eventsAfter: (...asked) => held(storage.eventsAfter(...asked)),
      snapshot: (image) => held(storage.snapshot(image)),
    };
  }
}

/** A frame in a few words: its type, and where it leads. */
function inShort(message: MessageDown): string {
  if (message.t === 'events') return message.e.map(({ seq }) => seq).join(' ');
  if (message.t === 'reset') return `reset to ${message.epoch} ${message.seq}`;
  return message.t;
}

/** A subscriber who says and hears nothing. */
const somebody: Watcher = {
  eyes: PUBLIC,
  site: '',
  sendAlone: () => undefined,
  joins: () => undefined,
  leaves: () => undefined,
};

test('R3: what came beyond a fill under way is asked for as soon as that is done', async () => {
  const rig = new Rig();
  rig.image.startAt({ epoch: 'e1', seq: 0 });
  const [, second] = await rig.writes(2);
  rig.holdsReads();
  rig.image.receive('e1', second ? [second] : []);
  await settle();
  const [, fourth] = await rig.writes(2);
  rig.image.receive('e1', fourth ? [fourth] : []);
  await rig.answersReads();
  expect(rig.heard.join(' ')).toBe('1 2 3 4');
  expect(rig.reads).toBe(2);
});

test('R3: a gap that the log cannot fill is not asked for again and again', async () => {
  const rig = new Rig();
  rig.image.startAt({ epoch: 'e1', seq: 0 });
  const [first] = await rig.writes(1);
  rig.image.receive('e1', first ? [{ ...first, seq: 5 }] : []);
  await rig.settles();
  expect(rig.heard).toEqual(['1']);
  expect(rig.reads).toBe(2);
});

test('R1: a reset that never gets to where somebody stands is given up until the next head check', async () => {
  const rig = new Rig({ catchUpEvents: 1 });
  rig.image.startAt({ epoch: 'e1', seq: 0 });
  rig.image.entered(somebody, { epoch: 'e1', seq: 9 });
  await rig.writes(3);
  rig.image.checkHead({ epoch: 'e1', seq: 3 });
  await rig.settles();
  expect(rig.reads).toBeLessThan(12);
  expect([rig.heard, rig.logged]).toEqual([[], ['fill-failed']]);
  await rig.writes(6);
  rig.image.checkHead({ epoch: 'e1', seq: 9 });
  await rig.settles();
  expect(rig.heard).toEqual(['reset to e1 9']);
});

test('R1: a reset comes after what was waiting to be sent', async () => {
  const rig = new Rig({ catchUpEvents: 1 });
  rig.image.startAt({ epoch: 'e1', seq: 0 });
  const events = await rig.writes(5);
  rig.image.receive('e1', events.slice(0, 1));
  rig.image.receive('e1', events.slice(1, 2));
  rig.image.checkHead({ epoch: 'e1', seq: 5 });
  await rig.settles();
  expect(rig.heard).toEqual(['1', '2', 'reset to e1 5']);
});

test('R1: nobody is reset to where the stream has come by itself meanwhile', async () => {
  const rig = new Rig({ catchUpEvents: 1 });
  rig.image.startAt({ epoch: 'e1', seq: 0 });
  const events = await rig.writes(3);
  rig.holdsReads();
  rig.image.checkHead({ epoch: 'e1', seq: 3 });
  await settle();
  rig.image.receive('e1', events);
  await rig.answersReads();
  expect(rig.heard.join(' ')).toBe('1 2 3');
});

test('E1: what came early from another life of the log is never delivered in this one', async () => {
  const rig = new Rig();
  const [first, second] = await rig.writes(2);
  if (!first || !second) throw new Error('nothing was written');
  rig.image.receive('e0', [first, second]);
  rig.image.startAt({ epoch: 'e1', seq: 0 });
  await rig.settles();
  expect(rig.heard).toEqual([]);

  const other = new Rig();
  other.image.receive('e0', [second]);
  other.image.receive('e1', [first]);
  other.image.startAt({ epoch: 'e1', seq: 0 });
  await other.settles();
  expect(other.heard).toEqual(['1']);
});

test('E1: an event of another life is no event of this one; storage is asked which life it is', async () => {
  const rig = new Rig();
  rig.image.startAt({ epoch: 'e1', seq: 0 });
  const [first] = await rig.writes(1);
  rig.image.receive('e0', first ? [{ ...first, id: 'elsewhere' }] : []);
  expect(rig.heard).toEqual([]);
  await rig.settles();
  expect(rig.heard).toEqual(['1']);
  expect(rig.image.deliveredAfter({ epoch: 'e0', seq: 0 }, PUBLIC)).toBeUndefined();
});

test('E1: a head in another life resets everyone into it, and nothing of the old one follows', async () => {
  const rig = new Rig({}, 'e2');
  rig.image.startAt({ epoch: 'e1', seq: 5 });
  const events = await rig.writes(6);
  const old = events[0] && { ...events[0], seq: 7 };
  rig.holdsReads();
  rig.image.receive('e1', old ? [old] : []);
  await rig.answersReads();
  expect(rig.heard).toEqual(['reset to e2 6']);
  expect(rig.image.position).toEqual({ epoch: 'e2', seq: 6 });

  const same = new Rig({}, 'e2');
  same.image.startAt({ epoch: 'e1', seq: 5 });
  same.image.checkHead({ epoch: 'e2', seq: 0 });
  await same.settles();
  expect(same.heard).toEqual(['reset to e2 0']);
});
