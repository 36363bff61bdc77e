import { expect, test } from 'bun:test';
import { clientAddress, limitAddress, requesterOf } from './requester.ts';

test.each([
  ['10.0.0.1', null, 0, '10.0.0.1'],
  ['10.0.0.1', '6.6.6.6', 0, '10.0.0.1'],
  ['10.0.0.1', '6.6.6.6, 5.5.5.5', 1, '5.5.5.5'],
  ['10.0.0.1', '6.6.6.6, 5.5.5.5', 2, '6.6.6.6'],
  ['10.0.0.1', '5.5.5.5', 3, '5.5.5.5'],
  ['10.0.0.1', null, 1, '10.0.0.1'],
  ['10.0.0.1', '', 1, '10.0.0.1'],
  ['10.0.0.1', ' , ,', 2, '10.0.0.1'],
  // Somebody came past the outer proxies: what they made up counts for nothing.
  ['10.0.0.1', '6.6.6.6, 5.5.5.5', 3, '5.5.5.5'],
  ['10.0.0.1', '5.5.5.5:4711', 1, '5.5.5.5'],
  ['10.0.0.1', '[2001:db8::1]:4711', 1, '2001:db8::1'],
  ['10.0.0.1', '[2001:db8::1]', 1, '2001:db8::1'],
  ['10.0.0.1', '2001:db8::1', 1, '2001:db8::1'],
  ['10.0.0.1', 'unknown', 1, '10.0.0.1'],
  ['10.0.0.1', '_hidden', 1, '10.0.0.1'],
  ['10.0.0.1', '5.5.5.5.5', 1, '10.0.0.1'],
  ['10.0.0.1', '999.5.5.5', 1, '10.0.0.1'],
  ['10.0.0.1', '5.5.5.5\u0000', 1, '10.0.0.1'],
  ['10.0.0.1', '"5.5.5.5"', 1, '10.0.0.1'],
  ['10.0.0.1', 'http://5.5.5.5', 1, '10.0.0.1'],
  ['10.0.0.1', `${'6.6.6.6,'.repeat(5000)}5.5.5.5`, 1, '10.0.0.1'],
] as const)('peer %s, forwarded for %p, %d proxies of ours: %s', (peer, forwarded, proxies, expected) => {
  expect(clientAddress(peer, forwarded, proxies)).toBe(expected);
});

test.each([
  ['192.168.1.5', '192.168.1.5'],
  ['::ffff:192.168.1.5', '192.168.1.5'],
  ['::FFFF:c0a8:105', '192.168.1.5'],
  ['64:ff9b::192.168.1.5', '192.168.1.5'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', 'unknown'],
  ['x'.repeat(10_000), 'unknown'],
  [':x'.repeat(10_000), 'unknown'],
  [`::ffff:10.0.0.${'1'.repeat(10_000)}`, 'unknown'],
  ['1::2::3', 'unknown'],
])('%s is counted as %s', (address, expected) => {
  expect(limitAddress(address)).toBe(expected);
});

test('a whole /64 of IPv6, which one host owns, is one address', () => {
  const numbers = Array.from(
    { length: 1000 },
    (_, n) => `2001:db8:1:2:${n.toString(16)}:4:5:${n.toString(16)}`,
  );
  expect(new Set(numbers.map(limitAddress))).toEqual(new Set(['2001:db8:1:2::/64']));
});

test('tells the page’s origin and the one the server was reached under', () => {
  const request = new Request('http://chat.test:8787/v1/live?x=1', {
    headers: { origin: 'https://shop.test' },
  });
  expect(requesterOf(request, '10.0.0.1', 0)).toEqual({
    origin: 'https://shop.test',
    ownOrigin: 'http://chat.test:8787',
    address: '10.0.0.1',
  });
  expect(requesterOf(new Request('http://chat.test/'), '10.0.0.1', 0).origin).toBeNull();
});
