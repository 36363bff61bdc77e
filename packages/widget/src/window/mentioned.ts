import type { Body } from '@imagechat/protocol/body';
import type { MentionClaim } from '@imagechat/protocol/written';

/** Most that a text may mention. */
const MOST = 10;

/** People who were chosen in a text, or stand in one, by their names. */
export type People = Map<string, MentionClaim>;

/** Whom a text mentions, of the people that are known; nothing to add where it mentions nobody. */
export function mentionsIn(text: string, people: People): { readonly mentions?: readonly MentionClaim[] } {
  const mentions = [...people.values()].filter(({ name }) => text.includes(`@${name}`)).slice(0, MOST);
  return mentions.length > 0 ? { mentions } : {};
}

/** Remembers who is mentioned in what was read, so that changing the text around them keeps them. */
export function meet(people: People, body: Body | undefined): void {
  JSON.stringify(body, (_, part) => {
    if (part?.t === 'at') people.set(part.name, { id: part.id, name: part.name });
    return part;
  });
}
