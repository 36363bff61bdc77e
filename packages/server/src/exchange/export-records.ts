import type { KeptComment, KeptConversation, Shown } from '@imagechat/core/eyes';
import type { Archive, ArchivedImage } from '@imagechat/core/ports/archive';
import type { BanStore } from '@imagechat/core/ports/bans';
import type { Files } from '@imagechat/core/ports/files';
import type { PeopleStore, Person } from '@imagechat/core/ports/people';
import type { Storage } from '@imagechat/core/ports/storage';
import type { Tenant } from '@imagechat/core/ports/tenants';
import { uploadsIn } from '@imagechat/protocol/body';
import { openingLine } from '@imagechat/protocol/conversation';
import type {
  BanRecord,
  CommentRecord,
  ConversationRecord,
  ExchangeRecord,
  PersonRecord,
} from '@imagechat/protocol/exchange';

/** What an export reads from. */
export interface ExportParts {
  readonly storage: Pick<Storage, 'snapshot'>;
  readonly archive: Archive;
  readonly people: Pick<PeopleStore, 'page'>;
  readonly bans: Pick<BanStore, 'exclusions'>;
  readonly files: Pick<Files, 'get'>;
  /** Server time in ms. */
  readonly now: () => number;
}

/** What of a tenant is told of itself. */
export type ExportedTenant = Pick<Tenant, 'id' | 'name' | 'domains' | 'settings'>;

const IMAGES = 100;
const COMMENTS = 500;
const PEOPLE = 500;

/**
 * Everything of a tenant, or of one of its images, record by record, as who runs the site sees it; what is deleted is not in it. Each image is as it was
 * when it was read, and no more than a page of it is held at a time. Throws when the engine cannot read.
 */
export async function* exportRecords(
  parts: ExportParts,
  tenant: ExportedTenant,
  urlId?: string,
): AsyncGenerator<ExchangeRecord> {
  const counts = new Map<string, number>();
  for await (const record of everything(parts, tenant, urlId)) {
    counts.set(record.type, (counts.get(record.type) ?? 0) + 1);
    yield record;
  }
  yield { type: 'end', counts: Object.fromEntries(counts) };
}

async function* everything(
  parts: ExportParts,
  { domains, id: tenantId, name, settings }: ExportedTenant,
  urlId: string | undefined,
): AsyncGenerator<ExchangeRecord> {
  const exportedAt = new Date(parts.now()).toISOString();
  const about = urlId === undefined ? {} : { urlId };
  yield { type: 'imagechat-export', version: 1, tenantId, name, exportedAt, ...about };
  if (urlId === undefined) {
    yield { type: 'tenant', domains, settings: { ...settings } };
    yield* peopleOf(parts, tenantId);
  }
  const sent = new Set<string>();
  for await (const image of imagesOf(parts, tenantId, urlId))
    yield* imageRecords(parts, tenantId, image, sent);
}

async function* peopleOf(
  { bans, now, people }: ExportParts,
  tenantId: string,
): AsyncGenerator<ExchangeRecord> {
  let after = '';
  for (;;) {
    const page = await people.page(tenantId, after, PEOPLE);
    yield* page.map(personRecord);
    const last = page.at(-1);
    if (!last || page.length < PEOPLE) break;
    after = last.id;
  }
  // A ban of an address names the address by a hash with this server's salt, which means nothing elsewhere.
  for (const { subject, ...ban } of (await bans.exclusions(tenantId, now())).bans)
    if (subject.kind === 'actor') yield { type: 'ban', ...ban, actorId: subject.actorId } satisfies BanRecord;
}

async function* imagesOf(
  { archive }: ExportParts,
  tenantId: string,
  urlId: string | undefined,
): AsyncGenerator<ArchivedImage> {
  if (urlId !== undefined) {
    const image = await archive.image({ tenantId, urlId });
    if (image) yield image;
    return;
  }
  let after = '';
  for (;;) {
    const page = await archive.images(tenantId, after, IMAGES);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < IMAGES) return;
    after = last.urlId;
  }
}

async function* imageRecords(
  parts: ExportParts,
  tenantId: string,
  { closed, facts, groups, urlId }: ArchivedImage,
  sent: Set<string>,
): AsyncGenerator<ExchangeRecord> {
  const { conversations } = await parts.storage.snapshot({ tenantId, urlId });
  if (conversations.length === 0 && groups === null && !closed) return;
  yield { type: 'image', urlId, ...facts, groups, ...(closed ? { closed } : {}) };
  for (const conversation of conversations) {
    yield conversationRecord(urlId, conversation);
    let first: KeptComment | undefined;
    for await (const comment of commentsOf(parts, tenantId, urlId, conversation.id)) {
      if (comment.status === undefined) first ??= comment;
      for (const id of uploadsIn(comment.body ?? [])) yield* uploadRecord(parts, tenantId, id, sent);
      yield commentRecord(urlId, conversation.id, comment);
    }
    if (!opensWith(conversation, first))
      yield { type: 'opening', urlId, conversationId: conversation.id, opening: conversation.opening };
  }
}

async function* commentsOf(
  { archive }: ExportParts,
  tenantId: string,
  urlId: string,
  conversationId: string,
): AsyncGenerator<KeptComment> {
  let after = 0;
  for (;;) {
    const page = await archive.comments({ tenantId, urlId }, conversationId, after, COMMENTS);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < COMMENTS) return;
    after = last.seq;
  }
}

/** A picture stands before the first comment that shows it, once. */
async function* uploadRecord(
  { files }: ExportParts,
  tenantId: string,
  id: string,
  sent: Set<string>,
): AsyncGenerator<ExchangeRecord> {
  if (sent.has(id)) return;
  sent.add(id);
  const bytes = await files.get({ tenantId, id });
  if (bytes) yield { type: 'upload', id, bytes: bytes.toBase64() };
}

/** Whether a conversation's opening is what the order of its comments makes it. */
function opensWith({ opening }: KeptConversation, first: KeptComment | undefined): boolean {
  if (opening === null || first === undefined) return opening === null && first === undefined;
  const { by, id, name, text } = first;
  const { commentId, line } = opening;
  return commentId === id && opening.by === by && opening.name === name && line === openingLine(text);
}

function conversationRecord(urlId: string, kept: KeptConversation): ConversationRecord {
  const { by, createdAt, id, locked, name, resolved, shadows, status, x, y } = kept;
  const shadow = status === 'spam' ? shadows?.[by] : undefined;
  return {
    ...{ type: 'conversation', urlId, id, x, y, by, name, resolved, createdAt },
    ...(locked ? { locked } : {}),
    ...(status === undefined ? {} : { status }),
    ...(shadow ? { shown: (shadow.status ?? 'public') as Shown } : {}),
  } as const;
}

/** What was flagged is between visitors and this server's moderators, and stays. */
function commentRecord(
  urlId: string,
  conversationId: string,
  { flaggedBy: _, flags: __, seq: ___, ...comment }: KeptComment,
): CommentRecord {
  return { type: 'comment', urlId, conversationId, ...comment };
}

function personRecord({ addressHash: _, avatarKey: __, tenantId: ___, ...person }: Person): PersonRecord {
  return { type: 'person', ...person };
}
