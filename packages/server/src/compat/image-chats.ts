import { eyesOf } from '@imagechat/core/eyes';
import { operationWait } from '@imagechat/core/pace';
import type { Outcome, Submission } from '@imagechat/core/ports/storage';
import { siteOf } from '@imagechat/core/site';
import { tooFast } from '@imagechat/core/too-fast';
import type { Operation } from '@imagechat/protocol/catalog';
import type { Conversation } from '@imagechat/protocol/conversation';
import type { ImageFacts } from '@imagechat/protocol/messages';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { decode } from '@imagechat/protocol/schemas/decode';
import { commentText, id, place, urlId, uuid } from '@imagechat/protocol/schemas/fields';
import { cleanLine } from '@imagechat/protocol/text';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { ApiParts, HttpEnv } from '../http/http-env.ts';
import { readBody } from '../http/read-input.ts';
import { ssoParameter, whoSent } from './credentials.ts';
import { errorResponse, successResponse } from './envelope.ts';
import { webSocketId } from './web-socket-id.ts';

const query = v.object({ urlId });

/** Addresses may be longer than we keep, and pictures may stand in them: then nothing is kept. */
const address = v.pipe(v.string(), v.minLength(1), v.maxLength(60_000));

const creation = v.object({
  urlId,
  windowUrlId: address,
  pageTitle: v.pipe(v.string(), v.maxLength(5000)),
  src: address,
  ...place,
  createdFromCommentId: id,
  broadcastId: uuid,
  comment: v.exactOptional(commentText),
  sso: v.exactOptional(ssoParameter),
});

const deletion = v.object({ broadcastId: uuid, sso: v.exactOptional(ssoParameter) });

/** `/comment-image-chats/:tenantId`: an image's conversations read, a new one made, one deleted (CONTRACT §3). */
export function imageChatRoutes(parts: ApiParts): Hono<HttpEnv> {
  const tenant = '/comment-image-chats/:tenantId';
  return new Hono<HttpEnv>()
    .get(tenant, (c) => readChats(parts, c, c.req.param('tenantId')))
    .post(tenant, (c) => createChat(parts, c, c.req.param('tenantId')))
    .delete(`${tenant}/:chatId`, (c) => deleteChat(parts, c, c.req.param('tenantId'), c.req.param('chatId')));
}

async function readChats(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const asked = decode(query, c.req.query());
  if (!asked.ok) return errorResponse(asked.refusal);
  const who = await whoSent(parts, c, tenantId);
  if (!who.ok) return errorResponse(who.refusal);
  const { actor } = who;
  const wait = parts.limiter.take('subscribe', `${tenantId}/${c.env.address}`);
  if (wait > 0) return errorResponse(tooFast(wait));
  const image = { tenantId, urlId: asked.value.urlId };
  const refusal = await parts.hub.refusesReading(actor, image);
  if (refusal) return errorResponse(refusal);
  const [snapshot, { src = '' }] = await Promise.all([parts.hub.snapshot(image), parts.index.facts(image)]);
  const conversations = JSON.parse(snapshot.conversations(eyesOf(actor))) as Conversation[];
  const isAnonymous = actor.kind === 'visitor';
  return successResponse({
    ...(actor.id === ''
      ? {}
      : { user: { id: actor.id, username: actor.name, authorized: true, isAnonSession: isAnonymous } }),
    conversations: conversations.map((conversation) => chatOf(conversation, image.urlId, src)),
    urlIdClean: image.urlId,
    isSiteAdmin: actor.kind === 'admin' || actor.kind === 'moderator',
    tenantIdWS: webSocketId(tenantId),
    urlIdWS: webSocketId(image.urlId),
    userIdWS: webSocketId(actor.id),
  });
}

/** A conversation by its foreign names; its own urlId names the image and the place. */
function chatOf(conversation: Conversation, image: string, src: string): Record<string, unknown> {
  const { x, y, count, createdAt, resolved } = conversation;
  return {
    _id: conversation.id,
    urlId: `${image}:${src}:${x}:${y}`,
    x,
    y,
    src,
    commentCount: count,
    createdAt: new Date(createdAt).toISOString(),
    resolved,
  };
}

