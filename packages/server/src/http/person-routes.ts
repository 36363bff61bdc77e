import type { Actor } from '@imagechat/core/access';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { decode } from '@imagechat/protocol/schemas/decode';
import { actorId } from '@imagechat/protocol/schemas/fields';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { erasingSubmissions } from '../identity/erasure.ts';
import { erasedMark } from '../identity/person-marks.ts';
import type { ApiParts, HttpEnv } from './http-env.ts';
import { administrator, note } from './moderation-routes.ts';
import { readBody } from './read-input.ts';
import { refusalResponse } from './refusal-response.ts';

const exportQuery = v.object({ actorId });
/** `confirm` repeats the id, so that nobody is erased by a slip. */
const eraseBody = v.object({ actorId, confirm: v.string() });

/** How many acts are told at most. */
const MOST_ACTS = 500;

/** How often an erasure looks whether something is left. */
const MOST_ROUNDS = 5;

/** What admins do about one person, and what administrators did; under `/tenants/:tenantId`. */
export function personRoutes(parts: ApiParts): Hono<HttpEnv> {
  const tenant = '/tenants/:tenantId';
  return new Hono<HttpEnv>()
    .get(`${tenant}/person`, (c) => exportPerson(parts, c, c.req.param('tenantId')))
    .post(`${tenant}/erasures`, (c) => erasePerson(parts, c, c.req.param('tenantId')))
    .get(`${tenant}/audit`, (c) => readAudit(parts, c, c.req.param('tenantId')));
}

/** Everything about one person as JSON. */
async function exportPerson(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const query = decode(exportQuery, c.req.query());
  if (!query.ok) return refusalResponse(query.refusal);
  const who = await administrator(parts, c, tenantId, 'export-person');
  if (!who.ok) return refusalResponse(who.refusal);
  const file = await parts.personFiles.read(tenantId, query.value.actorId);
  await note(parts, c, who.actor, { action: 'export-person', subject: query.value.actorId, detail: '' });
  return c.json(file, 200, { 'cache-control': 'no-store' });
}

/**
 * Erases a person: `{changed, erased}`. What they wrote is deleted like anything else, and what others wrote goes on without their marks and
 * name, so every open page follows at once.
 */
async function erasePerson(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const body = await readBody(c.req.raw, eraseBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const who = await administrator(parts, c, tenantId, 'erase-person');
  if (!who.ok) return refusalResponse(who.refusal);
  const { actorId: subject, confirm } = body.value;
  if (confirm !== subject)
    return refusalResponse(refuse('invalid-input', 'confirm must repeat actorId: this cannot be undone.'));
  const mark = erasedMark(subject, parts.secret);
  // First of all they write nothing any more.
  await parts.bans.signOut(tenantId, { actorId: mark, before: parts.clock.now(), final: true });
  parts.hub.revoke({ tenantId, actorId: subject });
  const changed = await takeAway(parts, tenantId, subject, who.actor);
  if (typeof changed !== 'number') return refusalResponse(changed);
  const erased = await parts.personFiles.scrub(tenantId, subject, mark);
  // Whoever erases themselves is not named either.
  const by = who.actor.id === subject ? { ...who.actor, id: mark } : who.actor;
  await note(parts, c, by, { action: 'erase-person', subject: mark, detail: `${changed} changes` });
  parts.hub.revoke({ tenantId, actorId: subject });
  return c.json({ changed, erased }, 200, { 'cache-control': 'no-store' });
}

/**
 * Deletes what somebody wrote and takes them out of what others wrote, as operations that every page hears of, until nothing is left: what was
 * under way when they were signed out comes in too. Answers how many changes that took, or why it cannot be done just now.
 */
async function takeAway(
  { hub, personFiles }: ApiParts,
  tenantId: string,
  subject: string,
  by: Actor,
): Promise<number | Refusal> {
  let changed = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const submissions = erasingSubmissions(await personFiles.read(tenantId, subject), by);
    if (submissions.length === 0) break;
    const outcomes = await Promise.all(submissions.map((each) => hub.submit(each)));
    for (const outcome of outcomes) {
      if (outcome.accepted) changed++;
      else if (outcome.refusal.retry) return outcome.refusal;
    }
  }
  return changed;
}

/** `{acts: [{at, by, action, subject, detail, addressHash}]}`, the newest first. */
async function readAudit(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await administrator(parts, c, tenantId, 'read-audit');
  if (!who.ok) return refusalResponse(who.refusal);
  const acts = await parts.audit.read(tenantId, MOST_ACTS);
  return c.json({ acts }, 200, { 'cache-control': 'no-store' });
}
