import type { Ban } from '@imagechat/core/ports/bans';
import type { Person } from '@imagechat/core/ports/people';
import type { FoundPeople, StandingBan, ToldPerson } from '@imagechat/protocol/dashboard-people';
import { refuse } from '@imagechat/protocol/refusal';
import { decode } from '@imagechat/protocol/schemas/decode';
import { actorId } from '@imagechat/protocol/schemas/fields';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnv } from '../http/http-env.ts';
import { erasureOn } from '../http/person-routes.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { erasePerson } from '../identity/erase-person.ts';
import { actorIdOf } from '../identity/managers.ts';
import { shownName } from '../identity/person-marks.ts';
import { actorOf } from './act-routes.ts';
import { type DashboardParts, manager, noteAct } from './dashboard-parts.ts';

/** How many people are told at most. */
const MOST_PEOPLE = 50;

const searchQuery = v.object({ q: v.optional(v.pipe(v.string(), v.maxLength(320)), '') });
const personQuery = v.object({ actorId });
/** `confirm` repeats the id, so that nobody is erased by a slip. */
const eraseBody = v.object({ actorId, confirm: v.string() });

/** Who is talking, and who may not: looked up, told everything about, erased. */
export function peopleRoutes(parts: DashboardParts): Hono<HttpEnv> {
  const tenant = '/tenants/:tenantId';
  return new Hono<HttpEnv>()
    .get(`${tenant}/people`, (c) => search(parts, c, c.req.param('tenantId')))
    .get(`${tenant}/bans`, (c) => listBans(parts, c, c.req.param('tenantId')))
    .get(`${tenant}/person`, (c) => exportPerson(parts, c, c.req.param('tenantId')))
    .post(`${tenant}/erasures`, (c) => erase(parts, c, c.req.param('tenantId')));
}

/** {@link FoundPeople}: who was here last; with `q`, whose name, address or id begins so. */
async function search(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const query = decode(searchQuery, c.req.query());
  if (!query.ok) return refusalResponse(query.refusal);
  const found = await peopleFor(parts, tenantId, query.value.q.trim());
  const toAdmin = who.value.role !== 'moderator';
  const answer: FoundPeople = {
    people: found.slice(0, MOST_PEOPLE).map((person) => toldPerson(person, toAdmin)),
    more: found.length > MOST_PEOPLE,
  };
  return c.json(answer);
}

async function peopleFor(
  { people }: DashboardParts,
  tenantId: string,
  q: string,
): Promise<readonly Person[]> {
  if (q === '') return await people.latest(tenantId, MOST_PEOPLE + 1);
  const [begun, ...same] = await Promise.all([
    people.search(tenantId, q, MOST_PEOPLE + 1),
    people.find(tenantId, q),
    people.find(tenantId, `${tenantId}:${q}`),
  ]);
  const exact = same.filter((person) => person !== undefined);
  return [...exact, ...begun.filter(({ id }) => exact.every((person) => person.id !== id))];
}

function toldPerson(person: Person, toAdmin: boolean): ToldPerson {
  const { createdAt, email, id, isAdmin, isModerator, updatedAt, username, verified } = person;
  const user = verified ? 'user' : 'visitor';
  return {
    ...{ id, username, verified, name: shownName(person), since: createdAt, seen: updatedAt },
    email: toAdmin ? email : null,
    kind: isAdmin ? 'admin' : isModerator ? 'moderator' : user,
  };
}

/** `{bans: StandingBan[]}`, the newest first. */
async function listBans(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const [{ bans }, members] = await Promise.all([
    parts.bans.exclusions(tenantId, parts.clock.now()),
    parts.accounts.members(tenantId),
  ]);
  const names = new Map(members.map(([{ id, name }]) => [actorIdOf(id), name]));
  const told = async (ban: Ban): Promise<StandingBan> => {
    const { by, createdAt, id, shadow, subject, until } = ban;
    const banned = subject.kind === 'actor' ? subject.actorId : null;
    const person = banned === null ? undefined : await parts.people.find(tenantId, banned);
    const name = person ? shownName(person) : null;
    return { id, shadow, until, createdAt, actorId: banned, name, by: names.get(by) ?? by };
  };
  return c.json({ bans: await Promise.all(bans.toReversed().map(told)) });
}

/** Everything about one person, as a file. */
async function exportPerson(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'export-person');
  if (!who.ok) return refusalResponse(who.refusal);
  const query = decode(personQuery, c.req.query());
  if (!query.ok) return refusalResponse(query.refusal);
  const file = await parts.personFiles.read(tenantId, query.value.actorId);
  const by = { tenantId, accountId: who.value.account.id };
  await noteAct(parts, c, { ...by, action: 'export-person', subject: query.value.actorId });
  return new Response(JSON.stringify(file, null, 2), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="person.json"',
    },
  });
}

/** Erases a person: `{changed, erased}`. Refusals: `invalid-input` when `confirm` does not say the id. */
async function erase(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'erase-person');
  if (!who.ok) return refusalResponse(who.refusal);
  const body = await readBody(c.req.raw, eraseBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const { actorId: subject, confirm } = body.value;
  if (confirm !== subject)
    return refusalResponse(refuse('invalid-input', 'confirm must repeat actorId: this cannot be undone.'));
  const done = await erasePerson(erasureOn(parts, tenantId), actorOf(who.value), subject);
  if (!done.ok) return refusalResponse(done.refusal);
  const { changed, erased, mark } = done;
  const by = { tenantId, accountId: who.value.account.id };
  await noteAct(parts, c, { ...by, action: 'erase-person', subject: mark, detail: `${changed} changes` });
  return c.json({ changed, erased });
}
