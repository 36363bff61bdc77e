import { refuse } from '@imagechat/protocol/refusal';
import { decode } from '@imagechat/protocol/schemas/decode';
import { actorId } from '@imagechat/protocol/schemas/fields';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { type ErasureParts, erasePerson as eraseNow } from '../identity/erase-person.ts';
import type { ApiParts, HttpEnv } from './http-env.ts';
import { administrator, note } from './moderation-routes.ts';
import { readBody } from './read-input.ts';
import { refusalResponse } from './refusal-response.ts';

const exportQuery = v.object({ actorId });
/** `confirm` repeats the id, so that nobody is erased by a slip. */
const eraseBody = v.object({ actorId, confirm: v.string() });

/** How many acts are told at most. */
const MOST_ACTS = 500;

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
  const done = await eraseNow(erasureOn(parts, tenantId), who.actor, subject);
  if (!done.ok) return refusalResponse(done.refusal);
  const { changed, erased, mark } = done;
  // Whoever erases themselves is not named either.
  const by = who.actor.id === subject ? { ...who.actor, id: mark } : who.actor;
  await note(parts, c, by, { action: 'erase-person', subject: mark, detail: `${changed} changes` });
  return c.json({ changed, erased }, 200, { 'cache-control': 'no-store' });
}

/** What an erasure stands on where a hub runs. */
export function erasureOn(
  {
    bans,
    clock,
    hub,
    personFiles,
    secret,
  }: Pick<ApiParts, 'bans' | 'clock' | 'personFiles' | 'secret'> & {
    readonly hub: Pick<ApiParts['hub'], 'submit' | 'revoke'>;
  },
  tenantId: string,
): ErasureParts {
  return {
    ...{ bans, personFiles, secret, now: () => clock.now() },
    submit: (all) => Promise.all(all.map((each) => hub.submit(each))),
    revoke: (actorId) => hub.revoke({ tenantId, actorId }),
  };
}

/** `{acts: [{at, by, action, subject, detail, addressHash}]}`, the newest first. */
async function readAudit(parts: ApiParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await administrator(parts, c, tenantId, 'read-audit');
  if (!who.ok) return refusalResponse(who.refusal);
  const acts = await parts.audit.read(tenantId, MOST_ACTS);
  return c.json({ acts }, 200, { 'cache-control': 'no-store' });
}
