import { type Eyes, PUBLIC, eyesOf } from '@imagechat/core/eyes';
import { operationWait } from '@imagechat/core/pace';
import { siteOf } from '@imagechat/core/site';
import { tooFast } from '@imagechat/core/too-fast';
import { MAX_NAME_LENGTH } from '@imagechat/protocol/actor';
import { type Cursor, formatCursor } from '@imagechat/protocol/cursor';
import type { ImageKey } from '@imagechat/protocol/ids';
import { LIMITS } from '@imagechat/protocol/limits';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { decode } from '@imagechat/protocol/schemas/decode';
import { id, urlId } from '@imagechat/protocol/schemas/fields';
import { submitBody } from '@imagechat/protocol/schemas/messages';
import { cleanLine } from '@imagechat/protocol/text';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { ApiParts, HttpEnv } from './http-env.ts';
import { readBody } from './read-input.ts';
import { refusalResponse } from './refusal-response.ts';
import { SnapshotBodies } from './snapshot-bodies.ts';
import { whoAsks } from './who-asks.ts';

const snapshotQuery = v.object({ urlId });
const threadQuery = v.object({
  urlId,
  conversationId: id,
  before: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number))),
});

const peopleQuery = v.object({
  urlId,
  prefix: v.exactOptional(v.pipe(v.string(), v.transform(cleanLine), v.maxLength(MAX_NAME_LENGTH))),
  groupId: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(50))), v.maxLength(100))),
});

/** The API of one tenant's images, under `/tenants/:tenantId`: submitting an operation, reading an image, a thread, and who can be mentioned. */
export function imageRoutes(parts: ApiParts): Hono<HttpEnv> {
  const tenant = '/tenants/:tenantId';
  const bodies = new SnapshotBodies();
  return new Hono<HttpEnv>()
    .use(`${tenant}/*`, async (c, next) => {
      const wait = parts.limiter.take('tenant-request', c.req.param('tenantId'));
      if (wait > 0) return refusalResponse(tooFast(wait));
      await next();
      return undefined;
    })
    .post(`${tenant}/operations`, (c) => submitOperation(parts, c, c.req.param('tenantId')))
    .get(`${tenant}/snapshot`, (c) => readSnapshot(parts, bodies, c, c.req.param('tenantId')))
    .get(`${tenant}/threads/:conversationId`, (c) =>
      readThread(parts, c, c.req.param('tenantId'), c.req.param('conversationId')),
    )
    .get(`${tenant}/people`, (c) => suggestPeople(parts, c, c.req.param('tenantId')));
}

