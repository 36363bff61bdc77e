import { expect, test } from 'bun:test';
import { Pace, operationWait } from './pace.ts';
import type { Limiter } from './ports/limiter.ts';
import { actor, create } from './testing/builders.ts';
import { TestHub } from './testing/dialogue.ts';
import { settle } from './testing/fake-clock.ts';

/** Says no to the named buckets, `name key`, and notes what was asked. */
function limiter(...empty: string[]): Limiter & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    take(name, key) {
      asked.push(`${name} ${key}`);
      return empty.includes(`${name} ${key}`) ? 700 : 0;
    },
  };
}

test('a frame counts for its connection and for its address, by number and by bytes', () => {
  const all = limiter();
  expect(new Pace(all, '10.0.0.1', '7').frame(20)).toBe(0);
  expect(all.asked).toEqual(['connection-frame 7', 'connection-bytes 7', 'frame 10.0.0.1', 'bytes 10.0.0.1']);
  for (const name of all.asked) expect(new Pace(limiter(name), '10.0.0.1', '7').frame(20)).toBe(700);
});

test('what one connection must not do costs its neighbours nothing', () => {
  const strict = limiter('connection-frame 7');
  expect(new Pace(strict, '10.0.0.1', '7').frame(20)).toBe(700);
  expect(strict.asked).toEqual(['connection-frame 7']);
});

test('an operation counts for its actor, its address and its tenant; an API key’s only for its tenant', () => {
  const all = limiter();
  expect(operationWait(all, actor(), '10.0.0.1')).toBe(0);
  expect(all.asked).toEqual(['operation demo/ada', 'address-operation 10.0.0.1', 'tenant-operation demo']);
  for (const name of all.asked) expect(operationWait(limiter(name), actor(), '10.0.0.1')).toBe(700);
  const key = limiter();
  operationWait(key, actor({ kind: 'api-key' }), '10.0.0.1');
  expect(key.asked).toEqual(['tenant-operation demo']);
});

test('F1: who comes with a crowd of the same tenant’s is told when to come back, and let go', async () => {
  const hub = new TestHub({ limiter: limiter('tenant-arrival demo') });
  const ada = hub.connect();
  ada.says({ t: 'hello', v: 1, tenantId: 'demo' });
  expect(await ada.hears('refused')).toMatchObject({ error: { code: 'rate-limited', retryAfterMs: 700 } });
  expect(ada.closed).toMatchObject({ code: 4003 });
});

test('F1: who goes on in spite of being told to wait is let go, without a word about what was in it', async () => {
  const tired = {
    limit: false,
    take: (name: string) => (tired.limit && name === 'connection-frame' ? 1500 : 0),
  };
  const hub = new TestHub({ limiter: tired, settings: { badFrames: 3 } });
  const ada = await hub.join();
  tired.limit = true;
  ada.says({ t: 'subscribe', ref: 4, urlId: 'picture' });
  expect(await ada.hears('refused')).toEqual({
    t: 'refused',
    ref: 4,
    error: {
      code: 'rate-limited',
      message: "That's quick. Try again in 2 seconds.",
      retry: true,
      retryAfterMs: 1500,
    },
  });
  ada.says({ t: 'alive' });
  await ada.hears('refused');
  tired.limit = false;
  ada.says({ t: 'alive' });
  await ada.hears('alive');
  tired.limit = true;
  for (let n = 0; n < 3; n++) ada.says({ t: 'alive' });
  await settle();
  expect(ada.closed).toMatchObject({ code: 4003 });
});

test('F1: an operation that comes too fast is refused under its broadcastId', async () => {
  const hub = new TestHub({ limiter: limiter('tenant-operation demo') });
  const ada = await hub.join();
  ada.says({ t: 'subscribe', ref: 1, urlId: 'picture' });
  const { i } = await ada.hears('subscribed');
  const operation = create();
  ada.says({ t: 'submit', i, operation });
  expect(await ada.hears('refused')).toMatchObject({
    broadcastId: operation.broadcastId,
    error: { code: 'rate-limited', retryAfterMs: 700 },
  });
});
