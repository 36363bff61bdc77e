import { type Inline, type Link, UPLOAD_PATTERN } from '@imagechat/protocol/body';
import { type Address, misleads, readAddress } from './address.ts';
import { wordsOf } from './pieces.ts';

/** A picture without its description. */
export type Shown =
  | { readonly t: 'img'; readonly upload: string; readonly w: number; readonly h: number }
  | { readonly t: 'img'; readonly src: string };

/** A link with these words; where they could be taken for another address, it says where it leads. */
export function linkTo(address: Address, c: readonly Inline[]): Link {
  const link = { t: 'a', href: address.href, c } as const;
  return misleads(wordsOf(c), address) ? { ...link, host: address.host || address.href } : link;
}

/** The picture at `upload:` and an id of ours, or at a foreign https address. */
export function pictureAt(target: string): Shown | undefined {
  if (target.startsWith('upload:')) {
    const upload = target.slice('upload:'.length);
    const [, w, h] = UPLOAD_PATTERN.exec(upload) ?? [];
    return w === undefined || h === undefined ? undefined : { t: 'img', upload, w: Number(w), h: Number(h) };
  }
  const address = readAddress(target);
  return address?.href.startsWith('https:') ? { t: 'img', src: address.href } : undefined;
}

/** The words of an address that stands for itself: as written, or as browsers read it where its look could deceive. */
export function bareWords(address: Address, words: string): string {
  const isPlain = /^[!-~]*$/.test(words) && !words.slice(0, words.indexOf('/', 8)).includes('@');
  return isPlain ? words : address.href;
}

/** The address without what more likely ends the sentence; a closing parenthesis belongs to it if it was opened in it. */
export function withoutTail(address: string): string {
  let end = address.length;
  let open = 0;
  for (const character of address) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  for (; end > 0; end--) {
    const last = address[end - 1] ?? '';
    if (last === ')' && open < 0) open++;
    else if (!/[.,:;!?'"*_~\]}]/.test(last)) break;
  }
  return address.slice(0, end);
}
