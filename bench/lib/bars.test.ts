import { expect, test } from 'bun:test';
import { BARS, barRows } from './bars.ts';

test('a number is told as what it reaches: the aim, the bar, or neither; and what was not measured is said', () => {
  const rows = barRows({ streamAgainstSocketIo: 16, streamAgainstPublish: 2, seenP50: 5.1, idleMemory: 3 });
  const told = Object.fromEntries(Object.keys(BARS).map((name, at) => [name, rows[at]]));
  expect(told.streamAgainstSocketIo).toMatchObject({ bar: '≥ 8×', reached: '16×', '': 'aim' });
  expect(told.streamAgainstPublish).toMatchObject({ reached: '2×', '': 'bar' });
  expect(told.seenP50).toMatchObject({ bar: '≤ 5 ms', reached: '5.1 ms', '': 'missed' });
  expect(told.idleMemory).toMatchObject({ '': 'aim' });
  expect(told.coldSeconds).toMatchObject({ reached: 'not measured', '': '' });
});
