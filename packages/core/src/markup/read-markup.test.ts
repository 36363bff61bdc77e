import { expect, test } from 'bun:test';
import type { Body, Inline } from '@imagechat/protocol/body';
import fc from 'fast-check';
import { readBlocks } from './blocks.ts';
import { readMarkup } from './read-markup.ts';
import { DEEPEST, MOST_NODES } from './reading.ts';

const p = (...c: Inline[]) => ({ t: 'p', c }) as const;
const b = (...c: Inline[]) => ({ t: 'b', c }) as const;
const i = (...c: Inline[]) => ({ t: 'i', c }) as const;
const s = (...c: Inline[]) => ({ t: 's', c }) as const;
const a = (href: string, ...c: Inline[]) => ({ t: 'a', href, c }) as const;
const code = (text: string) => ({ t: 'code', text }) as const;
const one = (text: string): readonly Inline[] | undefined => {
  const [block, ...more] = readMarkup(text) ?? [];
  return block?.t === 'p' && more.length === 0 ? block.c : undefined;
};

test('C1: the example of SPEC.md', async () => {
  const spec = await Bun.file(new URL('../../../protocol/SPEC.md', import.meta.url)).text();
  const text = /^```text marks\n([\s\S]*?)\n^```$/m.exec(spec)?.[1] ?? '';
  const body = JSON.parse(/^```json body\n([\s\S]*?)^```$/m.exec(spec)?.[1] ?? '') as Body;
  const ada = { id: 'q8Zt1mVbR0iJx3kY5nW7cA', name: 'Ada' };
  expect(readMarkup(text, [ada])).toEqual(body);
});

test('C1: a text without marks has no body: plain comments cost nothing', () => {
  for (const text of [
    'Hello',
    'two\nlines',
    'one\n\ntwo',
    '2 * 3 * 4',
    'snake_case_name',
    'a < b',
    'me@example.com',
    '3. ',
    '#1',
    '~ ten',
  ])
    expect([text, readMarkup(text)]).toEqual([text, undefined]);
});

test.each<[string, Inline[]]>([
  ['**bold** and *soft*', [b('bold'), ' and ', i('soft')]],
  ['__bold__ and _soft_', [b('bold'), ' and ', i('soft')]],
  ['~~gone~~ ~kept~', [s('gone'), ' ~kept~']],
  ['***both***', [i(b('both'))]],
  ['**a *b* c**', [b('a ', i('b'), ' c')]],
  ['*a **b** c*', [i('a ', b('b'), ' c')]],
  ['**never closed', ['**never closed']],
  ['*a _b* c_', [i('a _b'), ' c_']],
  ['\\*not\\* \\[this\\]', ['*not* [this]']],
  ['`a * b` and ``a ` b``', [code('a * b'), ' and ', code('a ` b')]],
  ['`never *closed*', ['`never ', i('closed')]],
  ['*first\nsecond*', [i('first\nsecond')]],
  ['中**文**字', ['中', b('文'), '字']],
])('styles: %s', (text, pieces) => expect(one(text) ?? [text]).toEqual(pieces));

test.each<[string, Inline[]]>([
  [
    'see https://example.com/a_b_c.',
    ['see ', a('https://example.com/a_b_c', 'https://example.com/a_b_c'), '.'],
  ],
  ['(https://example.com/x_(y))', ['(', a('https://example.com/x_(y)', 'https://example.com/x_(y)'), ')']],
  ['**https://example.com**', [b(a('https://example.com/', 'https://example.com'))]],
  ['<https://example.com/?a=1>', [a('https://example.com/?a=1', 'https://example.com/?a=1')]],
  ['[our *site*](https://example.com)', [a('https://example.com/', 'our ', i('site'))]],
  ['[write](mailto:ada@example.com)', [a('mailto:ada@example.com', 'write')]],
  ['[a](https://example.com/x_(y))', [a('https://example.com/x_(y)', 'a')]],
  ['[https://example.com](https://example.com)', [a('https://example.com/', 'https://example.com')]],
  ['xhttps://example.com', ['xhttps://example.com']],
])('links: %s', (text, pieces) => expect(one(text) ?? [text]).toEqual(pieces));

