import { expect, test } from 'bun:test';
import { calmly } from './calmly.ts';

function setUp() {
  const timers: (() => void)[] = [];
  const rests: number[] = [];
  const passed: number[] = [];
  let at = 0;
  const call = calmly(
    () => passed.push(at),
    (then, ms) => {
      timers.push(then);
      rests.push(ms);
    },
  );
  /** A rest goes by. */
  const rest = (): void => {
    at++;
    timers.shift()?.();
  };
  return { call, passed, rest, rests, timers };
}

test('the first after quiet passes at once, what follows shares one at the end of the rest', () => {
  const { call, passed, rest } = setUp();
  call();
  expect(passed).toEqual([0]);
  for (let n = 0; n < 50; n++) call();
  expect(passed).toEqual([0]);
  rest();
  expect(passed).toEqual([0, 1]);
  call();
  rest();
  expect(passed).toEqual([0, 1, 2]);
});

test('when nothing comes nothing passes and no timer is set, and then the next passes at once again', () => {
  const { call, passed, rest, timers } = setUp();
  call();
  rest();
  expect([passed, timers.length]).toEqual([[0], 0]);
  call();
  expect(passed).toEqual([0, 1]);
});

test('after a rest in which much came the next is a long one, and a short one again when less comes', () => {
  const { call, rest, rests } = setUp();
  call();
  for (let n = 0; n < 12; n++) call();
  rest();
  for (let n = 0; n < 50; n++) call();
  rest();
  for (let n = 0; n < 3; n++) call();
  rest();
  expect(rests).toEqual([250, 1000, 1000, 250]);
});
