import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { REFUSALS } from '../refusal.ts';
import { decode, decodeFrame, parseJson } from './decode.ts';
import { submitBody } from './messages.ts';

const broadcastId = '0199d3a4-7c1e-7b02-9f0e-5a6c1d2e3f40';

const create = {
  type: 'create-conversation',
  broadcastId,
  id: 'c1',
  x: 12.5,
  y: 80,
  comment: { id: 'm1', text: 'Hello' },
};

/** Sends a frame written in JSON. */
function sends(frame: unknown): ReturnType<typeof decodeFrame> {
  return decodeFrame(JSON.stringify(frame));
}

/** Submits an operation: as it was understood, or the code of the refusal. */
function submits(operation: object): unknown {
  const decoded = sends({ t: 'submit', i: 1, operation });
  if (!decoded.ok) return decoded.refusal.code;
  return decoded.value.t === 'submit' && decoded.value.operation;
}

/** The code of what cannot be read. */
function codeOf(text: string): string | undefined {
  const decoded = decodeFrame(text);
  return decoded.ok ? undefined : decoded.refusal.code;
}

test('W2: a frame is understood, and what it says beyond the protocol is ignored', () => {
  expect(sends({ t: 'hello', v: 1, tenantId: 'demo', colour: 'red' })).toEqual({
    ok: true,
    value: { t: 'hello', v: 1, tenantId: 'demo' },
  });
  expect(sends({ t: 'alive', at: 5 })).toEqual({ ok: true, value: { t: 'alive' } });
});

test('W2: what is not JSON, or no object, or of the wrong shape is invalid-input', () => {
  const bad = [
    '',
    'hello',
    '{',
    '{"t":}',
    'null',
    '7',
    '"alive"',
    '[]',
    '{}',
    '{"t":null}',
    '{"t":5}',
    '{"t":["alive"]}',
  ];
  for (const text of bad) expect([text, codeOf(text)]).toEqual([text, 'invalid-input']);
  expect(codeOf('{"t":"hello","v":1}')).toBe('invalid-input');
  expect(codeOf('{"t":"hello","v":"1","tenantId":"demo"}')).toBe('invalid-input');
  expect(codeOf('{"t":"submit","i":1,"operation":"create-conversation"}')).toBe('invalid-input');
  expect(codeOf('{"t":"submit","i":1,"operation":{}}')).toBe('invalid-input');
});

test('W2: an unknown frame or operation is unknown-type, whatever it is called', () => {
  for (const t of ['pointer', '__proto__', 'constructor', 'toString', '', 'HELLO', '\ud800']) {
    expect(codeOf(JSON.stringify({ t }))).toBe('unknown-type');
    expect(submits({ ...create, type: t })).toBe('unknown-type');
  }
});

test('W2: of a name that occurs twice the last counts', () => {
  expect(decodeFrame('{"t":"hello","t":"unsubscribe","i":1,"i":2}')).toEqual({
    ok: true,
    value: { t: 'unsubscribe', i: 2 },
  });
});

test('W3: a refusal repeats the broadcastId or the ref of a frame that could not be understood', () => {
  expect(
    sends({ t: 'submit', i: 1, operation: { ...create, x: 'left', broadcastId: broadcastId.toUpperCase() } }),
  ).toMatchObject({
    ok: false,
    broadcastId,
  });
  expect(sends({ t: 'subscribe', ref: 7, urlId: '' })).toMatchObject({ ok: false, ref: 7 });
  expect(sends({ t: 'nobody-knows', ref: 8 })).toMatchObject({ ok: false, ref: 8 });
});

test('W3: and neither when they are not well-formed themselves', () => {
  const broken: unknown[] = [
    { t: 'submit', operation: { broadcastId: 'x'.repeat(70_000) } },
    { t: 'submit', operation: { broadcastId: { toString: 'evil' } } },
    { t: 'submit', operation: null, ref: '7' },
    { t: 'subscribe', ref: 1.5 },
    { t: 'subscribe', ref: 1e300 },
    [{ ref: 7 }],
  ];
  for (const frame of broken) {
    const decoded = sends(frame);
    expect(decoded.ok).toBe(false);
    expect(Object.keys(decoded).sort()).toEqual(['ok', 'refusal']);
  }
});

test('A1: what the server owns is dropped from every operation', () => {
  const owned = {
    by: 'admin',
    name: 'Admin',
    at: 1,
    seq: 1,
    tenantId: 'other',
    createdAt: 1,
    count: 99,
    placeSeq: 5,
  };
  const comment = { ...create.comment, by: 'admin', createdAt: 1, editedAt: 1, seq: 1 };
  expect(submits({ ...owned, ...create, comment })).toEqual(create);
  const { x: _x, y: _y, ...rest } = create;
  expect(submits({ ...owned, ...rest, type: 'delete-comment', comment })).toEqual({
    ...rest,
    type: 'delete-comment',
    comment: { id: 'm1' },
  });
});

