import { expect, test } from 'bun:test';
import { settle } from '@imagechat/core/testing/fake-clock';
import { everySoOften } from './every-so-often.ts';

test('T1 a chore runs at once, then when its time has come, and never twice at a time', async () => {
  const ran: number[] = [];
  let finish = (): void => undefined;
  const chore = everySoOften(100, (now) => {
    ran.push(now);
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  chore(1000);
  chore(1200);
  expect(ran).toEqual([1000]);
  finish();
  await settle();
  chore(1099);
  expect(ran).toEqual([1000]);
  chore(1100);
  finish();
  await settle();
  chore(5);
  expect(ran).toEqual([1000, 1100, 5]);
});
