import { lookup as resolve } from 'node:dns/promises';
import { type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { type LookupFunction, isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** What came of a request: a status with the beginning of the body, or what went wrong. */
export type Sent =
  | { readonly ok: true; readonly status: number; readonly answer: string }
  | { readonly ok: false; readonly why: string };

/** What is sent, and where to. */
export interface Sending {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How long all of it may take, in ms; ten seconds when nothing is said. */
  readonly mostMs?: number;
}

/** What sending stands on. */
export interface SendSettings {
  /** True where addresses of this machine and its networks, and plain http, may be asked, too. */
  readonly toPrivate: boolean;
  /** For tests: what a name resolves to. */
  readonly resolve?: (
    host: string,
  ) => Promise<readonly { readonly address: string; readonly family: number }[]>;
}

/** How long all of it may take, in ms, where nothing is said, and how much of an answer is read, in bytes. */
const MOST_MS = 10_000;
const MOST_ANSWER = 2000;

/** Why an address cannot be asked at all, in a sentence; undefined when it may be tried. */
export function addressFault(text: string, { toPrivate }: SendSettings): string | undefined {
  const url = URL.parse(text);
  if (!url || text.length > 2000 || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return 'This is no address: it must begin with https://.';
  if (url.username !== '' || url.password !== '')
    return 'An address here has no user name or password in it.';
  if (toPrivate) return undefined;
  if (url.protocol === 'http:') return 'Only https:// is used from here.';
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isPublicAddress(host)) return PRIVATE;
  return undefined;
}

const PRIVATE = 'The address is one of this machine or its networks, which are not asked.';

/**
 * Posts to an address somebody else chose. The name is resolved once and what it resolves to is what is connected to; if any of it is not public, nobody is asked.
 * Redirects are not followed. Never rejects.
 */
export function sendPost(sending: Sending, settings: SendSettings): Promise<Sent> {
  const fault = addressFault(sending.url, settings);
  if (fault !== undefined) return Promise.resolve({ ok: false, why: fault });
  return new Promise((answer) => {
    const url = new URL(sending.url);
    const ask = url.protocol === 'https:' ? overHttps : overHttp;
    const request = ask({
      ...{ protocol: url.protocol, hostname: hostOf(url), path: `${url.pathname}${url.search}` },
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      ...{ method: 'POST', agent: false, lookup: guarded(settings) },
      headers: { ...sending.headers, 'content-length': Buffer.byteLength(sending.body) },
    });
    const { mostMs = MOST_MS } = sending;
    const late = new Error(`No answer within ${mostMs / 1000} seconds.`);
    const timer = setTimeout(() => request.destroy(late), mostMs);
    const done = (sent: Sent): void => {
      clearTimeout(timer);
      answer(sent);
      request.destroy();
    };
    hear(request, done);
    request.end(sending.body);
  });
}

function hear(request: ClientRequest, done: (sent: Sent) => void): void {
  request.on('error', (error) => done({ ok: false, why: error.message.slice(0, MOST_ANSWER) }));
  request.on('response', (response: IncomingMessage) => {
    const status = response.statusCode ?? 0;
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (): void =>
      done({ ok: true, status, answer: Buffer.concat(chunks).subarray(0, MOST_ANSWER).toString('utf8') });
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MOST_ANSWER) finish();
    });
    response.on('end', finish);
    response.on('error', finish);
  });
}

/** Resolves a name for the connection itself, so that no second answer can be another. */
function guarded({ resolve: told = everything, toPrivate }: SendSettings): LookupFunction {
  return (host, options, callback) => {
    told(host).then(
      (all) => {
        const [first] = all;
        if (!first) return callback(new Error(`${host} has no address.`), '', 4);
        if (!toPrivate && !all.every(({ address }) => isPublicAddress(address)))
          return callback(new Error(PRIVATE), '', 4);
        if (options.all) return callback(null, [...all]);
        return callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, '', 4),
    );
  };
}

function everything(host: string): Promise<{ address: string; family: number }[]> {
  return resolve(host, { all: true });
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
