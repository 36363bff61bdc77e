import { readMarkup } from '@imagechat/core/markup/read-markup';
import type { Block, Body, Inline } from '@imagechat/protocol/body';
import { cleanText } from '@imagechat/protocol/text';
import { readPicture } from '@imagechat/server/pictures/read-picture';
import { HOSTILE } from '../hostile/corpus.ts';
import type { Mutator } from './mutator.ts';
import { type Target, must, target } from './target.ts';

const TEXTS = Object.values(HOSTILE).flat();
const SAFE = /^(https?:\/\/|mailto:)/;

/** Every address a body leads to. */
function addressesIn(part: Inline | Block): readonly string[] {
  if (typeof part === 'string') return [];
  const own = 'href' in part ? [part.href] : 'src' in part ? [part.src] : [];
  const inner: readonly (Inline | Body | Block)[] = 'c' in part ? part.c : [];
  return [
    ...own,
    ...inner.flatMap((each) => [each].flat().flatMap((it) => addressesIn(it as Inline | Block))),
  ];
}

const marks: Target = target({
  name: 'marks in texts',
  share: 12,
  make: (mutator) => mutator.text(mutator.random.pick(TEXTS) ?? '').slice(0, 2000),
  run: (text: string) => {
    const clean = cleanText(text);
    must(cleanText(clean) === clean, () => 'cleaning what is clean changes it');
    let steps = 0;
    const body = readMarkup(clean, [{ id: 'a', name: 'Ada' }], (count) => {
      steps = count;
    });
    must(steps <= 40 * clean.length + 40, () => `${steps} steps for ${clean.length} characters`);
    const wrong = (body ?? []).flatMap(addressesIn).filter((address) => !SAFE.test(address));
    must(wrong.length === 0, () => `leads to ${wrong.join(' ')}`);
    return [body ? 'marks' : 'none'];
  },
});

const PICTURES = [
  'R0lGODlhAgABAIAAAP8AAAAA/ywAAAAAAgABAAACAkQKADs=',
  'UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  '/9j/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAP/AAAsIAAEAAQEBEQD/2gAIAQEAAD8AAf/Z',
];

function brokenPicture({ random, bytes }: Pick<Mutator, 'random' | 'bytes'>): string {
  const picture = Buffer.from(random.pick(PICTURES) ?? '', 'base64');
  for (let changes = random.between(0, 4); changes > 0; changes--)
    picture[random.between(0, picture.length - 1)] = random.between(0, 255);
  const cut = random.chance(0.2) ? random.between(0, picture.length) : picture.length;
  const tail = random.chance(0.3) ? bytes(40) : Buffer.alloc(0);
  return Buffer.concat([picture.subarray(0, cut), tail]).toString('base64');
}

const pictures: Target = target({
  name: 'pictures',
  share: 6,
  make: (mutator) => brokenPicture({ random: mutator.random, bytes: (most) => mutator.bytes(most) }),
  run: (base64: string) => {
    const picture = readPicture(Buffer.from(base64, 'base64'));
    if (!picture) return ['none'];
    const again = readPicture(picture.bytes);
    must(again !== undefined, () => 'what was written cannot be read');
    must(Buffer.compare(again.bytes, picture.bytes) === 0, () => 'cleaning what is clean changes it');
    return [picture.kind];
  },
});

/** What comments are made of: the marks in their texts, and their pictures. */
export const CONTENT: readonly Target[] = [marks, pictures];