async function createChat(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const body = await readBody(c.req.raw, creation);
  if (!body.ok) return errorResponse(body.refusal);
  const { broadcastId, comment, createdFromCommentId, x, y } = body.value;
  const image = { tenantId, urlId: body.value.urlId };
  const operationBy = (actorId: string): Operation => {
    // The same for every try, so that a repeat finds what the first one made (O2).
    const made = chatId([tenantId, image.urlId, actorId, broadcastId]);
    const first = comment === undefined ? {} : { comment: { id: createdFromCommentId, text: comment } };
    return { type: 'create-conversation', broadcastId, id: made, x, y, ...first };
  };
  const { sso } = body.value;
  const outcome = await submitted(parts, c, { image, facts: factsOf(body.value), sso, operationBy });
  if ('code' in outcome) return errorResponse(outcome);
  return successResponse({ createdChatId: outcome.operation.id });
}

async function deleteChat(
  parts: ApiParts,
  c: Context<HttpEnv>,
  tenantId: string,
  conversationId: string,
): Promise<Response> {
  const body = await readBody(c.req.raw, deletion);
  if (!body.ok) return errorResponse(body.refusal);
  const named = decode(id, conversationId);
  const found = named.ok ? await parts.index.imageOf(tenantId, named.value) : undefined;
  // Who asks is looked at first all the same: what is there is nobody's business who may not ask.
  const image = { tenantId, urlId: found ?? 'nowhere' };
  const { broadcastId } = body.value;
  const operationBy = (): Operation | undefined =>
    found === undefined ? undefined : { type: 'delete-conversation', broadcastId, id: conversationId };
  const { sso } = body.value;
  const outcome = await submitted(parts, c, { image, facts: {}, sso, operationBy });
  return 'code' in outcome ? errorResponse(outcome) : successResponse();
}

/** What is to be asked for, and how to say who asks. */
interface Asked extends Pick<Submission, 'image'> {
  readonly facts: ImageFacts;
  readonly sso: v.InferOutput<typeof ssoParameter> | undefined;
  /** Nothing when there is nothing it could be about. */
  readonly operationBy: (actorId: string) => Operation | undefined;
}

/** Asks on the one way of all operations; answers with what was asked, or the refusal. */
async function submitted(
  parts: ApiParts,
  c: Context<HttpEnv>,
  { image, facts, sso, operationBy }: Asked,
): Promise<Submission | Refusal> {
  const who = await whoSent(parts, c, image.tenantId, sso);
  if (!who.ok) return who.refusal;
  const { actor } = who;
  const wait = operationWait(parts.limiter, actor, c.env.address);
  if (wait > 0) return tooFast(wait);
  const operation = operationBy(actor.id);
  if (!operation) return refuse('not-found', 'This conversation is gone.');
  const submission = { image, facts, actor, site: siteOf(c.env.origin), operation };
  const outcome: Outcome = await parts.hub.submit(submission);
  return outcome.accepted ? submission : outcome.refusal;
}

function factsOf({ src, windowUrlId, pageTitle }: v.InferOutput<typeof creation>): ImageFacts {
  const kept = (text: string): boolean => text.length <= 4096 && !/^(?:data|blob):/i.test(text);
  return {
    ...(kept(src) ? { src: cleanLine(src) } : {}),
    ...(kept(windowUrlId) ? { page: cleanLine(windowUrlId) } : {}),
    title: cleanLine(pageTitle.slice(0, 500)),
  };
}

/** An id that follows from these texts: 128 bits of their SHA-256 in base64url. */
function chatId(parts: readonly string[]): string {
  const digest = new Bun.CryptoHasher('sha256').update(JSON.stringify(parts)).digest();
  return new Uint8Array(digest).subarray(0, 16).toBase64({ alphabet: 'base64url', omitPadding: true });
}
