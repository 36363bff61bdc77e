import { describe, expect, test } from 'bun:test';
import type { Inline } from '@imagechat/protocol/body';
import { guessBody } from './guessed-body.ts';

const BEN = { id: 'b1', name: 'Ben' };
const BEA = { id: 'b2', name: 'Bea Lund' };
const people = [BEN, BEA, { id: 'b3', name: 'Bea' }];
const p = (...c: Inline[]) => ({ t: 'p', c }) as const;

describe('how a text will be drawn that waits for the server', () => {
  test('what the tools write', () => {
    expect(guessBody('make it **bold**, _soft_, ~~gone~~ and `as_it_is`', people)).toEqual([
      p(
        'make it ',
        { t: 'b', c: ['bold'] },
        ', ',
        { t: 'i', c: ['soft'] },
        ', ',
        { t: 's', c: ['gone'] },
        ' and ',
        { t: 'code', text: 'as_it_is' },
      ),
    ]);
    expect(guessBody('**both _at_ once**', people)).toEqual([
      p({ t: 'b', c: ['both ', { t: 'i', c: ['at'] }, ' once'] }),
    ]);
    expect(guessBody('Two:\n- one\n- **two**\n\nDone', people)).toEqual([
      p('Two:'),
      { t: 'ul', c: [[p('one')], [p({ t: 'b', c: ['two'] })]] },
      p('Done'),
    ]);
  });

  test('links, and addresses without what ends the sentence', () => {
    const href = 'https://example.com/a';
    expect(guessBody(`See [the **draft**](${href}), or ${href}.`, people)).toEqual([
      p(
        'See ',
        { t: 'a', href, c: ['the ', { t: 'b', c: ['draft'] }] },
        ', or ',
        { t: 'a', href, c: [href] },
        '.',
      ),
    ]);
    expect(guessBody('[not](javascript:alert(1))', people)).toBeUndefined();
  });

  test('whom one chose, by the longest name', () => {
    expect(guessBody('Look, @Bea Lund and @Ben', people)).toEqual([
      p('Look, ', { t: 'at', ...BEA }, ' and ', { t: 'at', ...BEN }),
    ]);
    expect(guessBody('mail@Ben @nobody', people)).toBeUndefined();
  });

  test('pictures in their size, below the words', () => {
    const id = `${'a'.repeat(43)}-40x30-png`;
    const picture = p({ t: 'img', alt: 'a door', upload: id, w: 40, h: 30 });
    expect(guessBody(`**Look**\n\n![a door](upload:${id})`, people)).toEqual([
      p({ t: 'b', c: ['Look'] }),
      picture,
    ]);
    expect(guessBody(`![a door](upload:${id})`, people)).toEqual([picture]);
    expect(guessBody('![a door](upload:nothing)', people)).toBeUndefined();
  });

  test.each([
    'plain words',
    'two\n\nparagraphs',
    'a * b * c',
    '2*3*4 and snake_case_name',
    '\\*not soft\\*',
    '> **quoted**',
    '1. **first**',
    '```\n**code**\n```',
    'half **open',
    '',
  ])('%j stays as it was written', (text) => {
    expect(guessBody(text, people)).toBeUndefined();
  });
});
