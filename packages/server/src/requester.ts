import { isIP } from 'node:net';
import type { Origin } from '@imagechat/core/session';

/** Where a request or connection comes from. `address` is the key its limits are counted under. */
export type Requester = Origin;

/** Stands in for the server's own origin when a request names no host, or none that makes an address. */
export const NO_ORIGIN = 'http://invalid';

/**
 * Reads where a request comes from.
 * @param peer the address at the other end of the TCP connection
 * @param proxies how many proxies of the operator's own stand in front
 */
export function requesterOf(request: Request, peer: string, proxies: number): Requester {
  return {
    origin: request.headers.get('origin'),
    // A host that makes no address is nobody's own.
    ownOrigin: URL.parse(request.url)?.origin ?? NO_ORIGIN,
    address: limitAddress(clientAddress(peer, request.headers.get('x-forwarded-for'), proxies)),
  };
}

/**
 * The visitor's address. Each proxy appends the address it was reached from to `X-Forwarded-For`, so with n proxies of our own the
 * n-th entry from the end is the first that nobody could invent. Where there are fewer, somebody came past the outer ones: then only the
 * last is sure. What is no address is not believed.
 */
export function clientAddress(peer: string, forwardedFor: string | null, proxies: number): string {
  if (proxies === 0 || forwardedFor === null) return peer;
  const hops = forwardedFor.split(',', MOST_HOPS + 1);
  if (hops.length > MOST_HOPS) return peer;
  const hop = hops.length < proxies ? hops.at(-1) : hops.at(-proxies);
  const address = withoutPort(hop?.trim() ?? '');
  return isIP(address) === 0 ? peer : address;
}

/** A header with more entries than this is somebody's joke. */
const MOST_HOPS = 100;

/** Some proxies write the port too: `10.0.0.1:5678`, `[2001:db8::1]:5678`. */
function withoutPort(hop: string): string {
  return /^\[([^\]]*)\](?::\d{1,5})?$/.exec(hop)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(hop)?.[1] ?? hop;
}

/**
 * What counts as one address for limits: an IPv4 address, however it is written into an IPv6 one (RFC 4291 §2.5.5.2, RFC 6052), or the /64
 * network of an IPv6 address, since one host owns all of it. What is no address counts as one.
 */
export function limitAddress(address: string): string {
  const bare = address.split('%', 1).join('');
  if (isIP(bare) === 4) return bare;
  const groups = isIP(bare) === 6 ? groupsOf(bare) : undefined;
  if (!groups) return 'unknown';
  const [high = 0, low = 0] = groups.slice(6);
  const isIPv4 = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0'].includes(hex(groups.slice(0, 6)));
  if (isIPv4) return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  return `${hex(groups.slice(0, 4))}::/64`;
}

/** The eight numbers of a valid IPv6 address; the URL standard writes it in one way only. */
function groupsOf(address: string): number[] | undefined {
  const [head = '', tail] = (URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? '').split('::', 2);
  if (head === '' && tail === undefined) return undefined;
  const parse = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [left, right] = [parse(head), parse(tail ?? '')];
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function hex(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}
