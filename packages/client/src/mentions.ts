import type { MentionClaim } from '@imagechat/protocol/written';
import type { LiveImage } from './api.ts';
import { linkOf } from './link-of.ts';

/**
 * Whom one can mention on an image, by the beginning of a name: at most 10; with `groupIds` only people of these groups, nobody for none; nobody when that
 * cannot be asked just now. Never rejects.
 */
export async function suggestPeople(
  image: LiveImage,
  prefix: string,
  groupIds?: readonly string[],
): Promise<readonly MentionClaim[]> {
  if (groupIds?.length === 0) return [];
  const [urlId, from, ...groups] = [image.urlId, prefix, ...(groupIds ?? [])].map(encodeURIComponent);
  const of = groups.map((id) => `&groupId=${id}`).join('');
  const answer = await linkOf(image).ask(`people?urlId=${urlId}&prefix=${from}${of}`);
  const people = answer.ok ? answer.body.people : undefined;
  return Array.isArray(people) ? (people as readonly MentionClaim[]) : [];
}
