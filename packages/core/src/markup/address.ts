/** Where a link may lead, and what of it has to be said. */
export interface Address {
  readonly href: string;
  /** As browsers resolve it: in lower case, in punycode where it is not ASCII; empty for a mail address. */
  readonly host: string;
}

/** Longest address that becomes a link, in UTF-16 units. */
const LONGEST = 2000;

const MAIL = /^mailto:[^\s@?&<>"]{1,64}@[^\s@?&<>"/:]{1,255}$/i;

/**
 * Reads an address by the URL standard of WHATWG. Undefined unless it is `http:`, `https:` or a plain `mailto:`. User names in it, which
 * are there to mislead, are left out.
 */
export function readAddress(text: string): Address | undefined {
  if (MAIL.test(text)) return { href: text, host: '' };
  // The scheme is asked for in full: the standard would also read `https:\\host`, or one with line ends in it.
  if (!/^https?:\/\/[^\s/\\]/i.test(text) || text.length > LONGEST) return undefined;
  const url = parsed(text);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  const { protocol, host, pathname, search, hash } = url;
  const href = `${protocol}//${host}${pathname}${search}${hash}`;
  return href.length <= LONGEST ? { href, host } : undefined;
}

/** True when these words could be read as another address than the one they lead to. */
export function misleads(words: string, { host }: Address): boolean {
  if (host === '') return words.includes('://');
  if (host.includes('xn--')) return true;
  const told = words.normalize('NFKC').toLowerCase();
  const like = /(?:\/\/|^|\s)((?:[\p{L}\p{N}-]{1,63}[.。]){1,10}\p{L}{2,})/u.exec(told.slice(0, 300))?.[1];
  return like !== undefined && like !== host && `www.${like}` !== host && like !== `www.${host}`;
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
