import { readMarkup } from '@imagechat/core/markup/read-markup';
import type { FullEvent, ImageEvent } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import { LIMITS } from '@imagechat/protocol/limits';
import type { Ask, Book, SeenPage, SeenSnapshot } from './book.ts';
import type { StoredImage } from './database.ts';
import { groupBy } from './group-by.ts';
import type { Journal } from './journal.ts';
import { keptText } from './kept-text.ts';
import { firstDifference } from './person.ts';
import { ReferenceImage } from './reference-image.ts';

/**
 * Folds an image's log from its first event on (S1): at each seq, whatever anybody was given at that seq must be what the fold says, and at the
 * end so must the database's rows.
 */
export function replay(stored: StoredImage, book: Book, journal: Journal): void {
  const { urlId } = stored;
  const seen = book.image(urlId);
  const snapshots = groupBy(seen.snapshots, ({ seq }) => seq);
  const pages = groupBy(seen.pages, ({ seq }) => seq);
  const state = new ReferenceImage();
  const compare = (): void => {
    for (const snapshot of snapshots.get(state.seq) ?? []) judgeSnapshot(state, snapshot, urlId, journal);
    for (const page of pages.get(state.seq) ?? []) judgePage(state, page, urlId, journal);
  };
  compare();
  for (const { seq, event } of stored.events) {
    state.apply(asFirstSaid(event, seen.events.get(seq)?.event, book.asks.get(event.broadcastId)));
    compare();
  }
  judgeRows(state, stored, journal);
}

/** The event as it was before texts were taken out of the log. */
function asFirstSaid(event: FullEvent, heard: ImageEvent | undefined, ask: Ask | undefined): FullEvent {
  if (heard?.type !== undefined && textOf(heard)) return heard;
  const { operation } = ask ?? {};
  const asked = operation && 'comment' in operation && operation.comment && textOf(operation);
  if (!asked || !('comment' in event) || !event.comment || !('text' in event.comment)) return event;
  const text = keptText(asked);
  const body = readMarkup(text, []);
  return { ...event, comment: { ...event.comment, text, ...(body ? { body } : {}) } } as FullEvent;
}

function textOf(said: object): string | undefined {
  const { comment } = said as { comment?: { text?: string } };
  return comment?.text;
}

function judgeSnapshot(state: ReferenceImage, snapshot: SeenSnapshot, urlId: string, journal: Journal): void {
  const { conversations, seq, who } = snapshot;
  if (Bun.deepEquals(conversations, state.conversations)) return;
  const what = firstDifference(conversations, state.conversations);
  journal.breach('state differs', `${who} was given ${urlId} at ${seq} with ${what}`, [who], [urlId]);
}

function judgePage(state: ReferenceImage, page: SeenPage, urlId: string, journal: Journal): void {
  const { before = Number.POSITIVE_INFINITY, comments, earlier, id, seq, who } = page;
  const all = state.comments(id).filter((comment) => comment.seq < before);
  const expected = all.slice(-LIMITS.threadPage);
  if (Bun.deepEquals(comments, expected) && earlier === all.length > expected.length) return;
  const what = firstDifference(comments, expected);
  journal.breach('state differs', `${who} was given thread ${id} of ${urlId} at ${seq} with ${what}`, [who]);
}

function judgeRows(state: ReferenceImage, stored: StoredImage, journal: Journal): void {
  const { urlId } = stored;
  if (!Bun.deepEquals(stored.conversations, state.conversations)) {
    const what = firstDifference(stored.conversations, state.conversations);
    journal.breach('state differs', `the database's ${urlId} is not the fold of its log: ${what}`);
  }
  for (const { id } of state.conversations) {
    const rows: readonly Comment[] = stored.comments.get(id) ?? [];
    if (Bun.deepEquals(rows, state.comments(id))) continue;
    const what = firstDifference(rows, state.comments(id));
    journal.breach('state differs', `the database's comments of ${id} are not the fold of the log: ${what}`);
  }
}
