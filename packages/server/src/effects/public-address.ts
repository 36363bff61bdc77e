import { BlockList, isIP } from 'node:net';

/** Networks that are nobody's own on the internet (IANA special-purpose registries for IPv4 and IPv6): loopback, private, link-local, metadata … */
const FOUR = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24'],
  ...['192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];

/** Of IPv6 only what is given out as global unicast is public; in it, what stands for something else is not. */
const SIX = [...['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']];

const special = new BlockList();
for (const network of FOUR) add(network, 'ipv4');
for (const network of SIX) add(network, 'ipv6');
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** True for an address on the internet at large; false for this machine, its networks, and what is no address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, 'ipv4');
  if (family !== 6) return false;
  // IPv4 in another form is outside of 2000::/3, as everything is that is nobody's.
  return global.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

function add(network: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', bits] = network.split('/');
  special.addSubnet(address, Number(bits), family);
}
