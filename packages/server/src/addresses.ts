import { networkInterfaces } from 'node:os';

/** Hosts that mean "every address of this machine". */
const EVERYWHERE = new Set(['0.0.0.0', '::', '']);

/** Where a server listens, and whether with https. */
export interface Opened {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** The origins under which the server can be opened: this machine first, then its IPv4 addresses in local networks. */
export function openAddresses({ host, port, secure }: Opened): {
  readonly local: string;
  readonly network: readonly string[];
} {
  const usual = port === (secure ? 443 : 80);
  const at = (name: string): string =>
    `${secure ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}${usual ? '' : `:${port}`}`;
  if (EVERYWHERE.has(host)) return { local: at('localhost'), network: localNetwork().map(at) };
  const isLoopback = host === 'localhost' || host === '127.0.0.1' || host === '::1';
  return { local: at(host), network: isLoopback ? [] : [at(host)] };
}

function localNetwork(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(
      ({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'),
    )
    .map(({ address }) => address);
}
