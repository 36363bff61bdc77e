import type { Actor } from '@imagechat/core/access';
import type { Submission } from '@imagechat/core/ports/storage';
import type { Operation } from '@imagechat/protocol/catalog';
import { newSecret, newSetupLink, secretHash } from '@imagechat/server/dashboard/one-time-link';
import { openSqliteStorage } from '@imagechat/server/storage/sqlite/open';
import type { SqliteStorage } from '@imagechat/server/storage/sqlite/storage';
import { submitAll } from './seed.ts';

/** How much a tenant has. */
export interface LargeTenant {
  readonly images: number;
  readonly conversations: number;
  /** All comments, the first ones of conversations included. */
  readonly comments: number;
}

/** A word that one comment alone has: the one in the middle. */
export const RARE = 'xylophone';

const WORDS =
  'this chair looks better near the window than under that lamp because its green legs want more morning light and less wall'.split(
    ' ',
  );

/** People who talk. */
const PEOPLE = 500;

/** Every so many comments one is taken out of sight, in turn as each of these. */
const HIDDEN_EVERY = 100;
const AS = ['hidden', 'spam', 'pending'] as const;

/** Submissions made at a time: no more of it is held. */
const CHUNK = 8192;

/**
 * Fills a data folder that no server uses with a tenant of this size, always the same, through the same door as everything. @returns what the cookie of its owner's
 * session says
 */
export async function seedLargeTenant(dataDir: string, large: LargeTenant): Promise<string> {
  const storage = await openSqliteStorage({ dataDir, log: () => undefined });
  let chunk: Submission[] = [];
  for (const each of submissions(large)) {
    chunk.push(each);
    if (chunk.length < CHUNK) continue;
    await submitAll(storage, chunk);
    chunk = [];
  }
  await submitAll(storage, chunk);
  const secret = await ownerOf(storage);
  await storage.close();
  return secret;
}

/** Makes an owner who is signed in: the secret of the session. */
async function ownerOf(storage: Pick<SqliteStorage, 'accounts'>): Promise<string> {
  const { accounts } = storage;
  const become = accounts.useLink.bind(accounts);
  const now = Date.now();
  const { link } = newSetupLink(now);
  await accounts.addLink(link);
  const who = { id: 'olive', login: 'olive@example.com', name: 'Olive', passwordHash: '' };
  await become(link.hash, { ...who, isOwner: true, createdAt: now }, now);
  const secret = newSecret();
  const times = { createdAt: now, expiresAt: now + 24 * 3600 * 1000 };
  await accounts.openSession({ hash: secretHash(secret), accountId: who.id, ...times });
  return secret;
}

/** First all conversations, then comment after comment, over all conversations in turn. */
function* submissions({ comments, conversations, images }: LargeTenant): Generator<Submission> {
  const urlIdOf = (conversation: number): string => `image-${conversation % images}`;
  for (let n = 0; n < conversations; n++) {
    const place = { x: (n * 37) % 100, y: (n * 91) % 100 };
    yield said(urlIdOf(n), n, {
      ...{ type: 'create-conversation', broadcastId: `start-${n}`, id: `talk-${n}` },
      ...{ ...place, comment: { id: `comment-${n}`, text: textOf(n, comments) } },
    });
  }
  for (let n = conversations; n < comments; n++) {
    const conversation = n % conversations;
    const about = { id: `talk-${conversation}`, comment: { id: `comment-${n}`, text: textOf(n, comments) } };
    yield said(urlIdOf(conversation), n, { type: 'add-comment', broadcastId: `add-${n}`, ...about });
    if (n % HIDDEN_EVERY !== 0) continue;
    const as = AS[(n / HIDDEN_EVERY) % AS.length] ?? 'hidden';
    const hide = { id: `talk-${conversation}`, comment: { id: `comment-${n}` }, as } as const;
    yield said(
      urlIdOf(conversation),
      0,
      { type: 'hide-comment', broadcastId: `hide-${n}`, ...hide },
      'moderator',
    );
  }
}

function textOf(n: number, comments: number): string {
  const words = Array.from({ length: 12 }, (_, at) => WORDS[(n * 7 + at * (1 + (n % 5))) % WORDS.length]);
  return `${words.join(' ')} ${n}${n === Math.floor(comments / 2) ? ` ${RARE}` : ''}`;
}

function said(urlId: string, n: number, operation: Operation, kind: Actor['kind'] = 'user'): Submission {
  const person = n % PEOPLE;
  const who = { tenantId: 'demo', id: `demo:${person}`, name: `Person ${person}`, kind };
  const actor: Actor = { ...who, groupIds: null, verified: true };
  return { image: { tenantId: 'demo', urlId }, actor, site: '', operation };
}
