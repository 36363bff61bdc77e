import { describe, expect, test } from 'bun:test';
import { create, submission } from './testing/builders.ts';
import { TestHub } from './testing/dialogue.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { UsageMeter, wireBytes } from './usage-meter.ts';

test('M1: bytes on the wire are the payload and its header of 2, 4 or 10', () => {
  expect([125, 126, 65_535, 65_536].map(wireBytes)).toEqual([127, 130, 65_539, 65_546]);
});

test('M1: requests with an API key count for the tenant, and those that failed beside', () => {
  const meter = new UsageMeter(new FakeClock(Date.UTC(2026, 0, 31)), Buffer.byteLength);
  for (const succeeded of [true, false, true]) meter.apiAsked('demo', succeeded);
  meter.apiAsked('other', true);
  expect(meter.changes()).toMatchObject([
    { tenantId: 'demo', site: '', day: '2026-01-31', apiCreditsUsed: 3, apiErrorCount: 1 },
    { tenantId: 'other', site: '', day: '2026-01-31', apiCreditsUsed: 1, apiErrorCount: 0 },
  ]);
});

describe('totals', () => {
  const handed = (recipients: [string, number][], frame: string, events: number) => ({
    tenantId: 'demo',
    recipients: new Map(recipients),
    frame,
    events,
  });

  test('M1: events times recipients and bytes times recipients, by site and UTC day', async () => {
    const clock = new FakeClock(Date.UTC(2026, 0, 31, 23, 59));
    const meter = new UsageMeter(clock, Buffer.byteLength);
    meter.handed(
      handed(
        [
          ['a.example', 2],
          ['b.example', 3],
        ],
        'ğ'.repeat(50),
        4,
      ),
    );
    await clock.advance(60_000);
    meter.handed(handed([['a.example', 1]], 'xx', 0));
    expect(meter.changes()).toMatchObject([
      { site: 'a.example', day: '2026-01-31', pubSubMessageCount: 8, pubSubBandwidth: 204, framesSaved: 6 },
      { site: 'b.example', day: '2026-01-31', pubSubMessageCount: 12, pubSubBandwidth: 306, framesSaved: 9 },
      { site: 'a.example', day: '2026-02-01', pubSubMessageCount: 0, pubSubBandwidth: 4 },
    ]);
  });

  test('M1: totals are absolute: what is told twice is the same, and what failed to be saved is told again', () => {
    const meter = new UsageMeter(new FakeClock(), Buffer.byteLength);
    meter.handed(handed([['', 1]], 'xx', 1));
    const first = meter.changes();
    expect(meter.changes()).toEqual([]);
    meter.untold(first);
    meter.handed(handed([['', 1]], 'xx', 1));
    expect(meter.changes()).toMatchObject([{ pubSubMessageCount: 2, pubSubBandwidth: 8 }]);
  });

  test('M1: a clock set back over midnight does not begin the day before anew', () => {
    let now = Date.UTC(2026, 0, 1, 23, 59);
    const meter = new UsageMeter({ now: () => now }, (text) => text.length);
    const sent = { tenantId: 'demo', recipients: new Map([['', 1]]), frame: '12345678', events: 1 };
    meter.handed(sent);
    meter.changes();
    now += 120_000;
    meter.handed(sent);
    meter.changes();
    now -= 120_000;
    meter.handed(sent);
    expect(meter.changes()).toMatchObject([{ day: '2026-01-01', pubSubMessageCount: 2 }]);
  });

  test('the peak of connections is kept for each day they last', async () => {
    const clock = new FakeClock();
    const meter = new UsageMeter(clock, Buffer.byteLength);
    meter.connected('demo', 'a.example', 1);
    meter.connected('demo', 'a.example', 1);
    meter.connected('demo', 'a.example', -1);
    expect(meter.changes()).toMatchObject([{ connectionPeak: 2 }]);
    await clock.advance(86_400_000);
    expect(meter.changes()).toMatchObject([{ connectionPeak: 1 }]);
    expect(meter.changes()).toEqual([]);
  });
});

test('M1: what the hub hands out is what arrives, to the byte', async () => {
  const clock = new FakeClock();
  const meter = new UsageMeter(clock, Buffer.byteLength);
  const hub = new TestHub({ clock, meter });
  const [ada, bob] = [await hub.join(), await hub.join('visitor:bob:Bob')];
  await ada.watches('picture');
  for (let n = 0; n < 5; n++) await hub.hub.submit(submission(create()));
  await clock.advance(50);
  await bob.watches('picture', { epoch: 'e1', seq: 2 });
  for (let n = 0; n < 3; n++) await hub.hub.submit(submission(create()));
  await clock.advance(50);
  const frames = [...ada.raw, ...bob.raw];
  const events = frames.flatMap((frame) => {
    const message = JSON.parse(frame) as { e?: unknown[]; events?: unknown[] };
    return [...(message.e ?? []), ...(message.events ?? [])];
  });
  const bytes = frames.reduce((sum, frame) => sum + wireBytes(Buffer.byteLength(frame)), 0);
  expect(meter.changes()).toMatchObject([
    { tenantId: 'demo', pubSubMessageCount: events.length, pubSubBandwidth: bytes },
  ]);
});
