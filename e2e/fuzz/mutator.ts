import type { Random } from '@imagechat/simulation/random';

/** Values that programs stumble over, wherever they stand. */
const HOSTILE: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -0,
    -1,
    1,
    0.1,
    1e308,
    -1e308,
    2 ** 31,
    2 ** 53,
    2 ** 53 - 1,
    100.00001,
    -0.00001,
  ],
  ...[
    '',
    ' ',
    '\n',
    '\u0000',
    '\ud800',
    '\udfff\ud83d',
    '\ufeff',
    '\u202e',
    'é',
    '💥',
    '0',
    '-1',
    'true',
    'null',
    '[]',
  ],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'length', 'valueOf'],
  ...['../../etc/passwd', "' or 1=1 --", '<script>', '%00', '%ff', '{"t":"alive"}', '*', '/'],
  ...[[], [[]], [null], {}, { t: 'alive' }, { length: 1e9 }, { toJSON: 'x' }],
];

/** Names that objects are given. */
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  't',
  'type',
  'id',
  'ref',
  'i',
  'operation',
  'comment',
  'seq',
];

/** Pieces of text that parsers care about. */
const PIECES = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ',',
    ':',
    '\\',
    '\\u',
    '\\ud800',
    '\\u0000',
    'null',
    'NaN',
    '1e999',
    '-',
    '//',
  ],
  ...[
    '\u0000',
    '\r\n',
    '\t',
    ' ',
    '\ufeff',
    '\u2028',
    '💥',
    '\ud800',
    '%',
    '%2',
    '%2f',
    '%zz',
    '%c0%ae',
    '.',
    '..',
  ],
  ...[
    '/',
    '//',
    '?',
    '#',
    '&',
    '=',
    ';',
    '@',
    ':0',
    ':99999',
    '*',
    '"',
    'W/',
    '\\"',
    '\u0661',
    '\u212a',
    'ſ',
  ],
];

type Json = unknown;

/** Changes valid input in ways that respect its structure, and sometimes in ways that do not. */
export class Mutator {
  readonly random: Random;
  readonly #pool: readonly Json[];

  /** `pool`: values of the corpus, from which pieces are taken over. */
  constructor(random: Random, pool: readonly Json[] = []) {
    this.random = random;
    this.#pool = pool;
  }

  /** A value of JSON with a few changes; the given one stays as it is. */
  json(value: Json): Json {
    let changed = structuredClone(value);
    for (let left = this.random.between(1, 3); left > 0; left--) changed = this.#changeSomewhere(changed);
    return changed;
  }

  /** A JSON text: mostly that of a changed value, sometimes broken as a text too. */
  jsonText(value: Json): string {
    const text = JSON.stringify(this.random.chance(0.85) ? this.json(value) : value) ?? 'undefined';
    return this.random.chance(0.2) ? this.text(text) : text;
  }

  /** A text with a few changes. */
  text(text: string): string {
    let changed = text;
    for (let left = this.random.between(1, 4); left > 0; left--) changed = this.#changeText(changed);
    return changed;
  }

  /** Any text at all. */
  noise(most = 200): string {
    const { random } = this;
    const units = Array.from({ length: random.between(0, most) }, () =>
      random.chance(0.7) ? random.between(0, 127) : random.between(0, 0xffff),
    );
    return String.fromCharCode(...units);
  }

  /** Any bytes at all. */
  bytes(most: number): Buffer {
    const bytes = Buffer.alloc(this.random.between(0, most));
    this.random.fill(bytes);
    return bytes;
  }

  #hostile(): Json {
    const { random } = this;
    if (random.chance(0.03)) return 'x'.repeat(random.between(60, 5000));
    if (random.chance(0.02)) return this.#deep(random.between(10, 400));
    if (random.chance(0.1)) return this.noise(20);
    if (random.chance(0.15)) return structuredClone(random.pick(this.#pool));
    return structuredClone(random.pick(HOSTILE));
  }

  #deep(levels: number): Json {
    let value: Json = 1;
    for (let level = 0; level < levels; level++) value = this.random.chance(0.5) ? [value] : { a: value };
    return value;
  }

  /** Goes down to a random place and changes what is there. */
  #changeSomewhere(value: Json): Json {
    const { random } = this;
    if (typeof value !== 'object' || value === null || random.chance(0.15)) return this.#changeValue(value);
    if (Array.isArray(value)) {
      const at = random.between(0, value.length);
      if (at === value.length || random.chance(0.2)) value.splice(at, random.between(0, 1), this.#hostile());
      else value[at] = this.#changeSomewhere(value[at]);
      return value;
    }
    return this.#changeObject(value as Record<string, Json>);
  }

  #changeObject(value: Record<string, Json>): Json {
    const { random } = this;
    const name = random.pick(Object.keys(value));
    const what = random.between(0, 9);
    if (name === undefined || what === 0) return withField(value, random.pick(NAMES) ?? 't', this.#hostile());
    if (what === 1) delete value[name];
    else if (what === 2) {
      // Two fields change places.
      const other = random.pick(Object.keys(value)) ?? name;
      [value[name], value[other]] = [value[other], value[name]];
    } else value[name] = this.#changeSomewhere(value[name]);
    return value;
  }

  #changeValue(value: Json): Json {
    const { random } = this;
    if (typeof value === 'string' && random.chance(0.6)) return this.#changeText(value);
    if (typeof value === 'number' && random.chance(0.6)) {
      const numbers = [value + 1, value - 1, -value, value * 1e9, value / 3, value + 1e-9, Number.MAX_VALUE];
      return random.pick(numbers);
    }
    return this.#hostile();
  }

  #changeText(text: string): string {
    const { random } = this;
    const at = random.between(0, text.length);
    const end = Math.min(text.length, at + random.between(1, 8));
    switch (random.between(0, 7)) {
      case 0:
        return text.slice(0, at);
      case 1:
        return text.slice(0, at) + text.slice(end);
      case 2:
        return text.slice(0, at) + text.slice(at, end).repeat(random.between(2, 40)) + text.slice(end);
      case 3:
        return text.slice(0, at) + String.fromCharCode(random.between(0, 0xffff)) + text.slice(end);
      case 4:
        return text.slice(0, at) + text.slice(at, end).toUpperCase() + text.slice(end);
      case 5:
        return text.slice(0, at) + text.slice(random.between(0, text.length));
      default:
        return text.slice(0, at) + (random.pick(PIECES) ?? '') + text.slice(random.oneOf(at, end));
    }
  }
}

/** Plain assignment would set the prototype for one of the names, and say nothing in JSON. */
function withField(value: Record<string, Json>, name: string, field: Json): Json {
  Object.defineProperty(value, name, { value: field, enumerable: true, configurable: true, writable: true });
  return value;
}
