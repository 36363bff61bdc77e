import type { QueueEntry, QueuePage } from '@imagechat/protocol/moderation';
import { type Answer, ask } from '../../ask.ts';

/** Requests made to read anew what a search found, at most; what is further back stays as it was read. */
const MOST_READS = 20;

/** Reads anew what a search holds: from the top, and from each entry on that lies beyond what the request before looked through. @param most entries asked for at a time */
export async function readAnew(path: string, held: QueuePage, most: number): Promise<Answer<QueuePage>> {
  let all: QueuePage | undefined;
  let from = '';
  for (let reads = 0; reads < MOST_READS; reads++) {
    const answer = await ask<QueuePage>('GET', `${path}&most=${most}${from}`);
    if (!answer.ok) return answer;
    const { entries, next } = answer.value;
    all = { ...(all ?? answer.value), entries: joined(all?.entries ?? [], entries) };
    if (next === null) return { ok: true, value: { ...all, next } };
    const below = held.entries.find((entry) => isBelow(entry, next));
    if (!below) return { ok: true, value: { ...all, next: held.next } };
    from = `&before=${below.comment.createdAt + 1}-`;
  }
  const rest = held.entries.filter((entry) => isBelow(entry, all?.entries.at(-1)));
  return { ok: true, value: { ...held, entries: joined(all?.entries ?? [], rest) } };
}

/** Whether an entry comes after a place, or another entry, in the order of the queue. */
function isBelow({ comment }: QueueEntry, place: string | QueueEntry | undefined): boolean {
  if (place === undefined) return true;
  const [at = '', ...id] =
    typeof place === 'string' ? place.split('-') : [String(place.comment.createdAt), place.comment.id];
  const name = id.join('-');
  return comment.createdAt === Number(at) ? comment.id < name : comment.createdAt < Number(at);
}

/** Two pages one after the other, each entry once. */
export function joined(before: readonly QueueEntry[], after: readonly QueueEntry[]): QueueEntry[] {
  const there = new Set(before.map(({ comment }) => comment.id));
  return [...before, ...after.filter(({ comment }) => !there.has(comment.id))];
}
