import { expect, test } from 'bun:test';
import { differingNames } from './same-names.ts';

const names = new Map([
  ['subscribe', 'a'],
  ['position', 'b'],
]);

test('one name in all files is fine, whether it is the short one or the long one', () => {
  const codes = { 'embed.js': 'x.a(); y.position', 'windows.js': 'export default { a() {}, position: 1 }' };
  expect(differingNames(names, codes)).toEqual([]);
});

test('a name that is short in one file only is told', () => {
  const codes = { 'embed.js': 'class X { a() {} #b = 1 }', 'windows.js': 'x.subscribe(); x["position"]' };
  expect(differingNames(names, codes)).toEqual([
    'subscribe is still subscribe in windows.js and a in embed.js',
  ]);
});
