import { afterEach, beforeEach, expect, jest, test } from 'bun:test';
import { Line } from './line.ts';

const connecting = { is: 'connecting', attempt: 1, since: 0 } as const;
const waiting = (offline: boolean) => ({ is: 'waiting', attempt: 2, since: 0, retryAt: 0, offline }) as const;
const live = { is: 'live' } as const;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function line() {
  const told: (string | undefined)[] = [];
  const it = new Line(() => told.push(it.word));
  return { it, told };
}

test('a short absence is not worth a word', () => {
  const { it, told } = line();
  it.hear(live);
  it.hear(waiting(false));
  it.hear(connecting);
  jest.advanceTimersByTime(1900);
  it.hear(live);
  jest.advanceTimersByTime(5000);
  expect([it.word, told]).toEqual([undefined, []]);
});

test('after two seconds it says so, however often it was tried', () => {
  const { it, told } = line();
  it.hear(live);
  it.hear(waiting(false));
  jest.advanceTimersByTime(1500);
  it.hear(connecting);
  jest.advanceTimersByTime(600);
  expect([it.word, told]).toEqual(['reconnecting', ['reconnecting']]);
  it.hear(live);
  expect(it.word).toBeUndefined();
});

test('before it ever lived it is connecting', () => {
  const { it } = line();
  it.hear(connecting);
  jest.advanceTimersByTime(2100);
  expect(it.word).toBe('connecting');
});

test('offline is said at once and stays through the next attempts', () => {
  const { it } = line();
  it.hear(live);
  it.hear(waiting(true));
  expect(it.word).toBe('offline');
  it.hear(connecting);
  expect(it.word).toBe('offline');
  it.hear(waiting(false));
  expect(it.word).toBeUndefined();
  it.hear(live, false);
  expect(it.word).toBe('offline');
  it.hear(live, true);
  expect(it.word).toBeUndefined();
});

test('a line that is closed for good says that comments are not available', () => {
  const { it } = line();
  const refusal = { code: 'domain-unauthorized', message: '', retry: false } as const;
  it.hear({ is: 'stopped', refusal });
  expect(it.word).toBe('unavailable');
});
