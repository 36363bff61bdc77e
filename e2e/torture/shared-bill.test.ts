import { Database } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { HandedOut } from './handed-out.ts';
import { Journal } from './journal.ts';
import { checkSharedBill } from './shared-bill.ts';

/** 100 messages of 10 bytes handed out, one every 100 ms, and what is on the bill. */
function judged(messages: number, kills: readonly number[] = []): number {
  using database = new Database(':memory:');
  database.run('create table usage_totals (tenant_id text, messages integer, bandwidth integer)');
  database.run("insert into usage_totals values ('demo', ?, ?)", [messages, messages * 10]);
  const handed = new HandedOut(() => 0);
  handed.begins(true);
  const [life] = handed.lives;
  life?.sites.set('', { messages: 100, bytes: 1000, fetched: 0, framesSaved: 0 });
  for (let at = 1; at <= 100; at++) life?.growth.push({ at: at * 100, messages: at, bytes: at * 10 });
  const journal = new Journal(() => 0);
  checkSharedBill({ database, handed, journal, kills, mayLoseMs: 1000 });
  return journal.broken;
}

test('M1: nobody pays for more than was handed out', () => {
  expect(judged(100)).toBe(0);
  expect(judged(101)).toBe(2);
});

test('M1: less is on the bill only by what a kill may cost', () => {
  expect(judged(99)).toBe(2);
  expect(judged(90, [5000])).toBe(0);
  expect(judged(89, [5000])).toBe(2);
});
