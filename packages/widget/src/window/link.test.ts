import { expect, test } from 'bun:test';
import { linkTo, linkedIn } from './link.ts';

const ID = '0199c3f0-7a51-7c9e-8c1a-000000000001';

test.each([
  ['https://example.com/a?b=c', `https://example.com/a?b=c#imagechat=${ID}`],
  ['https://example.com/a#', `https://example.com/a#imagechat=${ID}`],
  ['https://example.com/#/pictures/7', `https://example.com/#/pictures/7&imagechat=${ID}`],
  ['https://example.com/#imagechat=another-one', `https://example.com/#imagechat=${ID}`],
  ['https://example.com/#!/x&imagechat=another-one', `https://example.com/#!/x&imagechat=${ID}`],
])('a link from %s', (address, link) => {
  expect(linkTo(ID, address)).toBe(link);
  expect(linkedIn(link)).toBe(ID);
});

test('an address that names none', () => {
  expect(linkedIn('https://example.com/?imagechat=x#section')).toBeUndefined();
});
