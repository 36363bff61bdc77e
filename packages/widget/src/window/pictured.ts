import { type Body, UPLOAD_PATTERN } from '@imagechat/protocol/body';

/** A picture in a text that is being written: its own line of Markdown, shown as a picture and not as letters. */
export interface Pictured {
  /** Its line, as it stands in the text. */
  readonly line: string;
  readonly alt: string;
  /** The upload's id. */
  readonly id: string;
}

/** A picture with nothing else in its paragraph. */
const LINE = /(?:\n\n|^)!\[([^\]\n]*)\]\(upload:([\w-]+)\)(?=\n\n|$)/;

/** Takes the pictures out of a text: what is left is what the box shows. */
export function takePictures(text: string): {
  readonly words: string;
  readonly pictures: readonly Pictured[];
} {
  const pictures: Pictured[] = [];
  let words = text;
  for (let found = LINE.exec(words); found; found = LINE.exec(words)) {
    const [whole, alt = '', id = ''] = found;
    pictures.push({ line: whole.trim(), alt, id });
    words = words.slice(0, found.index) + words.slice(found.index + whole.length);
  }
  return { words, pictures };
}

/** The text of these words with these pictures after them. */
export function withPictures(words: string, pictures: readonly { readonly line: string }[]): string {
  return [...(words ? [words] : []), ...pictures.map(({ line }) => line)].join('\n\n');
}

/** Pictures of a text that is being written as they will be drawn, with the size that their ids tell. */
export function picturesIn(pictures: readonly Pictured[]): Body {
  return pictures.flatMap(({ alt, id }): Body => {
    const [, w, h] = UPLOAD_PATTERN.exec(id) ?? [];
    return w && h ? [{ t: 'p', c: [{ t: 'img', alt, upload: id, w: Number(w), h: Number(h) }] }] : [];
  });
}

/** What is said of a first line that shows a picture: the picture's words alone, also where the line was cut. */
export function sayPictures(line: string): string {
  return line.replace(/!\[([^\]]*)\]?(?:\(upload[^)]*\)?)?/g, '$1').trim();
}
