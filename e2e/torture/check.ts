import type { FullEvent, Operation } from '@imagechat/protocol/catalog';
import { type Ask, type Book, DECIDED } from './book.ts';
import type { StoredImage } from './database.ts';
import { type Journal, short } from './journal.ts';
import { keptText } from './kept-text.ts';
import { type Person, firstDifference } from './person.ts';

/** What a run left behind, to be judged. */
export interface Remains {
  readonly stored: readonly StoredImage[];
  readonly book: Book;
  readonly people: readonly Person[];
  readonly journal: Journal;
}

/** Holds logs against what was asked and answered: nothing lost, nothing twice, nothing that was refused, nothing nobody asked for. */
export function checkLogs({ stored, book, journal }: Remains): void {
  const logged = new Map<string, { readonly seq: number; readonly urlId: string }>();
  for (const { urlId, head, events } of stored) {
    for (const [at, { seq, event }] of events.entries()) {
      if (seq !== at + 1 || event.seq !== seq)
        journal.breach('lost', `the log of ${urlId} holds ${seq} (${event.seq}) in the place of ${at + 1}`);
      const before = logged.get(event.broadcastId);
      if (before) journal.breach('doubled', `${event.broadcastId} is in the log at ${before.seq} and ${seq}`);
      logged.set(event.broadcastId, { seq, urlId });
      checkEvent(urlId, event, book, journal);
    }
    if (head !== events.length)
      journal.breach('lost', `${urlId} has ${events.length} events, its head is ${head}`);
  }
  for (const ask of book.asks.values()) checkAsk(ask, logged.get(ask.broadcastId), journal);
}

/** What everybody sees, against the rows of the database. */
export function checkViews({ stored, people, journal }: Remains): void {
  for (const { urlId, conversations } of stored) {
    for (const person of people) {
      const shown = person.conversations(urlId);
      if (Bun.deepEquals(shown, conversations)) continue;
      const what = firstDifference(shown, conversations);
      journal.breach(
        'state differs',
        `${person.name} ends with ${urlId} showing ${what}`,
        [person.name],
        [urlId],
      );
    }
  }
  for (const person of people) checkThreads(person, stored, journal);
}

function checkThreads(person: Person, stored: readonly StoredImage[], journal: Journal): void {
  for (const { urlId, id, view } of person.views()) {
    const image = stored.find((each) => each.urlId === urlId);
    const exists = image?.conversations.some((each) => each.id === id) ?? false;
    if (!exists || view.status !== 'ready') {
      if (exists === (view.status === 'ready')) continue;
      journal.breach('state differs', `${person.name} has thread ${id} ${view.status}`, [person.name]);
      continue;
    }
    const all = image?.comments.get(id) ?? [];
    const shown = view.comments.map(({ pending: _, ...comment }) => comment);
    const expected = view.earlier ? all.slice(all.length - shown.length) : all;
    if (Bun.deepEquals(shown, expected)) continue;
    const what = firstDifference(shown, expected);
    journal.breach('state differs', `${person.name} ends with thread ${id} showing ${what}`, [person.name]);
  }
}

/** An event of the log is what somebody asked for, by whoever asked. */
function checkEvent(urlId: string, event: FullEvent, book: Book, journal: Journal): void {
  const ask = book.asks.get(event.broadcastId);
  const where = `${urlId} ${event.seq}`;
  if (!ask || ask.sent === 0) {
    const who = ask ? 'left its page' : 'was asked';
    journal.breach('not asked for', `${where} follows from ${event.broadcastId}, which never ${who}`);
    return;
  }
  const { operation, person } = ask;
  const actor = book.actors.get(person);
  if (ask.urlId !== urlId || event.by !== actor || event.name !== person)
    journal.breach('state differs', `${where} is by ${event.name} (${event.by}), asked by ${person}`);
  if (operation && !fits(operation, event))
    journal.breach(
      'state differs',
      `${where} is ${JSON.stringify(event)}, asked ${JSON.stringify(operation)}`,
    );
}

/** What operations ask and events tell. */
interface Saying {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
  readonly undoes?: number;
  readonly emoji?: string;
  readonly on?: boolean;
  readonly comment?: { readonly id: string; readonly text?: string; readonly replyTo?: string };
}

/** What an event repeats of its operation word for word. */
const ALIKE = ['id', 'x', 'y', 'undoes', 'emoji', 'on'] as const;

/** Whether an event says what its operation asked; texts may have been taken out of the log since (L1). */
function fits(operation: Operation, event: FullEvent): boolean {
  const [same, fields]: readonly Saying[] = [operation, event];
  const [asked, told] = [same?.comment, fields?.comment];
  return (
    ALIKE.every((field) => same?.[field] === fields?.[field]) &&
    asked?.id === told?.id &&
    asked?.replyTo === told?.replyTo &&
    (told?.text === '' || (asked?.text && keptText(asked.text)) === told?.text)
  );
}

/** An operation is in the log if it was acknowledged, at that seq, and is not if it was refused for good or never left its page. */
function checkAsk(
  ask: Ask,
  logged: { readonly seq: number; readonly urlId: string } | undefined,
  journal: Journal,
): void {
  const { accepted, broadcastId, person, refusals, sent } = ask;
  const words = [short(broadcastId)];
  if (accepted && (logged?.seq !== accepted.seq || logged.urlId !== ask.urlId)) {
    const where = logged ? `is at ${logged.seq} of ${logged.urlId}` : 'is not in the log';
    const says = `${broadcastId} was acknowledged at ${accepted.seq} of ${ask.urlId} and ${where}`;
    journal.breach('lost', says, [person], words);
  }
  if (!logged) return;
  const final = refusals.find((code) => DECIDED.has(code));
  if (final !== undefined)
    journal.breach(
      'refused yet done',
      `${broadcastId} was refused (${final}), and is at ${logged.seq}`,
      [person],
      words,
    );
  if (sent === 0)
    journal.breach(
      'not asked for',
      `${broadcastId} never left its page, and is at ${logged.seq}`,
      [person],
      words,
    );
}
