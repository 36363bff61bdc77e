import { expect, test } from 'bun:test';
import { REFUSALS, type RefusalCode, refuse } from './refusal.ts';

test('F1: a refusal names its code, says a sentence, and whether a retry can help and when', () => {
  expect(refuse('rate-limited', 'Slowly.', 1200)).toEqual({
    code: 'rate-limited',
    message: 'Slowly.',
    retry: true,
    retryAfterMs: 1200,
  });
  expect(refuse('not-found', 'Gone.')).toEqual({ code: 'not-found', message: 'Gone.', retry: false });
});

test('F1: only what passes by itself invites to try again', () => {
  const codes = Object.keys(REFUSALS) as RefusalCode[];
  expect(codes.filter((code) => REFUSALS[code].retry)).toEqual([
    'rate-limited',
    'unavailable',
    'offline',
    'timed-out',
  ]);
});
