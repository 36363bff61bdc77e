import { OPENING_LENGTH } from '@imagechat/protocol/limits';

/** What stands where somebody was mentioned who is forgotten. */
export const FORGOTTEN = '@…';

/** Somebody who is to be forgotten: the actor id and the names it had. */
export interface PersonNamed {
  readonly id: string;
  readonly names: ReadonlySet<string>;
  /** First lines of comments, by their ids, that mention nobody, whatever they look like: what is read in a line does not stand beside it. */
  readonly lines?: ReadonlyMap<string, string>;
}

/** Who is named in a comment, an event or a list of such, as far as that says. */
export function personIn(value: unknown, id: string): PersonNamed {
  const found = { id, names: new Set<string>() };
  look(value, found);
  return found;
}

/**
 * The same comment, event, state or list without somebody: their ids, names and pictures are empty, their marks gone, and mentions of them, in
 * texts and what was read in them, are {@link FORGOTTEN}. What there is to see of others stays, and so does the shape. Pure.
 */
export function withoutPerson<Value>(value: Value, person: PersonNamed): Value {
  // Of JSON's kind of data the same kind comes back.
  return cleaned(value, person) as Value;
}

type Fields = Readonly<Record<string, unknown>>;

function look(value: unknown, found: { readonly id: string; readonly names: Set<string> }): void {
  if (Array.isArray(value)) {
    for (const item of value) look(item, found);
    return;
  }
  if (!isFields(value)) return;
  if (mentions(value, found.id) || value.by === found.id) note(value.name, found.names);
  for (const field of Object.values(value)) look(field, found);
}

function note(name: unknown, names: Set<string>): void {
  if (typeof name === 'string' && name !== '') names.add(name);
}

function cleaned(value: unknown, person: PersonNamed): unknown {
  if (Array.isArray(value))
    return value.map((item) => cleaned(item, person)).filter((item) => !isUnmarked(item));
  if (!isFields(value)) return value;
  if (mentions(value, person.id)) return FORGOTTEN;
  const isTheirs = value.by === person.id;
  const spoken = hasMention(value.body, person.id);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => {
      if (isTheirs && (key === 'avatar' || key === 'label')) return [];
      if (isTheirs && (key === 'name' || key === 'line')) return [[key, '']];
      if (spoken && (key === 'text' || key === 'body')) return [[key, unspoken(field, person)]];
      const left = cleanedField(key, field, value, person);
      // Without marks a comment has no list of them.
      return key === 'reactions' && Array.isArray(left) && left.length === 0 ? [] : [[key, left]];
    }),
  );
}

function cleanedField(key: string, field: unknown, around: Fields, person: PersonNamed): unknown {
  const { id } = person;
  switch (key) {
    case 'by':
    case 'wordsFor':
      if (field === id) return '';
      return Array.isArray(field) ? field.filter((one) => one !== id) : field;
    case 'authors':
    case 'shadows':
      return cleaned(isFields(field) ? omit(field, id) : field, person);
    case 'line':
      return person.lines?.get(String(around.commentId)) === field
        ? field
        : lineWithout(String(field), person);
    default:
      return cleaned(field, person);
  }
}

/** A text, or what was read in it, with nobody spoken to by these names. */
function unspoken(value: unknown, person: PersonNamed): unknown {
  if (typeof value === 'string') return textWithout(value, person);
  if (Array.isArray(value)) return value.map((item) => unspoken(item, person)).reduce(wordsTogether, []);
  if (!isFields(value)) return value;
  if (mentions(value, person.id)) return FORGOTTEN;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      // Addresses are not words.
      typeof field !== 'string' || key === 'text' || key === 'alt' ? unspoken(field, person) : field,
    ]),
  );
}

/** Words beside words are one piece of a line, as they would be if the text were read anew. */
function wordsTogether(line: readonly unknown[], next: unknown): readonly unknown[] {
  const last = line.at(-1);
  return typeof last === 'string' && typeof next === 'string'
    ? [...line.slice(0, -1), last + next]
    : [...line, next];
}

function textWithout(text: string, { names }: PersonNamed): string {
  // The longest first: one name may be the beginning of another.
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, name) => withoutName(rest, `@${name}`), text);
}

function withoutName(text: string, spoken: string): string {
  return text
    .split(spoken)
    .reduce((before, after) => before + (/^[\p{L}\p{N}]/u.test(after) ? spoken : FORGOTTEN) + after);
}

/** The same of a line that was cut, perhaps in the middle of a name. */
function lineWithout(line: string, person: PersonNamed): string {
  return textWithout(Array.from(line).length < OPENING_LENGTH ? line : uncut(line, person), person);
}

function uncut(line: string, { names }: PersonNamed): string {
  for (const name of names)
    for (let length = name.length - 1; length > 0; length--) {
      const begun = `@${name.slice(0, length)}`;
      if (line.endsWith(begun) && !names.has(name.slice(0, length)))
        return line.slice(0, -begun.length) + FORGOTTEN;
    }
  return line;
}

/** True for a kind of reaction that nobody gave any more. */
function isUnmarked(value: unknown): boolean {
  return isFields(value) && 'emoji' in value && Array.isArray(value.by) && value.by.length === 0;
}

function mentions(value: Fields, id: string): boolean {
  return value.t === 'at' && value.id === id;
}

function hasMention(value: unknown, id: string): boolean {
  if (Array.isArray(value)) return value.some((item) => hasMention(item, id));
  return isFields(value) && (mentions(value, id) || hasMention(value.c, id));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function omit(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}
