import { expect, test } from 'bun:test';
import { KeptPlans } from './kept-plans.ts';

function plans() {
  const clock = { now: 0 };
  const kept = new KeptPlans(() => clock.now);
  /** The name at the so-manieth time. */
  const sent = (text: string, times: number): string | undefined => {
    let name: string | undefined;
    for (let n = 0; n < times; n++) name = kept.nameOf(text);
    return name;
  };
  return { clock, kept, sent };
}

test('a statement that is sent often gets a name, and another one when it was sent many times as often', () => {
  const { kept, sent } = plans();
  expect(sent('select 1', 63)).toBeUndefined();
  const first = kept.nameOf('select 1');
  expect(first).toMatch(/^imagechat-[\w-]{22}-0-0$/);
  expect(sent('select 1', 64)).toBe(first);
  expect(sent('select 1', 64 * 8)).toMatch(/-1-0$/);
  expect(sent('select 2', 64)).not.toBe(first);
});

test('a name is short enough for Postgres, which cuts names at 63 bytes', () => {
  const { sent } = plans();
  expect(sent('select 1', 100_000)?.length).toBeLessThan(60);
});

test('a pooler that does not follow names gets none from then on', () => {
  const { kept, sent } = plans();
  sent('select 1', 64);
  const strange = Object.assign(new Error('relation is gone'), { code: '42P01' });
  expect(kept.areLost(strange)).toBe(false);
  expect(kept.nameOf('select 1')).toBeDefined();
  const unknown = Object.assign(new Error('prepared statement is gone'), { code: '26000' });
  expect(kept.areLost(unknown)).toBe(true);
  expect(kept.nameOf('select 1')).toBeUndefined();
});

test('what takes long gets other plans, but not all the time', () => {
  const { clock, kept, sent } = plans();
  const first = sent('select 1', 64);
  kept.took(20);
  expect(kept.nameOf('select 1')).toBe(first);
  kept.took(2000);
  expect(kept.nameOf('select 1')).toMatch(/-0-1$/);
  kept.took(2000);
  expect(kept.nameOf('select 1')).toMatch(/-0-1$/);
  clock.now += 300_000;
  kept.took(2000);
  expect(kept.nameOf('select 1')).toMatch(/-0-2$/);
});
