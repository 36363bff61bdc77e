import type { Actor } from '@imagechat/core/access';
import { type Administration, mayAdminister } from '@imagechat/core/administration';
import type { Ban } from '@imagechat/core/ports/bans';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { id, urlId } from '@imagechat/protocol/schemas/fields';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { banPerson, liftBan } from '../identity/ban-person.ts';
import { newAct } from '../identity/new-act.ts';
import { addressHash } from '../identity/person-marks.ts';
import { renameBody, renameImage } from '../identity/rename-image.ts';
import { groupList } from '../identity/sso-user.ts';
import type { ApiParts, HttpEnv } from './http-env.ts';
import { readBody } from './read-input.ts';
import { refusalResponse } from './refusal-response.ts';
import { whoAsks } from './who-asks.ts';

/** How long a browser may keep the way to a picture, in seconds. */
const AVATAR_SECONDS = 3600;

/** Most groups an image can have. */
const IMAGE_GROUPS = 1000;

const actorId = v.pipe(v.string(), v.minLength(1), v.maxLength(1100));

/** Body of `POST /bans`. */
export const banBody = v.object({
  actorId,
  /** Everyone at the actor's last known address too. */
  address: v.optional(v.boolean(), false),
  shadow: v.optional(v.boolean(), false),
  /** For good without it. */
  minutes: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(5_256_000))),
});
const signOutBody = v.object({ actorId });
const accessBody = v.object({
  urlId,
  groupIds: groupList(
    IMAGE_GROUPS,
    `invalid-input: groupIds must be null or at most ${IMAGE_GROUPS} texts of 1 to 50 characters.`,
  ),
});

/** What moderators do about people and images, and the way to people's pictures; under `/tenants/:tenantId`. */
export function moderationRoutes(parts: ApiParts): Hono<HttpEnv> {
  const tenant = '/tenants/:tenantId';
  return new Hono<HttpEnv>()
    .get(`${tenant}/avatars/:key`, (c) => avatar(parts, c.req.param('tenantId'), c.req.param('key')))
    .get(`${tenant}/bans`, (c) => listBans(parts, c, c.req.param('tenantId')))
    .post(`${tenant}/bans`, (c) => ban(parts, c, c.req.param('tenantId')))
    .delete(`${tenant}/bans/:id`, (c) => unban(parts, c, c.req.param('tenantId'), c.req.param('id')))
    .post(`${tenant}/sign-outs`, (c) => signOut(parts, c, c.req.param('tenantId')))
    .put(`${tenant}/images/access`, (c) => setGroups(parts, c, c.req.param('tenantId')))
    .put(`${tenant}/images/name`, (c) => rename(parts, c, c.req.param('tenantId')));
}

/** Sends a browser on to a person's picture. The address is not ours, so it hears nothing of where it is shown. */
async function avatar({ people }: ApiParts, tenantId: string, key: string): Promise<Response> {
  const known = v.is(id, tenantId) && /^[\w-]{11}$/.test(key);
  const location = known ? await people.avatar(tenantId, key) : undefined;
  if (location === undefined) return refusalResponse(refuse('not-found', 'There is no such picture.'));
  return new Response(null, {
    status: 302,
    headers: {
      location,
      'cache-control': `public, max-age=${AVATAR_SECONDS}`,
      'referrer-policy': 'no-referrer',
      // Pages anywhere show it.
      'cross-origin-resource-policy': 'cross-origin',
    },
  });
}

/** `{bans: [{id, actorId | address: true, shadow, until, createdAt, by}]}`, those that last, oldest first. */
async function listBans(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await administrator(parts, c, tenantId, 'ban');
  if (!who.ok) return refusalResponse(who.refusal);
  const { bans } = await parts.bans.exclusions(tenantId, parts.clock.now());
  return c.json({ bans: bans.map(toldBan) }, 200, { 'cache-control': 'no-store' });
}