test('C2: what leads nowhere good stays as it was written', () => {
  for (const text of [
    '[a](javascript:alert(1))',
    '[a](data:text/html,x)',
    '[a]( x)',
    '[a](//example.com)',
    '[](https:x)',
    '[a][b]',
    'javascript:alert(1)',
    '![x](javascript:alert(1))',
    '![x](http://example.com/a.png)'.replace('http:', 'ftp:'),
    '![x](upload:nothing)',
  ])
    expect([text, readMarkup(text)]).toEqual([text, undefined]);
});

test('C2: a link that could be taken for another one says where it leads', () => {
  expect(one('[https://bank.example](https://evil.test/x)')).toEqual([
    { ...a('https://evil.test/x', 'https://bank.example'), host: 'evil.test' },
  ]);
  expect(one('[apple](https://аррӏе.com)')).toMatchObject([{ host: 'xn--80ak6aa92e.com' }]);
  expect(one('https://аррӏе.com')).toEqual([a('https://xn--80ak6aa92e.com/', 'https://xn--80ak6aa92e.com/')]);
  expect(one('https://bank.example@evil.test/')).toEqual([a('https://evil.test/', 'https://evil.test/')]);
});

test('pictures: ours by id, with the size in it; foreign ones by address', () => {
  const upload = `${'A'.repeat(43)}-640x480-png`;
  expect(one(`![a *chair*](upload:${upload})`)).toEqual([
    { t: 'img', upload, w: 640, h: 480, alt: 'a chair' },
  ]);
  expect(one('![x](https://example.com/a.png)')).toEqual([
    { t: 'img', src: 'https://example.com/a.png', alt: 'x' },
  ]);
  expect(one(`[![x](upload:${upload})](https://example.com)`)).toEqual([
    a('https://example.com/', { t: 'img', upload, w: 640, h: 480, alt: 'x' }),
  ]);
});

test('mentions: the known names, the longest first, as whole words', () => {
  const ada = { id: '1', name: 'Ada' };
  const lovelace = { id: '2', name: 'Ada Lovelace' };
  const read = (text: string) => readMarkup(text, [ada, lovelace]);
  expect(read('@Ada Lovelace, @Ada and @Adam')).toEqual([
    p({ t: 'at', ...lovelace }, ', ', { t: 'at', ...ada }, ' and @Adam'),
  ]);
  expect(read('me@Ada')).toBeUndefined();
  expect(readMarkup('@Ada')).toBeUndefined();
});

test.each<[string, Body]>([
  ['- a\n- b', [{ t: 'ul', c: [[p('a')], [p('b')]] }]],
  ['* a\n\n* b', [{ t: 'ul', c: [[p('a')], [p('b')]] }]],
  ['3. c\n4. d', [{ t: 'ol', c: [[p('c')], [p('d')]], from: 3 }]],
  ['1) c', [{ t: 'ol', c: [[p('c')]] }]],
  ['- a\n  more\n  - b\nend', [{ t: 'ul', c: [[p('a\nmore'), { t: 'ul', c: [[p('b')]] }]] }, p('end')]],
  ['> said\n> **so**\n\nyes', [{ t: 'quote', c: [p('said\n', b('so'))] }, p('yes')]],
  ['```js\nlet a = `*b*`;\n\n1\n```\nafter', [{ t: 'pre', text: 'let a = `*b*`;\n\n1' }, p('after')]],
  ['```\nnever closed', [{ t: 'pre', text: 'never closed' }]],
  ['~~~\n```\n~~~', [{ t: 'pre', text: '```' }]],
  ['intro\n- a', [p('intro'), { t: 'ul', c: [[p('a')]] }]],
])('blocks: %j', (text, body) => expect(readMarkup(text)).toEqual(body));

test('HTML, headings and rules are nothing special', () => {
  for (const text of [
    '<b>x</b>',
    '<img src=x onerror=alert(1)>',
    '# x',
    'x\n---',
    '* * *',
    '&lt;',
    '[x]: https:y',
  ])
    expect([text, readMarkup(text)]).toEqual([text, undefined]);
});

