import { expect, test } from 'bun:test';
import { isPublicAddress } from './public-address.ts';

test('an address on the internet is public, in either version', () => {
  for (const address of [
    '1.1.1.1',
    '93.184.215.14',
    '172.15.0.1',
    '172.32.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::1',
  ])
    expect([address, isPublicAddress(address)]).toEqual([address, true]);
});

test('this machine, its networks, metadata services and everything that stands for them are not', () => {
  for (const address of [
    ...['127.0.0.1', '127.255.0.3', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '192.0.0.192', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::1', '::', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1'],
    ...['::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', '100::1'],
    ...['localhost', '', '1.1.1', '0x7f000001', '2130706433'],
  ])
    expect([address, isPublicAddress(address)]).toEqual([address, false]);
});
