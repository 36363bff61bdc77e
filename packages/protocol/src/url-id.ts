import { MAX_URL_ID_LENGTH } from './ids.ts';

/*
 * Rule U1. Pictures on pages all over the world are named by this function: once shipped, no change here may
 * change what comes out. `url-id.vectors.json` holds it fast. The patterns see one parameter as `name=value`,
 * decoded and in lower case.
 */

/** Dropped whatever the value: how a visitor came, whose session it is, and what a store signs addresses with. */
const DROPPED =
  /^(utm_|hsa_|mtm_|matomo_|piwik_|__?hs|x-(amz|goog|oss|cos|obs)-|(\w*cl(ic)?k?id|pk_(campaign|keyword|kwd|medium|source)|_g[al]|gclsrc|[gw]braid|gad_\w+|srsltid|igsh(id)?|li_fat_id|epik|rdt_cid|_openstat|ef_id|s_kwcid|_kx|mc_[ce]id|mkt_tok|vero_id|oly_\w+_id|wickedid|phpsessid|jsessionid|\w+accesskeyid|googleaccessid|key-pair-id|sig|signature|expires|q-(ak|signature|[\w-]+-(algorithm|list|time)))(=|$))/;

/** Dropped where the value says that it is a size, an encoding or a signature, and not, say, what was searched for. */
const DROPPED_BY_VALUE =
  /^((w|h|q|dpr|width|height|size|wid|hei|quality|qlt|(im|max[-_]?|min[-_]?)(width|height)|(max|min)-[wh]|fit|resize)=(auto|\d{1,5}(\.\d{1,4})?(px|%|x)?([x,]\d{1,5})?)|(auto|fit|fm|fmt|format)=(,?(auto|format|compress|enhance|true|crop|clip|clamp|fill|fillmax|facearea|max|min|scale|scale-down|cover|contain|inside|outside|pad|thumb|bounds|p?jpe?g|png|webp|avif|jxl|gif)(?=,|$))+|s=[\da-f]{32}|token=eyj.*)$/;

/** A query with one of these is a signed one … */
const SIGNED = /^(signature|sig|expires|hm)=/;

/** … and there, such short names belong to the signature too. Elsewhere they may mean anything. */
const DROPPED_IF_SIGNED =
  /^(policy|token|md5|ex|is|hm|s[eiprstv]|spr|sip|srt|sdd|ses|s[au]oid|sk(oid|tid|[estv]))(=|$)/;

/**
 * The urlId of an image whose page gives none: page address, `#`, picture address, both made canonical (U1).
 * `src` is the image's `src` attribute; it is made absolute against `baseUrl`, the document's base address, which
 * is the page's own unless the page says otherwise. Null when the two do not name the image for everyone and for
 * ever (`data:`, `blob:`, a page without an address, no source, over 4096 characters): ask the site for a urlId.
 */
export function deriveUrlId(pageUrl: string, src: string, baseUrl: string = pageUrl): string | null {
  const page = canonical(pageUrl);
  const picture = src.trim() && canonical(src, baseUrl);
  const urlId = `${page}#${picture}`;
  return page && picture && urlId.length <= MAX_URL_ID_LENGTH ? urlId : null;
}

function canonical(address: string, base?: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address, base);
  } catch {
    return undefined;
  }
  const { protocol, host, pathname, search, hash } = url;
  // Engines parse other schemes each in their own way.
  if (!/^(https?|file):$/.test(protocol)) return undefined;
  const route = /^#[/!]/.test(hash) ? `#${tidy(hash.slice(1))}` : '';
  return `${protocol}//${host.replace(/\.(?=:|$)/, '')}${tidy(pathname + search)}${route}`;
}

/** A path with its query: one spelling, the query without what is dropped and sorted by name. */
function tidy(text: string): string {
  const [path, query] = cut(text, '?');
  const pairs = query.replace(/\+/g, '%20').split('&');
  const signed = pairs.some((pair) => SIGNED.test(plain(pair)));
  const kept = pairs
    .filter((pair) => !isDropped(plain(pair), signed))
    .map((pair) => cut(pair, '=').map(spell))
    .sort(([a = ''], [b = '']) => (a < b ? -1 : +(a > b)))
    .map(([name, value]) => (value ? `${name}=${value}` : name))
    .filter((pair) => pair);
  // What RFC 3986 allows in a path stays as it is.
  const segments = path
    .split('/')
    .map((segment) => spell(segment).replace(/%(2[46BC]|3[ABD]|40)/g, decodeURIComponent));
  return segments.join('/') + (kept.length > 0 ? `?${kept.join('&')}` : '');
}

function isDropped(pair: string, signed: boolean): boolean {
  return DROPPED.test(pair) || DROPPED_BY_VALUE.test(pair) || (signed && DROPPED_IF_SIGNED.test(pair));
}

/** What stands before and after the first `mark`. */
function cut(text: string, mark: string): [string, string] {
  const [before = '', ...after] = text.split(mark);
  return [before, after.join(mark)];
}

/** Decoded, or as it is when it is not UTF-8. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** For comparing with the lists only. */
function plain(pair: string): string {
  return (decoded(pair) ?? pair).toLowerCase();
}

/** One spelling for all percent-encodings of the same text; what is not UTF-8 keeps its bytes. */
function spell(text: string): string {
  const plainText = decoded(text);
  return plainText === undefined
    ? text.replace(/%[\da-f]{2}/gi, (code) => code.toUpperCase())
    : encodeURIComponent(plainText);
}
