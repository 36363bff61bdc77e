import { LIST_TOP, type ListPlace, type LookedComment } from '@imagechat/core/ports/overview';
import { searchQueue } from '@imagechat/core/queue-search';
import type { ImageFacts } from '@imagechat/protocol/messages';
import {
  type Around,
  MOST_COUNTED,
  QUEUE_VIEWS,
  type QueueEntry,
  type QueuePage,
  type SameQueue,
  type ToldImage,
} from '@imagechat/protocol/moderation';
import { refuse } from '@imagechat/protocol/refusal';
import { decode } from '@imagechat/protocol/schemas/decode';
import { id, urlId } from '@imagechat/protocol/schemas/fields';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnv } from '../http/http-env.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { originAllowed } from '../identity/domains.ts';
import { type DashboardParts, manager } from './dashboard-parts.ts';

/** Entries told at a time: a page, and all that somebody scrolled to when it is looked at anew. */
const PAGE = 30;
const MOST = 300;

const part = v.exactOptional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)));
const number = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const place = v.pipe(
  v.string(),
  v.regex(/^\d{1,16}-[\w-]{0,64}$/, 'invalid-input: before is what a page said comes next.'),
  v.transform((text): ListPlace => {
    const [at = '', ...rest] = text.split('-');
    return { at: Number(at), id: rest.join('-') };
  }),
);

const queueQuery = v.object({
  view: v.picklist(QUEUE_VIEWS),
  author: part,
  text: part,
  image: part,
  /** Server times in ms, both included. */
  from: v.exactOptional(number),
  to: v.exactOptional(number),
  before: v.exactOptional(place),
  most: v.optional(v.pipe(number, v.minValue(1), v.maxValue(MOST)), String(PAGE)),
  known: v.exactOptional(v.pipe(v.string(), v.maxLength(40))),
});

const aroundQuery = v.object({ urlId, conversationId: id, seq: number });

/** What moderators look through, under `/tenants/:tenantId/queue`. */
export function queueRoutes(parts: DashboardParts): Hono<HttpEnv> {
  const queue = '/tenants/:tenantId/queue';
  return new Hono<HttpEnv>()
    .get(queue, (c) => page(parts, c, c.req.param('tenantId')))
    .get(`${queue}/around`, (c) => around(parts, c, c.req.param('tenantId')));
}

/** {@link QueuePage}, or {@link SameQueue} when what is `known` is still so. Refusals: those of a manager, `invalid-input`. */
async function page(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const query = decode(queueQuery, c.req.query());
  if (!query.ok) return refusalResponse(query.refusal);
  const { before, from = 0, known, most, to, ...search } = query.value;
  const top = to === undefined ? LIST_TOP : { at: to + 1, id: '' };
  const [tenant, counts, found] = await Promise.all([
    parts.tenants.find(tenantId),
    parts.overview.counts(tenantId, MOST_COUNTED),
    searchQueue(parts.overview, tenantId, { ...search, since: from, before: before ?? top }, most),
  ]);
  const isOwn = ownPictures(c.env.ownOrigin, tenant?.domains ?? []);
  const entries = found.comments.map((looked) => entryOf(looked, isOwn));
  const next = found.next ? `${found.next.at}-${found.next.id}` : null;
  const tag = Bun.hash(JSON.stringify([entries, next, counts])).toString(36);
  if (tag === known) return c.json({ same: true } satisfies SameQueue);
  return c.json({ entries, next, counts, tag } satisfies QueuePage);
}

/** {@link Around}: what was said before and after a comment. Refusal: `not-found`. */
async function around(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const query = decode(aroundQuery, c.req.query());
  if (!query.ok) return refusalResponse(query.refusal);
  const { conversationId, seq, urlId: image } = query.value;
  const thread = (before: number | undefined) =>
    parts.hub.thread({ tenantId, urlId: image }, conversationId, before, { kind: 'moderators' });
  const newest = await thread(undefined);
  if (!newest) return refusalResponse(refuse('not-found', 'This conversation is gone.'));
  const isThere = newest.comments.some((comment) => comment.seq === seq) || !newest.earlier;
  const read = isThere ? newest : ((await thread(seq + 1)) ?? newest);
  return c.json({
    comments: read.comments,
    earlier: read.earlier,
    later: read !== newest,
  } satisfies Around);
}

function entryOf({ comment, conversation, facts, urlId: image }: LookedComment, isOwn: IsOwn): QueueEntry {
  const { count, id: conversationId, locked = false, resolved, x, y } = conversation;
  return {
    urlId: image,
    image: toldImage(facts, isOwn),
    conversation: { id: conversationId, x, y, resolved, locked, count },
    comment,
  };
}

/** Whether a picture is here or at one of the tenant's domains. */
export type IsOwn = (src: string) => boolean;

/** Says of pictures whether they are here or at one of these domains: what a stranger told of an image is no place for a moderator's browser to go unasked. */
export function ownPictures(ownOrigin: string, domains: readonly string[]): IsOwn {
  return (src) => {
    const url = URL.parse(src);
    if (src.startsWith('/') || url?.protocol === 'data:') return true;
    return url !== null && originAllowed(url.origin, ownOrigin, domains);
  };
}

/** What is known of an image as the dashboard is told it: addresses only where a browser may follow them. */
export function toldImage({ page: on, src, title }: ImageFacts, isOwn: IsOwn): ToldImage {
  const isPicture = src !== undefined && /^(?:https?:|data:image\/|\/(?!\/))/i.test(src);
  return {
    ...(isPicture ? { src } : {}),
    ...(on !== undefined && /^https?:/i.test(on) ? { page: on } : {}),
    ...(title === undefined || title === '' ? {} : { title }),
    isOwn: isPicture && isOwn(src),
  };
}
