import type { Block, Body, Inline, Link, Picture } from '@imagechat/protocol/body';
import type { Settings } from '../config.ts';
import { make } from '../make.ts';

/** Where an upload's picture is read, by its id. */
export type UploadAddress = (id: string) => string;

/** Where this server's tenant keeps its uploads. */
export function uploadAddress({ apiHost, tenantId }: Pick<Settings, 'apiHost' | 'tenantId'>): UploadAddress {
  return (id) => `${apiHost}/v1/tenants/${tenantId}/uploads/${id}`;
}

/**
 * Draws what the server read in a text (SPEC.md §18): elements made one by one, text as text, so that nothing that was written becomes markup, whatever
 * the policy of the page. Links open elsewhere and vouch for nothing; foreign pictures are links, for loading one would tell a stranger who reads.
 * @returns a node per block
 */
export function drawBody(body: Body, upload: UploadAddress): readonly Node[] {
  return draw(body, upload);
}

/** Of a picture in a comment, in CSS pixels. */
const TALLEST = 320;

const TAGS = { p: 'p', quote: 'blockquote', b: 'strong', i: 'em', s: 's' } as const;

function draw(parts: readonly (Block | Inline)[], upload: UploadAddress, inLink = false): Node[] {
  return parts.map((part) => drawPart(part, upload, inLink));
}

function drawPart(part: Block | Inline, upload: UploadAddress, inLink: boolean): Node {
  if (typeof part === 'string') return text(part);
  switch (part.t) {
    case 'ul':
    case 'ol': {
      const from = 'from' in part ? { start: String(part.from) } : undefined;
      return make(part.t, from, ...part.c.map((item) => make('li', {}, ...draw(item, upload))));
    }
    case 'pre':
      return make('pre', { dir: 'auto', tabindex: '0' }, make('code', {}, text(part.text)));
    case 'code':
      return make('code', { dir: 'auto' }, text(part.text));
    case 'at':
      return make('bdi', { class: 'mention', part: 'mention' }, text(`@${part.name}`));
    case 'a':
      return drawLink(part, upload);
    case 'img':
      return drawPicture(part, upload, inLink);
    default:
      return drawNested(part, upload, inLink);
  }
}

/** What holds other pieces; a kind newer than this code shows just them (C1). */
function drawNested(
  { t, c }: Extract<Block | Inline, { t: keyof typeof TAGS }>,
  upload: UploadAddress,
  inLink: boolean,
): Node {
  return make(TAGS[t] ?? 'span', t === 'p' ? { dir: 'auto' } : undefined, ...draw(c ?? [], upload, inLink));
}

function drawLink({ href, c, host }: Link, upload: UploadAddress): Node {
  const told = host === undefined ? [] : [text(' '), make('bdi', { class: 'host' }, text(`(${host})`))];
  return anchor(href, ...draw(c, upload, true), ...told);
}

function drawPicture(picture: Picture, upload: UploadAddress, inLink: boolean): Node {
  const { alt } = picture;
  if ('src' in picture) return inLink ? text(alt) : anchor(picture.src, text(alt || picture.src));
  const src = upload(picture.upload);
  // As large as it will be shown, so that nothing moves when it is there.
  const scale = Math.min(1, TALLEST / picture.h);
  const size = {
    width: String(Math.round(picture.w * scale)),
    height: String(Math.round(picture.h * scale)),
  };
  const image = make('img', { src, alt, ...size, loading: 'lazy' });
  return inLink ? image : anchor(src, image);
}

function anchor(href: string, ...children: readonly Node[]): Node {
  return make('a', { href, target: '_blank', rel: 'nofollow noopener', dir: 'auto' }, ...children);
}

function text(words: string): Node {
  return document.createTextNode(words);
}
