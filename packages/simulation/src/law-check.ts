import { type Eyes, PUBLIC, eyesKey } from '@imagechat/core/eyes';
import { type KeptEvent, project } from '@imagechat/core/veil';
import type { ImageEvent } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import type { Conversation } from '@imagechat/protocol/conversation';
import type { Cursor } from '@imagechat/protocol/cursor';
import { redacted } from '@imagechat/protocol/redact';
import { alike } from './alike.ts';
import type { ImageBook } from './image-book.ts';

/** Which page of comments was asked for. */
export interface PageAsked {
  readonly id: string;
  readonly before: number | undefined;
  readonly most: number;
}

/** The law S1 for a snapshot: what is wrong with it, held against the fold of what was written. */
export function judgeSnapshot(
  image: ImageBook,
  { epoch, seq }: Cursor,
  conversations: readonly Conversation[],
  eyes: Eyes,
): string | undefined {
  const state = image.state(seq, eyes);
  if (!state || epoch !== image.epoch)
    return `${image.key.urlId}: a snapshot at ${epoch}.${seq}, written are ${image.head}`;
  if (alike([...state.conversations.values()], conversations)) return undefined;
  const told = JSON.stringify(conversations);
  return `${image.key.urlId}: the snapshot at ${seq} for ${eyesKey(eyes)} is not the fold of the log: ${told}`;
}

/** The law S1 for a page of a thread. */
export function judgeThreadPage(
  image: ImageBook,
  page: { readonly seq: number; readonly comments: readonly Comment[]; readonly earlier: boolean },
  { id, before, most }: PageAsked,
  eyes: Eyes,
): string | undefined {
  const comments = image.comments(id, page.seq, eyes);
  if (!comments) return `${image.key.urlId}: a page at ${page.seq} of ${id}, which is not there`;
  const all = comments.filter(({ seq }) => before === undefined || seq < before);
  if (alike(all.slice(-most), page.comments) && page.earlier === all.length > most) return undefined;
  return `${image.key.urlId}: a page of ${id} at ${page.seq} for ${eyesKey(eyes)} is not the fold of the log: ${JSON.stringify(page)}`;
}

/**
 * O3, V1: an event is the same bytes for all with the same eyes, or, once it was redacted (L1), those without what was written. Who has been sent an
 * event may get it again as everybody does.
 */
export function judgeEventText(
  image: ImageBook,
  event: ImageEvent,
  eyes: Eyes,
  isRepeat = false,
): string | undefined {
  const written = image.written[event.seq - 1];
  if (!written) return `${image.key.urlId}: event ${event.seq} was never written`;
  const text = JSON.stringify(event);
  for (const those of isRepeat ? [eyes, PUBLIC] : [eyes]) {
    const told = project(written.event, those);
    if (text === JSON.stringify(told)) return undefined;
    if (told.type !== undefined && text === JSON.stringify(redacted(told))) return undefined;
  }
  return `${image.key.urlId}: event ${event.seq} reads ${text} for ${eyesKey(eyes)}, written was ${written.text}`;
}

/** The log keeps what was written, redacted or with its words left to the few where something was taken away (L1). */
export function judgeKept(image: ImageBook, event: KeptEvent): string | undefined {
  const written = image.written[event.seq - 1];
  const kept = JSON.stringify(withoutHush(event));
  const known =
    written && [written.event, redacted(written.event)].map((one) => JSON.stringify(withoutHush(one)));
  if (known?.includes(kept)) return undefined;
  return `${image.key.urlId}: event ${event.seq} is kept as ${kept}, written was ${written?.text}`;
}

function withoutHush({ veil, ...event }: KeptEvent): unknown {
  const { wordsFor: _, ...rest } = veil ?? { public: 'whole' };
  return rest.public === 'whole' ? event : { ...event, veil: rest };
}

/** R1: a catch-up holds exactly the events after the cursor it was asked with, in order, and ends where it says. */
export function judgeCatchUp(
  asked: Cursor | undefined,
  { epoch, seq }: Cursor,
  events: readonly ImageEvent[],
): string | undefined {
  const seqs = events.map((event) => event.seq);
  const says = `the catch-up after ${asked?.epoch}.${asked?.seq} is ${seqs.join(',')} up to ${epoch}.${seq}`;
  if (asked?.epoch !== epoch || asked.seq + events.length !== seq) return says;
  return seqs.some((each, at) => each !== asked.seq + 1 + at) ? says : undefined;
}

/**
 * S1 for what a page shows at a seq. Where something was taken away later, the page may have heard of what it once said without the
 * words (L1), so those may be missing.
 */
export function isShownRight(
  image: ImageBook,
  seq: number,
  shown: readonly Conversation[],
  eyes: Eyes,
): boolean {
  const state = image.state(seq, eyes);
  if (!state) return false;
  const conversations = [...state.conversations.values()];
  if (alike(conversations, shown)) return true;
  const wordless = (conversation: Conversation): Conversation => {
    const { opening } = conversation;
    const missing = opening && image.wasTakenAway(conversation, opening.commentId);
    return missing ? { ...conversation, opening: { ...opening, line: '' } } : conversation;
  };
  return alike(conversations.map(wordless), shown.map(wordless));
}