test('A1: a key called __proto__ reaches no prototype', () => {
  const text = JSON.stringify({ t: 'submit', i: 1, operation: create });
  const decoded = decodeFrame(
    text.replace('"x":12.5', '"x":12.5,"__proto__":{"by":"admin","polluted":true}'),
  );
  expect(decoded).toEqual({ ok: true, value: { t: 'submit', i: 1, operation: create as never } });
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(decoded.ok && 'polluted' in decoded.value).toBe(false);
});

test('A1: texts are cleaned before they are measured', () => {
  expect(submits({ ...create, comment: { id: 'm1', text: ' a\r\nb\u0000\ud800 ' } })).toMatchObject({
    comment: { text: 'a\nb\ufffd' },
  });
  expect(submits({ ...create, comment: { id: 'm1', text: `  ${'x'.repeat(2000)}  ` } })).toMatchObject({
    id: 'c1',
  });
  expect(submits({ ...create, comment: { id: 'm1', text: 'x'.repeat(2001) } })).toBe('comment-too-big');
  for (const text of ['', ' \n\t ', '\u0000\u0007']) {
    expect(submits({ ...create, comment: { id: 'm1', text } })).toBe('empty-comment');
  }
  expect(submits({ ...create, comment: { id: 'm1', text: 7 } })).toBe('invalid-input');
});

test('N1: x and y are numbers from 0 to 100, rounded to four decimals, never -0', () => {
  expect(submits({ ...create, x: 33.33335, y: 99.99999 })).toMatchObject({ x: 33.3334, y: 100 });
  const zero = submits({ ...create, x: -0, y: 5e-324 }) as { x: number; y: number };
  expect([zero.x, zero.y].map((value) => Object.is(value, 0))).toEqual([true, true]);
  expect(
    codeOf(JSON.stringify({ t: 'submit', i: 1, operation: create }).replace('12.5', '-0.0')),
  ).toBeUndefined();
  for (const x of [-0.0001, 100.0001, 1e300, null, '50', [50], true]) {
    expect(submits({ ...create, x })).toBe('invalid-input');
  }
  const frame = JSON.stringify({ t: 'submit', i: 1, operation: create });
  for (const x of ['1e999', '-1e999']) expect(codeOf(frame.replace('12.5', x))).toBe('invalid-input');
  expect(codeOf(frame.replace('12.5', 'NaN'))).toBe('invalid-input');
});

test('N1: a place and a conversation without a comment are legal, a malformed id or urlId is not', () => {
  const { comment: _, ...bare } = create;
  expect(submits(bare)).toEqual(bare);
  for (const id of ['', 'a b', 'x'.repeat(65), 'a/b', 7, null, {}])
    expect(submits({ ...create, id })).toBe('invalid-input');
  for (const urlId of ['', 'a\u0000', '\ud800', 'x'.repeat(4097), 7]) {
    expect(sends({ t: 'subscribe', ref: 1, urlId })).toMatchObject({
      refusal: { code: 'invalid-input' },
      ref: 1,
    });
  }
});

test('O2: a broadcastId is a UUID of any version, told in lower case', () => {
  expect(submits({ ...create, broadcastId: broadcastId.toUpperCase() })).toMatchObject({ broadcastId });
  for (const bad of ['', 'x', broadcastId.slice(1), `{${broadcastId}}`, broadcastId.replaceAll('-', '')]) {
    expect(submits({ ...create, broadcastId: bad })).toBe('invalid-input');
  }
});

test('numbers that count are whole, exact and not negative', () => {
  for (const seq of [-1, 1.5, 2 ** 53, 1e300, '1', null]) {
    expect(sends({ t: 'subscribe', ref: 1, urlId: 'u', cursor: { epoch: 'e', seq } })).toMatchObject({
      ok: false,
    });
    expect(submits({ ...create, type: 'move-conversation', undoes: seq })).toBe('invalid-input');
  }
  expect(
    sends({ t: 'subscribe', ref: 0, urlId: 'u', cursor: { epoch: 'e', seq: 2 ** 53 - 1 } }),
  ).toMatchObject({ ok: true });
});

test('what is told of an image is cleaned, its title cut without breaking a character', () => {
  const decoded = sends({
    t: 'subscribe',
    ref: 1,
    urlId: 'u',
    facts: { title: `${'x'.repeat(499)}😀`, src: ' /a.png ' },
  });
  expect(decoded).toMatchObject({ value: { facts: { title: `${'x'.repeat(499)}\ufffd`, src: '/a.png' } } });
});

