import { type PersonNamed, personIn, withoutPerson } from '@imagechat/core/forget';
import type { CommentPlace } from '@imagechat/core/ports/person-files';
import { openingLine } from '@imagechat/protocol/conversation';

/** What was found of somebody, as rows have it. */
export interface PersonFound {
  readonly comments: readonly CommentRow[];
  readonly events: readonly EventRow[];
  readonly shadows: readonly ShadowsRow[];
  readonly names: readonly { readonly name: string | null }[];
}

/** A comment of another that may name them. */
export interface CommentRow {
  readonly id: string;
  readonly text: string;
  /** JSON, or null. */
  readonly body: string | null;
  readonly reactions: string | null;
}

/** An event that may name them. */
export interface EventRow {
  readonly image_id: number;
  readonly seq: number;
  readonly by: string;
  readonly payload: string;
}

/** What authors of spam are shown of a conversation. */
export interface ShadowsRow {
  readonly id: string;
  readonly shadows: string | null;
}

/** The rows as they are to be; those that stay as they are are not among them. */
export interface ScrubPlan {
  /** With the line a conversation that they open has then. */
  readonly comments: readonly (CommentRow & { readonly line: string })[];
  readonly events: readonly EventRow[];
  readonly shadows: readonly ShadowsRow[];
}

/** Ids of comments whose line an event or what an author of spam is shown brings along. */
export function idsOfLines({ events, shadows }: Pick<PersonFound, 'events' | 'shadows'>): readonly string[] {
  const texts = [...events.map(({ payload }) => payload), ...shadows.map((row) => row.shadows ?? '')];
  const ids = texts.flatMap((text) =>
    Array.from(text.matchAll(/"commentId":"([\w-]+)"/g), ([, id = '']) => id),
  );
  return [...new Set(ids)];
}

/**
 * What is to be written so that nobody finds a person any more; `texts` are the comments of {@link idsOfLines} as they are now. Numbers, kinds, and ids
 * of what events are about stay, so folding the log still ends in the same state (L1). `random` makes names that nothing else has.
 */
export function planScrub(
  { comments, events, names, shadows }: PersonFound,
  texts: readonly Pick<CommentRow, 'id' | 'text'>[],
  { id, random }: { readonly id: string; readonly random: () => string },
): ScrubPlan {
  const read = comments.map(({ body, reactions, ...row }) => ({
    ...row,
    body: parsed(body),
    reactions: parsed(reactions),
  }));
  const found = personIn([read, events.map(({ payload }) => parsed(payload))], id);
  const called = names.flatMap(({ name }) => (name ? [name] : []));
  const person = { id, names: new Set([...found.names, ...called]) };
  const after = read.map((comment) => rowOf(withoutPerson(comment, person)));
  const lines = new Map(texts.map((row) => [row.id, openingLine(row.text)]));
  for (const row of after) lines.set(row.id, row.line);
  const lined = { ...person, lines };
  return {
    comments: after.filter((row, at) => !sameAs(row, comments[at])),
    events: events.flatMap((row) => scrubbedEvent(row, lined, random)),
    shadows: shadows.flatMap((row) => scrubbedShadows(row, lined)),
  };
}

/** Those of these places in which a person really is named: their id may also be a word in a text. */
export function namingPlaces(
  rows: readonly (CommentPlace & { readonly found: string })[],
  id: string,
): readonly CommentPlace[] {
  return rows
    .filter(({ found }) => {
      const value = parsed(found);
      return JSON.stringify(withoutPerson(value, personIn(value, id))) !== JSON.stringify(value);
    })
    .map(({ urlId, conversationId, id: commentId }) => ({ urlId, conversationId, id: commentId }));
}

function scrubbedEvent(row: EventRow, person: PersonNamed, random: () => string): EventRow[] {
  const payload = JSON.stringify(withoutPerson(parsed(row.payload), person));
  // A name of its own for each: nobody can tell that they are of one person, and no two answers to one broadcastId meet (O2).
  const by = row.by === person.id ? `#${random()}` : row.by;
  return payload === row.payload && by === row.by ? [] : [{ ...row, by, payload }];
}

function scrubbedShadows({ id, shadows }: ShadowsRow, person: PersonNamed): ShadowsRow[] {
  const after = withoutPerson({ shadows: parsed(shadows) as object }, person).shadows;
  const json = Object.keys(after).length === 0 ? null : JSON.stringify(after);
  return json === shadows ? [] : [{ id, shadows: json }];
}

function rowOf(comment: {
  id: string;
  text: string;
  body: unknown;
  reactions?: unknown;
}): ScrubPlan['comments'][number] {
  const json = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));
  const { id, text, body, reactions } = comment;
  return { id, text, body: json(body), reactions: json(reactions), line: openingLine(text) };
}

function sameAs(row: CommentRow, before: CommentRow | undefined): boolean {
  return row.text === before?.text && row.body === before.body && row.reactions === before.reactions;
}

function parsed(json: string | null): unknown {
  return json === null ? null : (JSON.parse(json) as unknown);
}
