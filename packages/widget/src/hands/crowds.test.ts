import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { fanOut, stacksOf } from './crowds.ts';

const near = { width: 3, height: 4 };
const place = (id: string, x: number, y: number) => ({ id, x, y });

describe('stacksOf', () => {
  test('what lies alone is no stack', () => {
    expect(stacksOf([place('a', 10, 10), place('b', 14, 10)], near)).toEqual([]);
  });
  test('near ones are one stack, in the order they came', () => {
    const places = [place('a', 3, 4), place('b', 50, 50), place('c', 3.1, 4.2), place('d', 3, 4)];
    expect(stacksOf(places, near)).toEqual([['a', 'c', 'd']]);
  });
  test('a chain across the picture is many stacks', () => {
    const chain = Array.from({ length: 50 }, (_, at) => place(`${at}`, at * 2, 50));
    for (const stack of stacksOf(chain, near)) expect(stack.length).toBe(2);
  });
  test('of any crowd nobody is in two stacks, and all who share a spot are in one', () => {
    const percent = fc.integer({ min: 0, max: 40 });
    const crowd = fc.array(fc.record({ x: percent, y: percent }), { maxLength: 60 });
    fc.assert(
      fc.property(crowd, (places) => {
        const all = places.map(({ x, y }, at) => place(`${at}`, x, y));
        const stacks = stacksOf(all, near);
        const inStacks = stacks.flat();
        expect(new Set(inStacks).size).toBe(inStacks.length);
        for (const one of all)
          for (const other of all)
            if (one !== other && one.x === other.x && one.y === other.y)
              expect(stacks.some((ids) => ids.includes(one.id) && ids.includes(other.id))).toBe(true);
      }),
    );
  });
});

test('fanOut: none covers another', () => {
  for (const count of [2, 3, 5, 8, 9, 14, 24]) {
    const steps = fanOut(count, 24);
    expect(steps.length).toBe(count);
    for (const [at, one] of steps.entries())
      for (const other of steps.slice(at + 1))
        expect(Math.hypot(one.right - other.right, one.down - other.down)).toBeGreaterThan(24);
  }
});
