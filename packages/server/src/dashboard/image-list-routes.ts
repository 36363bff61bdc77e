import { LIST_TOP, type ListPlace, type LookedImage } from '@imagechat/core/ports/overview';
import type { Conversation } from '@imagechat/protocol/conversation';
import {
  type ImageSpots,
  type ImagesPage,
  MOST_COUNTED,
  MOST_SPOTS,
  type Spot,
  type ToldBusyImage,
} from '@imagechat/protocol/moderation';
import { refuse } from '@imagechat/protocol/refusal';
import { decode } from '@imagechat/protocol/schemas/decode';
import { urlId } from '@imagechat/protocol/schemas/fields';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnv } from '../http/http-env.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { renameBody, renameImage } from '../identity/rename-image.ts';
import { type DashboardParts, manager, noteAct } from './dashboard-parts.ts';
import { type IsOwn, ownPictures, toldImage } from './queue-routes.ts';

/** Images told at a time. */
const PAGE = 24;

const place = v.pipe(
  v.string(),
  v.regex(/^\d{1,16}-./s, 'invalid-input: before is what a page said comes next.'),
  v.transform((text): ListPlace => {
    const [at = '', ...rest] = text.split('-');
    return { at: Number(at), id: rest.join('-') };
  }),
);
const listQuery = v.object({ before: v.exactOptional(place) });
const oneQuery = v.object({ urlId });
const closedBody = v.object({ urlId, closed: v.boolean() });

/** The images of a tenant, where people talk on each, closing them for comments, and their names; under `/tenants/:tenantId/images`. */
export function imageListRoutes(parts: DashboardParts): Hono<HttpEnv> {
  const images = '/tenants/:tenantId/images';
  return new Hono<HttpEnv>()
    .get(images, (c) => list(parts, c, c.req.param('tenantId')))
    .get(`${images}/spots`, (c) => spots(parts, c, c.req.param('tenantId')))
    .put(`${images}/name`, (c) => rename(parts, c, c.req.param('tenantId')))
    .put(`${images}/closed`, (c) => setClosed(parts, c, c.req.param('tenantId')));
}

/** {@link ImagesPage}. Refusals: those of a manager, `invalid-input`. */
async function list(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const query = decode(listQuery, c.req.query());
  if (!query.ok) return refusalResponse(query.refusal);
  const { before = LIST_TOP } = query.value;
  const [isOwn, looked] = await Promise.all([
    ownsOf(parts, c, tenantId),
    parts.overview.images(tenantId, before, PAGE + 1, MOST_COUNTED),
  ]);
  const shown = looked.slice(0, PAGE);
  const last = looked.length > PAGE ? shown.at(-1) : undefined;
  return c.json({
    images: shown.map((image) => told(parts, tenantId, image, isOwn)),
    next: last ? `${last.activeAt}-${last.urlId}` : null,
  } satisfies ImagesPage);
}

/** {@link ImageSpots}. Refusal: `not-found` for an image nobody talked about. */
async function spots(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const query = decode(oneQuery, c.req.query());
  if (!query.ok) return refusalResponse(query.refusal);
  const [isOwn, looked, snapshot] = await Promise.all([
    ownsOf(parts, c, tenantId),
    parts.overview.image(tenantId, query.value.urlId, MOST_COUNTED),
    parts.hub.snapshot({ tenantId, urlId: query.value.urlId }),
  ]);
  if (!looked) return refusalResponse(refuse('not-found', 'Nobody talked about this picture.'));
  // The hub's own JSON.
  const all = JSON.parse(snapshot.conversations({ kind: 'moderators' })) as readonly Conversation[];
  return c.json({
    ...told(parts, tenantId, looked, isOwn),
    spots: all.slice(-MOST_SPOTS).map(spotOf),
    all: all.length,
  } satisfies ImageSpots);
}

/** Closes an image for comments, or opens it again: `{urlId, closed}`. */
async function setClosed(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const body = await readBody(c.req.raw, closedBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const { closed, urlId: image } = body.value;
  await parts.groups.setClosed({ tenantId, urlId: image }, closed, parts.clock.now());
  const by = { tenantId, accountId: who.value.account.id };
  await noteAct(parts, c, { ...by, action: closed ? 'close-image' : 'reopen-image', subject: image });
  return c.json({ urlId: image, closed });
}

/** Gives an image another urlId: `{urlId}`, the one it has then. Refusals: those of {@link renameImage}. */
async function rename(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'rename-image');
  if (!who.ok) return refusalResponse(who.refusal);
  const body = await readBody(c.req.raw, renameBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const refusal = await renameImage(parts, tenantId, body.value);
  if (refusal) return refusalResponse(refusal);
  const { to, urlId: from } = body.value;
  const by = { tenantId, accountId: who.value.account.id };
  await noteAct(parts, c, { ...by, action: 'rename-image', subject: from, detail: to });
  return c.json({ urlId: to });
}

async function ownsOf(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<IsOwn> {
  const tenant = await parts.tenants.find(tenantId);
  return ownPictures(c.env.ownOrigin, tenant?.domains ?? []);
}

function told(
  { hub }: Pick<DashboardParts, 'hub'>,
  tenantId: string,
  { activeAt, closed, facts, open, urlId: image }: LookedImage,
  isOwn: IsOwn,
): ToldBusyImage {
  const viewers = hub.viewers({ tenantId, urlId: image });
  return { urlId: image, image: toldImage(facts, isOwn), activeAt, open, viewers, closed };
}

function spotOf({ count, id, name, opening, resolved, x, y }: Conversation): Spot {
  return { id, x, y, name, line: opening?.line ?? '', count, resolved };
}
