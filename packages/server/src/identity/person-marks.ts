import { createHash, createHmac } from 'node:crypto';
import type { Person } from '@imagechat/core/ports/people';
import { MAX_NAME_LENGTH } from '@imagechat/protocol/actor';

/** The short key a picture is asked for under: the first 11 characters of the base64url of its address's SHA-256. */
export function avatarKey(address: string): string {
  return createHash('sha256').update(address).digest('base64url').slice(0, 11);
}

/**
 * An address as it is kept: salted with the server's secret, so that nobody who gets hold of the database can try all addresses. An IPv6
 * address stands for its /64 network already.
 */
export function addressHash(address: string, secret: string): string {
  return createHmac('sha256', secret).update(`address ${address}`).digest('base64url').slice(0, 22);
}

/** What begins like this stands for somebody who was erased; no actor id does. */
const ERASED = '#';

/**
 * What somebody who was erased is known by where that must be known: that their sessions are over, bans, what administrators did. Nobody who gets
 * hold of the database without the server's secret can tell who it was.
 */
export function erasedMark(actorId: string, secret: string): string {
  return ERASED + createHmac('sha256', secret).update(`erased ${actorId}`).digest('base64url').slice(0, 22);
}

/** Tells which ids stand for an actor: its own, and the mark it has if it was erased. */
export function standsFor(actorId: string, secret: string): (id: string) => boolean {
  let mark: string | undefined;
  return (id) => {
    if (id === actorId) return true;
    if (!id.startsWith(ERASED)) return false;
    mark ??= erasedMark(actorId, secret);
    return id === mark;
  };
}

/** The name others read: the display name, else the username, cut to what a name can have. */
export function shownName({ displayName, username }: Pick<Person, 'displayName' | 'username'>): string {
  const name = displayName ?? username;
  // A character cut in half would be half a pair.
  return name.slice(0, MAX_NAME_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
}
