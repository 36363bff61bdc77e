/** Words in a style: strong, emphasised, struck out. */
export interface Styled {
  readonly t: 'b' | 'i' | 's';
  readonly c: readonly Inline[];
}

/** Code inside a line, as it was written. */
export interface CodeSpan {
  readonly t: 'code';
  readonly text: string;
}

/** A link: `http:`, `https:` or `mailto:`, nothing else. To be drawn with `rel="nofollow noopener"`. */
export interface Link {
  readonly t: 'a';
  readonly href: string;
  readonly c: readonly Inline[];
  /** Where it leads, to be shown after the words because they could be taken for another address. In punycode where it is not ASCII. */
  readonly host?: string;
}

/** A picture: one that was uploaded here, with its size in CSS pixels, or one at a foreign `https:` address. */
export type Picture =
  | {
      readonly t: 'img';
      readonly alt: string;
      /** Read at `GET /v1/tenants/:tenantId/uploads/:id`. */
      readonly upload: string;
      readonly w: number;
      readonly h: number;
    }
  /** To be drawn as a link: loading it would tell a stranger who reads here. */
  | { readonly t: 'img'; readonly alt: string; readonly src: string };

/** Somebody spoken to; `id` is an actor's. */
export interface Mention {
  readonly t: 'at';
  readonly id: string;
  readonly name: string;
}

/** A piece of a line. In a string, `\n` is a line break. */
export type Inline = string | Styled | CodeSpan | Link | Picture | Mention;

/** A block: a paragraph, a list (its items are bodies, `from` its first number), a quotation, code over several lines. */
export type Block =
  | { readonly t: 'p'; readonly c: readonly Inline[] }
  | { readonly t: 'ul'; readonly c: readonly Body[] }
  | { readonly t: 'ol'; readonly c: readonly Body[]; readonly from?: number }
  | { readonly t: 'quote'; readonly c: Body }
  | { readonly t: 'pre'; readonly text: string };

/** What a comment's text says once its marks are read: made by the server, bounded in size and depth, free of markup. */
export type Body = readonly Block[];

/** Form of an upload's id: a hash of what is in it, its width and height in pixels, its kind. */
export const UPLOAD_PATTERN = /^[A-Za-z0-9_-]{43}-([1-9]\d{0,4})x([1-9]\d{0,4})-(png|jpg|gif|webp)$/;

/** Ids of the uploads a body shows, each once. */
export function uploadsIn(body: Body): readonly string[] {
  return [...new Set(body.flatMap(uploadsOf))];
}

function uploadsOf(part: Inline | Block): readonly string[] {
  if (typeof part === 'string') return [];
  switch (part.t) {
    case 'img':
      return 'upload' in part ? [part.upload] : [];
    case 'ul':
    case 'ol':
      return part.c.flatMap((item) => item.flatMap(uploadsOf));
    case 'pre':
    case 'code':
    case 'at':
      return [];
    default:
      return part.c.flatMap(uploadsOf);
  }
}
