/** A way to put Image Chat on a page. */
export type SnippetKind = 'one' | 'all' | 'attribute' | 'element' | 'module' | 'react' | 'vue';

/** What a snippet is to say; what is left out is not in it. */
export interface SnippetOptions {
  readonly urlId?: string;
  readonly locale?: string;
  readonly maxReplyDepth?: number;
  readonly hasDarkBackground?: boolean;
  readonly readonly?: boolean;
  /** Edge of a marker in percent of the picture's width. */
  readonly chatSquarePercentage?: number;
  readonly newCommentsToBottom?: boolean;
  readonly absoluteDates?: boolean;
  readonly disableVoting?: boolean;
  readonly hideAvatars?: boolean;
}

type Entry = readonly [name: string, value: string | number | boolean];

/** What to paste for a tenant of the server at an origin, with options. */
export function snippetOf(
  kind: SnippetKind,
  origin: string,
  tenantId: string,
  options: SnippetOptions = {},
): string {
  const entries: Entry[] = [['tenantId', tenantId], ...(Object.entries(options) as Entry[])];
  const withHost: Entry[] = [...entries, ['apiHost', origin]];
  const script = `<script src="${origin}/js/embed-image-chat.min.js"></script>`;
  switch (kind) {
    case 'one':
      return `${script}\n<script>\n  ImageChat(document.querySelector('img'), ${objectOf(entries, '  ')});\n</script>`;
    case 'all':
      return `${script}\n<script>\n  for (const image of document.querySelectorAll('article img'))\n    ImageChat(image, ${objectOf(entries, '    ')});\n</script>`;
    case 'attribute':
      return `<script src="${origin}/js/embed-image-chat.min.js"\n  data-image-chat="article img"${written(entries, 'data-', '\n  ')}></script>`;
    case 'element':
      return `${script}\n<image-chat${written(entries, '', ' ')}>\n  <img src="picture.png" alt="">\n</image-chat>`;
    case 'module':
      return `import { ImageChat } from '@imagechat/widget';\n\nImageChat(document.querySelector('img'), ${objectOf(withHost, '')});`;
    case 'react':
      return `import { ImageChat } from '@imagechat/react';\n\n<ImageChat${withHost.map(property).join('')}\n>\n  <img src="picture.png" alt="" />\n</ImageChat>;`;
    case 'vue':
      return `<script setup>\nimport { ImageChat } from '@imagechat/vue';\nconst config = ${objectOf(withHost, '')};\n</script>\n\n<template>\n  <ImageChat :config="config">\n    <img src="picture.png" alt="">\n  </ImageChat>\n</template>`;
  }
}

/** One line while it is short. */
function objectOf(entries: readonly Entry[], indent: string): string {
  const pairs = entries.map(([name, value]) => `${name}: ${literal(value)}`);
  const line = `{ ${pairs.join(', ')} }`;
  if (line.length <= 60) return line;
  return `{\n${pairs.map((pair) => `${indent}  ${pair},\n`).join('')}${indent}}`;
}

/** A value as JavaScript; a text so that it can neither end its quotes nor the script around it. */
function literal(value: Entry[1]): string {
  if (typeof value !== 'string') return String(value);
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--')}'`;
}

/** Options as attributes are called, each with `prefix` before its name. */
export function attributesOf(
  entries: readonly Entry[],
  prefix: string,
): (readonly [name: string, value: string])[] {
  const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return entries.map(([name, value]) => [`${prefix}${dashed(name)}`, String(value)]);
}

function written(entries: readonly Entry[], prefix: string, before: string): string {
  return attributesOf(entries, prefix)
    .map(([name, value]) => `${before}${name}="${escaped(value)}"`)
    .join('');
}

/** Attributes of JSX: a text that quotes cannot hold goes in as an expression. */
function property([name, value]: Entry): string {
  const isPlain = typeof value === 'string' && !/["\\{}<>&]/.test(value);
  return `\n  ${name}=${isPlain ? `"${value}"` : `{${literal(value)}}`}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