/** The same operation as on the socket, with its image by name; answered like an ack: `{broadcastId, epoch, seq, at}`. */
async function submitOperation(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const { identity, limiter, hub } = parts;
  const body = await readBody(c.req.raw, submitBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const who = await whoAsks(identity, c.req.raw, c.env, tenantId);
  if (!who.ok) return refusalResponse(who.refusal);
  const { actor } = who;
  const wait = operationWait(limiter, actor, c.env.address);
  if (wait > 0) return refusalResponse(tooFast(wait));
  const { urlId: image, facts, operation } = body.value;
  const outcome = await hub.submit({
    image: { tenantId, urlId: image },
    actor,
    site: siteOf(c.env.origin),
    operation,
    ...(facts === undefined ? {} : { facts }),
  });
  if (!outcome.accepted) return refusalResponse(outcome.refusal);
  c.header('cache-control', 'no-store');
  return c.json({ broadcastId: operation.broadcastId, ...outcome.cursor, at: outcome.at });
}

/** The whole image at a cursor, which is its ETag: `{epoch, seq, conversations}`, or 304 for who has it. */
async function readSnapshot(
  parts: ApiParts,
  bodies: SnapshotBodies,
  c: Context<HttpEnv>,
  tenantId: string,
): Promise<Response> {
  const query = decode(snapshotQuery, c.req.query());
  if (!query.ok) return refusalResponse(query.refusal);
  const reader = await readerOf(parts, c, { tenantId, urlId: query.value.urlId });
  if (!reader.ok) return refusalResponse(reader.refusal);
  const { eyes } = reader;
  const snapshot = await parts.hub.snapshot({ tenantId, urlId: query.value.urlId });
  const { cursor } = snapshot;
  const etag = tagOf(cursor, snapshot.differs(eyes) ? eyes : PUBLIC);
  c.header('etag', etag);
  // A copy may be kept, but is asked about each time; and never by a cache that serves others.
  c.header('cache-control', 'private, no-cache');
  c.header('vary', 'authorization', { append: true });
  if (hasTag(c.req.header('if-none-match'), etag)) return c.body(null, 304);
  c.header('content-type', 'application/json');
  return c.body(bodies.body(snapshot, eyes));
}

/** The cursor, and for who sees something else than everybody, through whose eyes (V1). */
function tagOf(cursor: Cursor, eyes: Eyes): string {
  if (eyes.kind === 'public') return `"${formatCursor(cursor)}"`;
  const whose = eyes.kind === 'author' ? Buffer.from(eyes.id).toString('base64url') : 'm';
  return `"${formatCursor(cursor)}.${whose}"`;
}

/** A page of a conversation's comments, oldest first, like a thread frame: `{id, epoch, seq, comments, earlier}`. */
async function readThread(
  parts: ApiParts,
  c: Context<HttpEnv>,
  tenantId: string,
  conversationId: string,
): Promise<Response> {
  const query = decode(threadQuery, { ...c.req.query(), conversationId });
  if (!query.ok) return refusalResponse(query.refusal);
  const reader = await readerOf(parts, c, { tenantId, urlId: query.value.urlId });
  if (!reader.ok) return refusalResponse(reader.refusal);
  const { urlId: image, before } = query.value;
  const page = await parts.hub.thread({ tenantId, urlId: image }, conversationId, before, reader.eyes);
  if (!page) return refusalResponse(refuse('not-found', 'This conversation is gone.'));
  c.header('cache-control', 'private, no-cache');
  c.header('vary', 'authorization', { append: true });
  const { cursor, comments, earlier } = page;
  return c.json({ id: conversationId, ...cursor, comments, earlier });
}

/** Whom one can mention on an image, by the beginning of a name, perhaps only of some groups: `{people: [{id, name}]}`. */
async function suggestPeople(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const groupId = c.req.queries('groupId');
  const query = decode(peopleQuery, { ...c.req.query(), ...(groupId ? { groupId } : {}) });
  if (!query.ok) return refusalResponse(query.refusal);
  const reader = await readerOf(parts, c, { tenantId, urlId: query.value.urlId });
  if (!reader.ok) return refusalResponse(reader.refusal);
  const { urlId, prefix = '', groupId: groups } = query.value;
  c.header('cache-control', 'private, no-store');
  const people = await parts.mentions.suggest({ tenantId, urlId }, prefix, LIMITS.suggestions, groups);
  return c.json({ people });
}

/** Who reads, and through whose eyes; or why not. */
async function readerOf(
  { hub, identity, limiter }: ApiParts,
  c: Context<HttpEnv>,
  image: ImageKey,
): Promise<{ readonly ok: true; readonly eyes: Eyes } | { readonly ok: false; readonly refusal: Refusal }> {
  const who = await whoAsks(identity, c.req.raw, c.env, image.tenantId);
  if (!who.ok) return who;
  const wait = limiter.take('subscribe', `${image.tenantId}/${c.env.address}`);
  const refusal = wait > 0 ? tooFast(wait) : await hub.refusesReading(who.actor, image);
  return refusal ? { ok: false, refusal } : { ok: true, eyes: eyesOf(who.actor) };
}

/** Whether `If-None-Match` (RFC 9110 §13.1.2) names this tag; a weak one counts as the same. */
function hasTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
