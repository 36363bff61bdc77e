import { describe, expect, test } from 'bun:test';
import { inReadingOrder } from './reading-order.ts';

const place = (name: string, x: number, y: number) => ({ name, x, y });
const names = (places: readonly { name: string }[]) => places.map(({ name }) => name).join('');

describe('reading order', () => {
  test('line by line, each from the left, however crooked the line is', () => {
    const all = [place('d', 80, 60), place('b', 60, 3), place('a', 10, 9), place('c', 20, 52)];
    expect(names(inReadingOrder(all))).toBe('abcd');
  });
  test('two on one spot keep an order', () => {
    const all = [place('a', 50, 50), place('b', 50, 50)];
    expect(names(inReadingOrder(all))).toBe('ab');
  });
});
