/** A tenant's view of an origin (CONTRACT §4 "Domains"). */
interface Host {
  /** Lower case, without a final dot; an IPv6 address keeps its brackets. */
  readonly name: string;
  /** Empty for the scheme's own port. */
  readonly port: string;
}

/** Second-level names under which countries register domains, as in `example.co.uk`. */
const SECOND_LEVEL = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'go',
  'gob',
  'gov',
  'gv',
  'mil',
  'ne',
  'net',
  'or',
  'org',
]);

/**
 * Whether pages of `origin` may use this server for a tenant with these `domains`. Localhost always may, and so may the server's
 * own pages (`ownOrigin`; its scheme does not count, since a proxy in front may speak https for us). Matching is exact on host labels:
 * - `example.com` (a domain as one registers it: two labels, or three as in `example.co.uk`) covers itself and all its subdomains;
 * - `blog.example.com` covers only itself;
 * - `*` stands for any characters within one label, where the owner typed it: `*-docs.example.app`, `*.example.com`;
 * - an entry with a port covers only that port; one without covers every port. A scheme or path in an entry is ignored.
 */
export function originAllowed(origin: string, ownOrigin: string, domains: readonly string[]): boolean {
  const host = hostOf(origin);
  if (host === undefined) return false;
  if (isLocalhost(host.name)) return true;
  const own = hostOf(ownOrigin);
  if (own !== undefined && own.name === host.name && own.port === host.port) return true;
  return domains.some((entry) => covers(entry, host));
}

/** Whether an entry of a tenant's list can ever cover anything. */
export function isDomain(entry: string): boolean {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9*_-]+(\.[a-z0-9*_-]+)*)$/.test(readEntry(entry).name);
}

/** Whether one entry of a tenant's list covers a host. */
function covers(entry: string, host: Host): boolean {
  const { name, port } = readEntry(entry);
  if (name === '' || (port !== '' && port !== host.port)) return false;
  const wanted = name.split('.');
  const given = host.name.split('.');
  if (name.includes('*')) {
    return (
      wanted.length === given.length && wanted.every((label, at) => labelMatches(label, given[at] ?? ''))
    );
  }
  if (name === host.name) return true;
  return isRegistrable(wanted) && host.name.endsWith(`.${name}`) && !isAddress(host.name);
}

/** The host and port an owner meant; scheme and path are what a copied address brings along. */
function readEntry(entry: string): Host {
  const bare = entry
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/[/?#].*$/, '');
  const [, name = '', port = ''] = /^(\[[0-9a-f:.]+\]|[^:]*)(?::(\d{1,5}))?$/.exec(bare) ?? [];
  return { name: toAscii(name.replace(/\.$/, '')), port };
}

/** An entry in the form browsers put into an origin (`bücher.example` → `xn--bcher-kva.example`). */
function toAscii(name: string): string {
  if (name.includes('*') || !/\P{ASCII}/u.test(name)) return name;
  return URL.parse(`http://${name}`)?.hostname ?? '';
}

/** A domain as one registers it, so that owning it means owning what is below it. */
function isRegistrable(labels: readonly string[]): boolean {
  const [top = '', second = '', ...more] = labels.toReversed();
  if (second === '' || /^\d+$/.test(top)) return false;
  const isPublic = top.length === 2 && SECOND_LEVEL.has(second);
  return more.length === (isPublic ? 1 : 0);
}

/** `*` stands for any run of characters of one label, also none. */
function labelMatches(pattern: string, label: string): boolean {
  const [head = '', ...tails] = pattern.split('*');
  if (tails.length === 0) return pattern === label;
  if (label === '' || !label.startsWith(head)) return false;
  let at = head.length;
  const last = tails.pop() ?? '';
  for (const tail of tails) {
    const found = label.indexOf(tail, at);
    if (found < 0) return false;
    at = found + tail.length;
  }
  return label.length - last.length >= at && label.endsWith(last);
}

/** The host of a web origin (`https://host[:port]`, nothing after it); undefined for `null` and every other thing. */
function hostOf(origin: string): Host | undefined {
  const url = URL.parse(origin);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  if (
    url.username !== '' ||
    url.password !== '' ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    return undefined;
  }
  const name = url.hostname.replace(/\.$/, '');
  // Without its scheme, port 443 of one and port 80 of the other would look different.
  const port = url.port === '443' || url.port === '80' ? '' : url.port;
  return name === '' ? undefined : { name, port };
}

function isLocalhost(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '127.0.0.1' || name === '[::1]';
}

function isAddress(name: string): boolean {
  return name.startsWith('[') || /^[\d.]+$/.test(name);
}