/** Short pieces that open, close and nest, so that repeating and mixing them makes bombs. */
const shards = fc.constantFrom(
  ...[
    '*',
    '**',
    '_',
    '~~',
    '`',
    '``',
    '[',
    ']',
    '(',
    ')',
    '![',
    '](',
    '](https://a.b)',
    '](a(b(',
    '<',
    '>',
    '> ',
    '- ',
    '1. ',
  ],
  ...[
    '\n',
    '\n\n',
    ' ',
    'a',
    '\\',
    '@',
    '@Ada',
    'https://a.b',
    'https://',
    'h',
    '```',
    '~~~',
    '\n  - ',
    '\n> ',
    '"',
    '.',
    'é',
    '😀',
  ],
);
const bombs = fc.oneof(
  fc.array(shards, { maxLength: 600 }).map((parts) => parts.join('')),
  fc
    .tuple(fc.array(shards, { minLength: 1, maxLength: 4 }), fc.array(shards, { minLength: 1, maxLength: 4 }))
    .map(([head, tail]) => head.join('').repeat(300) + tail.join('').repeat(300)),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
);

function depthOf(part: Inline | Body[number] | Body): number {
  if (typeof part === 'string') return 0;
  if (Array.isArray(part)) return Math.max(0, ...part.map(depthOf));
  const block = part as Exclude<Inline, string> | Body[number];
  return 'c' in block ? 1 + Math.max(0, ...(block.c as (Inline | Body)[]).map(depthOf)) : 1;
}

test('C1: no text costs more than its length, and none makes a large or deep tree', () => {
  fc.assert(
    fc.property(bombs, (bomb) => {
      const text = bomb.slice(0, 2000);
      let steps = 0;
      const body = readMarkup(text, [{ id: '1', name: 'Ada' }], (count) => {
        steps = count;
      });
      // Every level of nesting looks at a line a few times; nothing depends on the square of the length.
      expect(steps).toBeLessThanOrEqual(40 * text.length + 40);
      if (!body) return;
      expect(JSON.stringify(body).split('"t":').length - 1).toBeLessThanOrEqual(MOST_NODES + 100);
      expect(depthOf(body)).toBeLessThanOrEqual(2 * DEEPEST.blocks + DEEPEST.inlines + 2);
    }),
    { numRuns: 1000 },
  );
});

test('C1: what is not read for want of any mark has none', () => {
  const texts = fc.oneof(
    bombs,
    fc.string({
      unit: fc.constantFrom('a', '1', '.', ' ', '\n', '-', '>', '#', 'h', '://', '\t'),
      maxLength: 40,
    }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      if (readMarkup(text)) return;
      const reading = { mentions: [], steps: 0, nodes: 0, escaped: false };
      const blocks = readBlocks(text.split('\n'), reading);
      const isPlain = (block: Body[number]) =>
        block.t === 'p' && block.c.every((one) => typeof one === 'string');
      expect(blocks.filter((block) => !isPlain(block))).toEqual([]);
      expect(reading.escaped).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test('twice the bomb costs twice the steps', () => {
  const cost = (text: string): number => {
    let steps = 0;
    readMarkup(text, [], (count) => {
      steps = count;
    });
    return steps;
  };
  for (const shard of [
    '*a ',
    '**a*',
    '[a](',
    '![',
    '](a',
    '`a``',
    '> ',
    '- ',
    '_*~~',
    '<https://a',
    'https://a.b)',
    '[](https://a.b',
    '\n- a\n  - b',
    '*a_b ',
    '@a',
  ])
    expect([shard, cost(shard.repeat(4000)) <= 2.2 * cost(shard.repeat(2000)) + 500]).toEqual([shard, true]);
});

test('what is read holds the words that were written, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const body = readMarkup(text.replace(/[\\`]/g, ''));
      const words: string[] = [];
      JSON.stringify(body, (key, value: unknown) => {
        if (typeof value === 'string' && key !== 't' && key !== 'href') words.push(value);
        return value;
      });
      for (const word of words) for (const line of word.split('\n')) expect(text).toContain(line);
    }),
  );
});