test('the body of an operation over HTTP is the same operation with its image by name', () => {
  expect(decode(submitBody, { urlId: 'u', operation: create, extra: 1 })).toEqual({
    ok: true,
    value: { urlId: 'u', operation: create as never },
  });
  expect(decode(submitBody, { urlId: 'u', operation: { ...create, type: 'x' } })).toMatchObject({
    refusal: { code: 'unknown-type' },
  });
});

test('F1: every refusal of the decoder has a known code, a sentence and no retry', () => {
  const frames = [
    '{',
    '{"t":"x"}',
    '{"t":"identify","ref":1}',
    '{"t":"submit","i":1,"operation":{"type":"add-comment"}}',
  ];
  for (const text of frames) {
    const decoded = decodeFrame(text);
    if (decoded.ok) throw new Error('understood');
    expect(Object.keys(REFUSALS)).toContain(decoded.refusal.code);
    expect(decoded.refusal.message).toMatch(/^\S.*\.$/);
    expect(decoded.refusal.retry).toBe(false);
  }
});

test('nesting as deep as a frame allows neither throws nor takes long', () => {
  for (const deep of [
    '['.repeat(65_000),
    '{"a":'.repeat(13_000),
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
  ]) {
    expect(codeOf(deep)).toBe('invalid-input');
    expect(codeOf(`{"t":"submit","i":1,"operation":${deep}}`)).toBe('invalid-input');
  }
});

test('the decoder never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(decodeFrame(text).ok).toBe(false);
      expect(parseJson(text)).toBeDefined();
    }),
  );
});

test('the decoder never throws, and what it lets through says nothing more than the protocol, whatever the JSON', () => {
  const hostile = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(
      'create-conversation',
      broadcastId,
      -0,
      Number.POSITIVE_INFINITY,
      2 ** 60,
      '__proto__',
      '\ud800',
      null,
    ),
  );
  const fields = [
    't',
    'v',
    'i',
    'ref',
    'urlId',
    'token',
    'tenantId',
    'id',
    'before',
    'facts',
    'cursor',
    '__proto__',
  ];
  const frame = fc.dictionary(fc.constantFrom(...fields), hostile).chain((base) =>
    fc
      .record({
        t: fc.constantFrom('hello', 'identify', 'subscribe', 'unsubscribe', 'submit', 'thread', 'alive', 'x'),
        operation: fc.oneof(
          hostile,
          fc.dictionary(fc.constantFrom(...Object.keys(create), '__proto__'), hostile),
        ),
      })
      .map((known) => ({ ...base, ...known })),
  );
  fc.assert(
    fc.property(frame, (input) => {
      const decoded = sends(input);
      if (!decoded.ok) return;
      const known = new Set([...fields, 'operation']);
      expect(Object.keys(decoded.value).filter((field) => !known.has(field))).toEqual([]);
      expect(Object.getPrototypeOf(decoded.value)).toBe(Object.prototype);
    }),
    { numRuns: 1000 },
  );
});

test('C3: a reaction is one emoji; mentions are few and named', () => {
  const react = { type: 'react', broadcastId, id: 'c1', comment: { id: 'm1' }, on: true };
  for (const emoji of ['👍', '❤️', '👩‍👩‍👧‍👦', '🇩🇪', '1️⃣'])
    expect(submits({ ...react, emoji })).toMatchObject({ emoji });
  for (const emoji of ['', 'a', '👍👍', ' 👍', '❤', '<b>', '__proto__', '\u200d', 7, null])
    expect(submits({ ...react, emoji })).toBe('invalid-input');
  const add = { type: 'add-comment', broadcastId, id: 'c1' };
  const mention = { id: 'ada', name: ' Ada  Lovelace ', extra: 1 };
  expect(submits({ ...add, comment: { id: 'm1', text: 'Hi', mentions: [mention] } })).toMatchObject({
    comment: { mentions: [{ id: 'ada', name: 'Ada Lovelace' }] },
  });
  for (const mentions of [Array(11).fill(mention), [{ id: '', name: 'A' }], [{ id: 'a' }], 'ada', null])
    expect(submits({ ...add, comment: { id: 'm1', text: 'Hi', mentions } })).toBe('invalid-input');
  // Users of the tenant's own have ids of its making behind its name.
  const theirs = { id: 'demo:ada lovelace@example.com', name: 'Ada' };
  expect(submits({ ...add, comment: { id: 'm1', text: 'Hi', mentions: [theirs] } })).toMatchObject({
    comment: { mentions: [theirs] },
  });
  for (const replyTo of ['', 'a b', 7, null])
    expect(submits({ ...add, comment: { id: 'm1', text: 'Hi', replyTo } })).toBe('invalid-input');
});