/** Bans an actor, and with `address` everyone at its last known address; answers like the list, with what was added. */
async function ban(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const body = await readBody(c.req.raw, banBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const who = await administrator(parts, c, tenantId, 'ban');
  if (!who.ok) return refusalResponse(who.refusal);
  const banned = await banPerson(parts, who.actor, body.value);
  if (!banned.ok) return refusalResponse(banned.refusal);
  const { bans, detail } = banned;
  await note(parts, c, who.actor, { action: 'ban', subject: body.value.actorId, detail });
  return c.json({ bans: bans.map(toldBan) }, 200, { 'cache-control': 'no-store' });
}

/** Lifts a ban: `{lifted: id}`. Refusal: `not-found`. */
async function unban(
  parts: ApiParts,
  c: Context<HttpEnv>,
  tenantId: string,
  banId: string,
): Promise<Response> {
  const who = await administrator(parts, c, tenantId, 'ban');
  if (!who.ok) return refusalResponse(who.refusal);
  const lifted = await liftBan(parts, tenantId, banId);
  if (!lifted) return refusalResponse(refuse('not-found', 'There is no such ban.'));
  await note(parts, c, who.actor, { action: 'unban', subject: lifted.subject, detail: banId });
  return c.json({ lifted: banId }, 200, { 'cache-control': 'no-store' });
}

/** Ends all sessions of an actor; it has to sign in anew: `{signedOut: actorId}`. */
async function signOut(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const body = await readBody(c.req.raw, signOutBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const who = await administrator(parts, c, tenantId, 'sign-out');
  if (!who.ok) return refusalResponse(who.refusal);
  const { actorId: subject } = body.value;
  await parts.bans.signOut(tenantId, { actorId: subject, before: parts.clock.now(), final: true });
  await note(parts, c, who.actor, { action: 'sign-out', subject, detail: '' });
  parts.hub.revoke({ tenantId, actorId: subject });
  return c.json({ signedOut: subject }, 200, { 'cache-control': 'no-store' });
}

/** Says which groups may see an image: `{urlId, groupIds}` again. */
async function setGroups(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const body = await readBody(c.req.raw, accessBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const who = await administrator(parts, c, tenantId, 'set-image-groups');
  if (!who.ok) return refusalResponse(who.refusal);
  const { urlId: image, groupIds } = body.value;
  await parts.groups.setGroups({ tenantId, urlId: image }, groupIds, parts.clock.now());
  const detail = groupIds === null ? 'everyone' : `${groupIds.length} groups`;
  await note(parts, c, who.actor, { action: 'set-image-groups', subject: image, detail });
  parts.hub.revoke({ tenantId });
  return c.json({ urlId: image, groupIds }, 200, { 'cache-control': 'no-store' });
}

/** Gives an image another urlId: `{urlId}`, the one it has then. Refusals: those of {@link renameImage}. */
async function rename(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const body = await readBody(c.req.raw, renameBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const who = await administrator(parts, c, tenantId, 'rename-image');
  if (!who.ok) return refusalResponse(who.refusal);
  const refusal = await renameImage(parts, tenantId, body.value);
  if (refusal) return refusalResponse(refusal);
  const { to, urlId: from } = body.value;
  await note(parts, c, who.actor, { action: 'rename-image', subject: from, detail: to });
  return c.json({ urlId: to }, 200, { 'cache-control': 'no-store' });
}

/** Who asks, if the table of administration lets them do this. */
export async function administrator(
  { identity }: Pick<ApiParts, 'identity'>,
  c: Context<HttpEnv>,
  tenantId: string,
  what: Administration,
): Promise<{ readonly ok: true; readonly actor: Actor } | { readonly ok: false; readonly refusal: Refusal }> {
  const who = await whoAsks(identity, c.req.raw, c.env, tenantId);
  if (!who.ok || mayAdminister(who.actor, what)) return who;
  return { ok: false, refusal: refuse('not-allowed', 'You may not do that here.') };
}

/** Writes an act into the audit log: who did what to whom, from where. */
export async function note(
  { audit, clock, secret }: Pick<ApiParts, 'audit' | 'clock' | 'secret'>,
  c: Context<HttpEnv>,
  { id: by, tenantId }: Actor,
  act: { readonly action: string; readonly subject: string; readonly detail: string },
): Promise<void> {
  const at = clock.now();
  const addressed = addressHash(c.env.address, secret);
  await audit.write(newAct({ tenantId, at, by, ...act, addressHash: addressed }));
}

function toldBan({ subject, ...rest }: Ban) {
  return { ...rest, ...(subject.kind === 'actor' ? { actorId: subject.actorId } : { address: true }) };
}
