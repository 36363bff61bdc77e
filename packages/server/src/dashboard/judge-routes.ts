import type { Judge } from '@imagechat/core/ports/judges';
import {
  JUDGE_MS,
  type JudgeFile,
  type SavedJudge,
  type ToldJudge,
} from '@imagechat/protocol/dashboard-webhooks';
import { refuse } from '@imagechat/protocol/refusal';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { addressFault } from '../effects/send-post.ts';
import type { HttpEnv } from '../http/http-env.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { newCredential } from '../identity/credentials.ts';
import { type Asked, type DashboardParts, type Manager, manager, noteAct } from './dashboard-parts.ts';

/** How many verdicts are told. */
const MOST_VERDICTS = 50;

const saveBody = v.object({
  url: v.pipe(v.string(), v.trim(), v.maxLength(2000)),
  fails: v.picklist(['open', 'closed']),
  mostMs: v.pipe(v.number(), v.integer(), v.minValue(JUDGE_MS.least), v.maxValue(JUDGE_MS.most)),
  active: v.boolean(),
});

/** A program of the tenant's own that is asked before a comment is public: saved, tried, and what it said last. */
export function judgeRoutes(parts: DashboardParts): Hono<HttpEnv> {
  const at = '/tenants/:tenantId/judge';
  return new Hono<HttpEnv>()
    .get(at, (c) => tell(parts, c, c.req.param('tenantId')))
    .put(at, (c) => save(parts, c, c.req.param('tenantId')))
    .delete(at, (c) => remove(parts, c, c.req.param('tenantId')))
    .post(`${at}/secret`, (c) => renew(parts, c, c.req.param('tenantId')))
    .post(`${at}/test`, (c) => test(parts, c, c.req.param('tenantId')));
}

/** {@link JudgeFile}. */
async function tell(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'change-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const [judge, verdicts] = await Promise.all([
    parts.judges.find(tenantId),
    parts.judges.verdicts(tenantId, MOST_VERDICTS),
  ]);
  return c.json({ judge: judge ? told(judge) : null, verdicts } satisfies JudgeFile);
}

/** Makes it or changes it: {@link SavedJudge}. Refusals: `invalid-input`, also for an address that is not asked from here. */
async function save(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'change-tenant');
  if (!who.ok) return refusalResponse(who.refusal);
  const body = await readBody(c.req.raw, saveBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const fault = addressFault(body.value.url, parts.sendSettings);
  if (fault !== undefined) return refusalResponse(refuse('invalid-input', fault));
  const before = await parts.judges.find(tenantId);
  const secret = before?.secret ?? newSecret();
  const judge: Judge = { ...body.value, secret, createdAt: before?.createdAt ?? parts.clock.now() };
  await put(parts, c, who.value, judge, before ? 'change-judge' : 'add-judge');
  return c.json({ judge: told(judge), ...(before ? {} : { secret }) } satisfies SavedJudge);
}

/** Another secret: {@link SavedJudge}. What is asked from now on is signed with it. Refusal: `not-found`. */
async function renew(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const found = await judgeFor(parts, c, tenantId);
  if (!found.ok) return refusalResponse(found.refusal);
  const judge = { ...found.value.judge, secret: newSecret() };
  await put(parts, c, found.value.who, judge, 'renew-judge-secret');
  return c.json({ judge: told(judge), secret: judge.secret } satisfies SavedJudge);
}

/** Asks it about nothing in particular: the verdict. Refusal: `not-found`. */
async function test(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const found = await judgeFor(parts, c, tenantId);
  if (!found.ok) return refusalResponse(found.refusal);
  return c.json(await parts.judge.test(tenantId, found.value.judge));
}

/** Takes it away with what it said: `{removed: true}`. Refusal: `not-found`. */
async function remove(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const found = await judgeFor(parts, c, tenantId);
  if (!found.ok) return refusalResponse(found.refusal);
  await parts.judges.remove(tenantId);
  await parts.judge.follow();
  const { account } = found.value.who;
  const subject = found.value.judge.url;
  await noteAct(parts, c, { tenantId, accountId: account.id, action: 'remove-judge', subject });
  return c.json({ removed: true });
}

async function judgeFor(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  tenantId: string,
): Promise<Asked<{ readonly who: Manager; readonly judge: Judge }>> {
  const who = await manager(parts, c, tenantId, 'change-tenant');
  if (!who.ok) return who;
  const judge = await parts.judges.find(tenantId);
  if (!judge) return { ok: false, refusal: refuse('not-found', 'Nobody is asked about comments here.') };
  return { ok: true, value: { who: who.value, judge } };
}

async function put(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  { account, tenantId }: Manager,
  judge: Judge,
  action: string,
): Promise<void> {
  await parts.judges.put(tenantId, judge);
  await parts.judge.follow();
  const detail = JSON.stringify({ fails: judge.fails, mostMs: judge.mostMs, active: judge.active });
  await noteAct(parts, c, { tenantId, accountId: account.id, action, subject: judge.url, detail });
}

function newSecret(): string {
  return newCredential('icw', (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)).text;
}

function told({ active, createdAt, fails, mostMs, url }: Judge): ToldJudge {
  return { url, fails, mostMs, active, createdAt };
}
